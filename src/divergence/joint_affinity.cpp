#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "relent/core/special.hpp"
#include "relent/divergence/closed_joint.hpp"

#include "as_gaussian.hpp"
#include "bregman.hpp"
#include "closed_answer.hpp"
#include "covariance_gap.hpp"
#include "distribution/special_functions.hpp"
#include "joint/bessel_ratio.hpp"
#include "linear/dense.hpp"
#include "same_size.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

estimate diverges(std::string_view reason) {
  estimate out = by_closed_form(infinity, 0);
  out.notes.emplace_back(reason);
  return out;
}

/// log(1 + (1-a) e) - (1-a) log(1 + e), whose linear terms cancel on paper.
double log_gap(double e, double a) { return log1pmx((1 - a) * e) - (1 - a) * log1pmx(e); }

estimate of_gaussians(const mvnormal& p, const mvnormal& q, double a) {
  const linear::eigen e = linear::symmetric_eigen(whitened_difference(p.spread(), q.spread()));
  std::vector<double> away(p.mean().size());
  std::ranges::transform(p.mean(), q.mean(), away.begin(), std::minus{});
  linear::solve_lower(q.spread().lower(), away);
  double value = 0, size = 0;
  for (std::size_t i = 0; i < away.size(); ++i) {
    const double mixed = 1 + (1 - a) * e.values[i];
    if (!(mixed > 0)) {
      return diverges(
          "the integral of p^alpha q^(1-alpha) diverges: Q is so much narrower than P in some direction "
          "that alpha times Q's covariance less (alpha - 1) times P's is not positive definite");
    }
    const double z = linear::dot(e.vectors.row(i), away), logs = log_gap(e.values[i], a),
                 shift = a * (1 - a) * z * z / mixed;
    value -= (logs + shift) / 2;
    size += std::abs(logs) + std::abs(shift) * (1 + 1 / mixed);
  }
  const auto n = static_cast<double>(away.size());
  const double conditions = scaled_condition(q.spread()) + scaled_condition(p.spread());
  return by_closed_form(value, 8 * n * eps * conditions * size);
}

estimate of_dirichlets(const dirichlet& p, const dirichlet& q, double a) {
  double value = 0, size = 0, total = 0;
  for (std::size_t i = 0; i < p.concentration().size(); ++i) {
    const double from = p.concentration()[i], to = q.concentration()[i], mixed = a * from + (1 - a) * to;
    if (!(mixed > 0)) {
      return diverges(
          "the integral of p^alpha q^(1-alpha) diverges where a share tends to 0: Q vanishes there too "
          "fast beside P");
    }
    const double parts[] = {log_gamma(mixed), -a * log_gamma(from), -(1 - a) * log_gamma(to)};
    for (const double part : parts) {
      value += part;
      size += std::abs(part);
    }
    total += mixed;
  }
  const double parts[] = {-log_gamma(total), a * log_gamma(p.total()), (1 - a) * log_gamma(q.total())};
  for (const double part : parts) {
    value += part;
    size += std::abs(part);
  }
  return by_closed_form(value, 16 * eps * (size + 1));
}

estimate of_multinomials(const multinomial& p, const multinomial& q, double a) {
  if (p.trials() != q.trials()) {
    return a > 1 ? diverges("P and Q have counts of different sums") : by_closed_form(-infinity, 0);
  }
  double lost = 0;  // 1 - sum of p^a q^(1-a), by terms of one sign
  for (std::size_t i = 0; i < p.probabilities().size(); ++i) {
    const double from = p.probabilities()[i], to = q.probabilities()[i];
    if (from > 0 && to == 0 && a > 1) {
      return diverges("P gives a kind that Q does not");
    }
    const double d = from > 0 && to > 0 ? std::log(to / from) : 0;
    lost += from == 0         ? (1 - a) * to
            : to == 0         ? a * from
            : std::abs(d) < 1 ? from * ((1 - a) * closed::expm1mx(d) - closed::expm1mx((1 - a) * d))
                              : a * from + (1 - a) * to - std::pow(from, a) * std::pow(to, 1 - a);
  }
  const double value = p.trials() * std::log1p(-std::min(lost, 1.0));
  return by_closed_form(value,
                        32 * eps * (std::abs(value) + (lost > 0.5 ? p.trials() / (1 - std::min(lost, 0.999)) : 0)));
}

