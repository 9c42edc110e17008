#include "relent/divergence/joint_divergence.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/divergence/closed_joint.hpp"
#include "relent/divergence/entropy_of.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/mv_student_t.hpp"

#include "affinity.hpp"
#include "by_measure.hpp"
#include "covariance_gap.hpp"
#include "joint_integral.hpp"
#include "joint_tails.hpp"
#include "products.hpp"
#include "sum_of.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double not_below_zero(double x) { return std::max(x, 0.0); }

/// A function that rises with the integral, of what it came to.
template <class F>
estimate through(const joint_sum& sum, const joint_options& how, const F& f) {
  estimate out{.value = f(sum.value)};
  if (std::isinf(sum.value)) {
    out.method = method::monte_carlo;
    out.error_bound = 0;
    out.notes.push_back(fmt::format("one of the two has mass where the other has none, for example at [{:.6g}]",
                                    fmt::join(sum.witness, ", ")));
    return out;
  }
  if (sum.replicates == 0) {
    out.method = method::quadrature;
    out.error_bound = std::max(f(sum.value + sum.error) - out.value, out.value - f(sum.value - sum.error));
    return out;
  }
  out.method = method::monte_carlo;
  const boost::math::students_t student(sum.replicates - 1);
  const double half = sum.error * boost::math::quantile(student, (1 + how.level) / 2);
  out.interval = {f(sum.value - half), f(sum.value + half)};
  out.level = how.level;
  out.standard_error = (f(sum.value + sum.error) - f(sum.value - sum.error)) / 2;
  out.notes.push_back(fmt::format("randomised quasi-Monte-Carlo: {} random shifts of {} points for each component",
                                  how.replicates, how.points));
  if (sum.tail > 0.5) {
    out.notes.push_back(fmt::format(
        "the terms have so heavy a tail (index {:.2f}, above 1/2) that the interval may miss the value", sum.tail));
  }
  return out;
}

joint_sum integral_of(const pointwise_divergence& what, double parameter, const joint_distribution& p,
                      const joint_distribution& q, const joint_options& how) {
  return sum_up(divergence_integral(what, parameter, p, q), how).front();
}

estimate infinite(std::string reason) {
  return {.value = infinity, .method = method::closed_form, .error_bound = 0, .notes = {std::move(reason)}};
}

estimate kl(const joint_distribution& p, const joint_distribution& q, const joint_options& how) {
  if (auto found = product_sum("kl_divergence", p, q, how.divergence)) {
    return *std::move(found);
  }
  if (how.divergence.closed_form) {
    if (auto found = closed_kl_between(p, q)) {
      return *std::move(found);
    }
  }
  if (auto reason = reason_tail_diverges(p, q, 1); !reason.empty()) {
    return infinite(std::move(reason));
  }
  return through(integral_of(pointwise_kl(), 0, p, q, how), how, not_below_zero);
}

estimate cross_entropy(const joint_distribution& p, const joint_distribution& q, const joint_options& how) {
  return sum_of(kl(p, q, how), entropy_of(p, how));
}

/// Measures of the affinity A = integral of p^alpha q^(1-alpha), by the names of `of_affinity`.
estimate of_joint_affinity(std::string_view measure, double alpha, const joint_distribution& p,
                           const joint_distribution& q, const joint_options& how) {
  std::optional<estimate> log_affinity;
  if (how.divergence.closed_form) {
    log_affinity = product_log_affinity(p, q, alpha, how.divergence);
    if (!log_affinity) {
      log_affinity = closed_log_affinity(p, q, alpha);
    }
  }
  if (log_affinity) {
    const double error = *log_affinity->error_bound, value = log_affinity->value;
    estimate out = *std::move(log_affinity);
    out.value = measure_of_gap(measure, alpha, -value);
    out.error_bound = std::isinf(out.value)
                          ? 0
                          : std::max(std::abs(measure_of_gap(measure, alpha, -value - error) - out.value),
                                     std::abs(measure_of_gap(measure, alpha, -value + error) - out.value));
    return out;
  }
  if (alpha > 1) {
    if (auto reason = reason_tail_diverges(p, q, alpha); !reason.empty()) {
      return infinite(std::move(reason));
    }
  }
  const joint_sum sum = measure == "chi_square_pearson" ? integral_of(pointwise_chi_square(), 0, p, q, how)
                                                        : integral_of(pointwise_affinity(alpha), alpha, p, q, how);
  return through(sum, how, [&](double j) {
    return measure_of_gap(measure, alpha, -std::log1p(alpha < 1 ? -std::clamp(j, 0.0, 1.0) : not_below_zero(j)));
  });
}

estimate jeffreys(const joint_distribution& p, const joint_distribution& q, const joint_options& how) {
  const estimate there = kl(p, q, how);
  if (there.method == method::closed_form || std::isinf(there.value)) {
    return sum_of(there, kl(q, p, how));
  }
  for (const auto& [a, b] : {std::pair(&p, &q), std::pair(&q, &p)}) {
    if (auto reason = reason_tail_diverges(*a, *b, 1); !reason.empty()) {
      return infinite(std::move(reason));
    }
  }
  return through(integral_of(pointwise_jeffreys(), 0, p, q, how), how, not_below_zero);
}

