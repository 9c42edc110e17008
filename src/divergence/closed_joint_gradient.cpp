#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/divergence/joint_gradient.hpp"
#include "relent/joint/multinomial.hpp"
#include "relent/joint/von_mises_fisher.hpp"
#include "relent/joint/wishart.hpp"

#include "bregman.hpp"
#include "covariance_gap.hpp"
#include "distribution/special_functions.hpp"
#include "joint/bessel_ratio.hpp"
#include "linear/dense.hpp"
#include "normal_gradient.hpp"
#include "same_size.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

parameter_gradient by_closed_form() {
  parameter_gradient out;
  out.method = method::closed_form;
  return out;
}

/// One side's derivatives, written one after the other with their errors.
struct writer {
  std::vector<double>&values, &errors;

  void add(double value, double error) {
    values.push_back(value);
    errors.push_back(error + 4 * eps * std::abs(value));
  }
};

parameter_gradient gradient_of(const dirichlet& p, const dirichlet& q) {
  const dirichlet_gradient found = kl_gradient(p, q);
  parameter_gradient out = by_closed_form();
  writer to_p{out.p, out.p_error}, to_q{out.q, out.q_error};
  double apart = 0;  // the sum's step
  for (std::size_t i = 0; i < found.p.size(); ++i) {
    apart += std::abs(q.concentration()[i] - p.concentration()[i]);
  }
  const double of_total = apart * trigamma(std::min(p.total(), q.total()));
  for (std::size_t i = 0; i < found.p.size(); ++i) {
    const double a = p.concentration()[i], b = q.concentration()[i];
    const double own = std::abs(b - a) * trigamma(std::min(a, b));
    to_p.add(found.p[i], 64 * eps * (own + of_total));
    to_q.add(found.q[i], 64 * eps * (own + of_total));
  }
  return out;
}

/// df/2 (tr Q^-1 P - n) - df'/2 log det Q^-1 P + the log Gammas' Bregman divergence, df of P and df' of Q.
parameter_gradient gradient_of(const wishart& p, const wishart& q) {
  require_same_size(p, q);
  const std::size_t n = p.spread().size();
  const covariance_gap gap = gap_between(p.spread(), q.spread());
  const mvnormal_gradient scales = kl_gradient(mvnormal::with(std::vector<double>(n), p.spread()),
                                               mvnormal::with(std::vector<double>(n), q.spread()));
  const matrix from = linear::inverse_of(p.spread().lower()), to = linear::inverse_of(q.spread().lower());
  const double step = (q.df() - p.df()) / 2;
  double curves = 0, moved = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double at = (p.df() - static_cast<double>(i)) / 2;
    curves += trigamma(at);
    moved += closed::digamma_step(at, step);
  }
  const double condition = scaled_condition(p.spread()) + scaled_condition(q.spread());
  const double relative = 32 * eps * static_cast<double>(n) * condition;
  parameter_gradient out = by_closed_form();
  writer to_p{out.p, out.p_error}, to_q{out.q, out.q_error};
  to_p.add(gap.trace / 2 - step * curves / 2, gap.trace_error + 32 * eps * std::abs(step) * curves);
  to_q.add((moved - gap.log_determinant) / 2, gap.log_error + 32 * eps * std::abs(moved));
  // p.df (Q^-1 - P^-1) / 2 - (q.df - p.df) P^-1 / 2, and Q's likewise.
  double most_p = 0, most_q = 0;
  for (std::size_t k = 0; k < from.values.size(); ++k) {
    most_p = std::max({most_p, std::abs(p.df() * scales.p.covariance.values[k]), std::abs(step * from.values[k])});
    most_q = std::max({most_q, std::abs(p.df() * scales.q.covariance.values[k]), std::abs(step * to.values[k])});
  }
  for (std::size_t k = 0; k < from.values.size(); ++k) {
    to_p.add(p.df() * scales.p.covariance.values[k] - step * from.values[k], relative * most_p);
    to_q.add(p.df() * scales.q.covariance.values[k] + step * to.values[k], relative * most_q);
  }
  return out;
}

/// B(k, k') + k' A(k) |m - m'|^2 / 2, A the mean cosine and B the Bregman divergence of its integral.
parameter_gradient gradient_of(const von_mises_fisher& p, const von_mises_fisher& q) {
  require_same_size(p, q);
  const std::size_t n = p.direction().size();
  const double order = static_cast<double>(n) / 2 - 1, from = p.concentration(), to = q.concentration();
  const joint::bessel_ratio at_p = joint::bessel_ratio_of(order, from), at_q = joint::bessel_ratio_of(order, to);
  double apart = 0, cosine = 0;
  for (std::size_t i = 0; i < n; ++i) {
    apart += (p.direction()[i] - q.direction()[i]) * (p.direction()[i] - q.direction()[i]) / 2;
    cosine += p.direction()[i] * q.direction()[i];
  }
  parameter_gradient out = by_closed_form();
  writer to_p{out.p, out.p_error}, to_q{out.q, out.q_error};
  const double pull = to * at_p.value;
  for (std::size_t i = 0; i < n; ++i) {
    const double a = p.direction()[i], b = q.direction()[i];
    to_p.add(-pull * (b - cosine * a), 16 * eps * pull);
    to_q.add(-pull * (a - cosine * b), 16 * eps * pull);
  }
  const double rise = at_q.value - at_p.value;
  to_p.add(at_p.slope * (from - to + to * apart), 64 * eps * at_p.slope * (from + to + to * apart));
  to_q.add(rise + at_p.value * apart, 64 * eps * (at_q.value + at_p.value * (1 + apart)));
  return out;
}

parameter_gradient gradient_of(const multinomial& p, const multinomial& q) {
  const std::size_t n = p.probabilities().size();
  parameter_gradient out = by_closed_form();
  writer to_p{out.p, out.p_error}, to_q{out.q, out.q_error};
  double mean = 0;
  for (std::size_t i = 0; i < n; ++i) {
    mean += p.probabilities()[i] * std::log(p.probabilities()[i] / q.probabilities()[i]);
  }
  to_p.add(0, 0);
  to_q.add(0, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = p.probabilities()[i], b = q.probabilities()[i], log = std::log1p((a - b) / b);
    to_p.add(p.trials() * (log - mean), 16 * eps * p.trials() * (std::abs(log) + mean + 1));
    to_q.add(-p.trials() * (a - b) / b, 16 * eps * p.trials() * (a / b + 1));
  }
  return out;
}

bool has_zero(const multinomial& d) {
  return std::ranges::any_of(d.probabilities(), [](double p) { return p == 0; });
}

template <class D>
std::optional<parameter_gradient> of_one_family(const joint_distribution& p, const joint_distribution& q) {
  const D *a = p.get<D>(), *b = q.get<D>();
  if (a == nullptr || b == nullptr) {
    return std::nullopt;
  }
  if constexpr (std::is_same_v<D, multinomial>) {
    require_same_size(*a, *b);
    if (has_zero(*a) || has_zero(*b) || a->trials() != b->trials()) {
      return std::nullopt;  // refused where the score is asked for
    }
  }
  return gradient_of(*a, *b);
}

}  // namespace

std::optional<parameter_gradient> closed_kl_gradient_between(const joint_distribution& p, const joint_distribution& q) {
  for (const auto pair : {of_one_family<dirichlet>, of_one_family<wishart>, of_one_family<von_mises_fisher>,
                          of_one_family<multinomial>}) {
    if (auto found = pair(p, q)) {
      return found;
    }
  }
  return normal_gradient("kl_divergence", p, q, 0, {});
}

}  // namespace relent