estimate of_wisharts(const wishart& p, const wishart& q, double a) {
  const std::size_t n = p.spread().size();
  const double df = a * p.df() + (1 - a) * q.df();
  if (!(df > static_cast<double>(n) - 1)) {
    return diverges("the integral of p^alpha q^(1-alpha) diverges at singular matrices");
  }
  // The mixed scale is (a P^-1 + (1-a) Q^-1)^-1; against Q its eigenvalues are (1+e) / (1 + (1-a) e).
  double logs = 0, size = 0;
  for (const double e : linear::symmetric_eigenvalues(whitened_difference(p.spread(), q.spread()))) {
    const double mixed = 1 + (1 - a) * e;
    if (!(mixed > 0)) {
      return diverges("the integral of p^alpha q^(1-alpha) diverges: Q's scale is too small beside P's");
    }
    const double part = df / 2 * (std::log1p(e) - std::log1p((1 - a) * e)) - a * p.df() / 2 * std::log1p(e);
    logs += part;
    size += df / 2 * (std::abs(std::log1p(e)) + std::abs(std::log1p((1 - a) * e)));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const auto k = static_cast<double>(i);
    const double parts[] = {log_gamma((df - k) / 2), -a * log_gamma((p.df() - k) / 2),
                            -(1 - a) * log_gamma((q.df() - k) / 2)};
    for (const double part : parts) {
      logs += part;
      size += std::abs(part);
    }
  }
  const double condition = scaled_condition(q.spread()) + scaled_condition(p.spread());
  return by_closed_form(logs, 16 * eps * static_cast<double>(n) * condition * (size + 1));
}

estimate of_directions(const von_mises_fisher& p, const von_mises_fisher& q, double a) {
  const double order = static_cast<double>(p.direction().size()) / 2 - 1;
  const double from = a * p.concentration(), to = (1 - a) * q.concentration();
  double apart = 0;
  for (std::size_t i = 0; i < p.direction().size(); ++i) {
    apart += (p.direction()[i] - q.direction()[i]) * (p.direction()[i] - q.direction()[i]) / 2;
  }
  // |from p + to q| and how much less it is than from + to.
  const double mixed = std::sqrt(std::max((from + to) * (from + to) - 2 * from * to * apart, 0.0));
  const double shorter = from + to + mixed > 0 ? 2 * from * to * apart / (from + to + mixed) : 0;
  const double parts[] = {joint::log_scaled_bessel(order, mixed), -shorter,
                          -a * joint::log_scaled_bessel(order, p.concentration()),
                          -(1 - a) * joint::log_scaled_bessel(order, q.concentration())};
  double value = 0, size = 1;
  for (const double part : parts) {
    value += part;
    size += std::abs(part);
  }
  return by_closed_form(value, 32 * eps * size);
}

}  // namespace

std::optional<estimate> closed_log_affinity(const joint_distribution& p, const joint_distribution& q, double alpha) {
  const auto of = [&]<class D>(const D* a, estimate (*form)(const D&, const D&, double)) -> std::optional<estimate> {
    const D* b = q.get<D>();
    if (a == nullptr || b == nullptr) {
      return std::nullopt;
    }
    require_same_size(*a, *b);
    return form(*a, *b, alpha);
  };
  for (auto found : {of(p.get<dirichlet>(), of_dirichlets), of(p.get<multinomial>(), of_multinomials),
                     of(p.get<wishart>(), of_wisharts), of(p.get<von_mises_fisher>(), of_directions)}) {
    if (found) {
      return found;
    }
  }
  const auto a = as_gaussian(p), b = as_gaussian(q);
  if (a && b) {
    require_same_size(*a, *b);
    return of_gaussians(*a, *b, alpha);
  }
  return std::nullopt;
}

}  // namespace relent