estimate wasserstein_2_of(const joint_distribution& p, const joint_distribution& q, const joint_options& how) {
  if (auto found = closed_wasserstein_2(p, q)) {
    return *std::move(found);
  }
  if (auto found = product_wasserstein_2(p, q, how.divergence)) {
    return *std::move(found);
  }
  throw error(errc::unsupported, "divergence_between",
              "wasserstein_2 of distributions of several numbers is known between normal distributions and between "
              "products of independents only");
}

void check(const joint_options& how) {
  const auto refuse = [](std::string_view name, double value, std::string_view bound) {
    throw bad_value("divergence_between", name, std::nullopt, value, bound, errc::out_of_range);
  };
  if (!(how.level > 0 && how.level < 1)) {
    refuse("level", how.level, "inside (0, 1)");
  }
  if (how.replicates < 2) {
    refuse("replicates", how.replicates, ">= 2");
  }
  if (how.points < 1 || !std::has_single_bit(static_cast<unsigned>(how.points))) {
    refuse("points", how.points, "a power of two");
  }
}

void require_one_space(const joint_distribution& p, const joint_distribution& q) {
  const joint_space a = p.space(), b = q.space();
  bool alike = a.kind == b.kind && a.size == b.size;
  for (std::size_t i = 0; alike && i < a.axes.size(); ++i) {
    alike = a.axes[i].lattice == b.axes[i].lattice;
  }
  if (!alike) {
    throw error(errc::unsupported, "divergence_between",
                fmt::format("P = {} has {} and Q = {} has {}: they have no common base measure, so no ratio of the two "
                            "is defined",
                            p.text(), a.words(), q.text(), b.words()));
  }
}

/// A bound for -E[log p] by a closed form: some roundings, and what the condition of covariances does to the logarithms
/// of their determinants.
double rounding_of_entropy(const joint_distribution& p, double value) {
  double lost = std::abs(value) + static_cast<double>(p.space().size);
  const auto count = [&](const factored_covariance& covariance, double times) {
    lost += times * static_cast<double>(covariance.size()) * scaled_condition(covariance);
  };
  if (const auto* d = p.get<mvnormal>()) {
    count(d->spread(), 1);
  } else if (const auto* t = p.get<mv_student_t>()) {
    count(t->base().spread(), 1);
  } else if (const auto* w = p.get<wishart>()) {
    count(w->spread(), w->df());
  } else if (const auto* m = p.get<matrix_normal>()) {
    count(m->row_spread(), static_cast<double>(m->mean_matrix().columns));
    count(m->column_spread(), static_cast<double>(m->mean_matrix().rows));
  }
  return 32 * std::numeric_limits<double>::epsilon() * lost;
}

/// Two distributions of several numbers, asked for what the measures are made of.
struct joint_pair {
  const joint_distribution &p, &q;
  const joint_options& how;

  [[nodiscard]] estimate kl(bool back) const { return back ? relent::kl(q, p, how) : relent::kl(p, q, how); }
  [[nodiscard]] estimate cross_entropy() const { return relent::cross_entropy(p, q, how); }
  [[nodiscard]] estimate jeffreys() const { return relent::jeffreys(p, q, how); }
  [[nodiscard]] estimate affinity(std::string_view measure, double alpha, bool back) const {
    return back ? of_joint_affinity(measure, alpha, q, p, how) : of_joint_affinity(measure, alpha, p, q, how);
  }
  [[nodiscard]] estimate integral(const pointwise_divergence& what, double parameter, bool root) const {
    return through(integral_of(what, parameter, p, q, how), how,
                   [root](double x) { return root ? std::sqrt(not_below_zero(x)) : not_below_zero(x); });
  }
};

constexpr auto names = integral_measures_and("wasserstein_2");

}  // namespace

std::span<const std::string_view> joint_measures() noexcept { return names; }

estimate divergence_between(std::string_view measure, const joint_distribution& p, const joint_distribution& q,
                            const joint_options& how) {
  check_question(measure, names, "distributions of several numbers", how.divergence);
  check(how);
  require_one_space(p, q);
  return measure == "wasserstein_2" ? wasserstein_2_of(p, q, how)
                                    : by_measure(measure, how.divergence, joint_pair{p, q, how});
}

estimate entropy_of(const joint_distribution& p, const joint_options& how) {
  check(how);
  if (const auto* factors = p.get<independent>()) {
    estimate out = entropy_of(factors->factors().front());
    for (std::size_t i = 1; i < factors->factors().size(); ++i) {
      out = sum_of(std::move(out), entropy_of(factors->factors()[i]));
    }
    return out;
  }
  const double value = p.entropy();
  if (!std::isnan(value)) {
    return {.value = value, .method = method::closed_form, .error_bound = rounding_of_entropy(p, value)};
  }
  return through(sum_up(entropy_integral(p), how).front(), how, [](double x) { return x; });
}

}  // namespace relent
