#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/divergence/joint_gradient.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/joint_score.hpp"

#include "affinity_slope.hpp"
#include "differentiation.hpp"
#include "joint_integral.hpp"
#include "moving_ends.hpp"
#include "normal_gradient.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr const char* who = "divergence_gradient";
constexpr double jumps = 8;  ///< errors of cubature where the integrand jumps, whose steps differ by less than they err

error refusal(const std::string& words) { return {errc::unsupported, who, words}; }

void append(std::vector<double>& to, const std::vector<double>& more) { to.insert(to.end(), more.begin(), more.end()); }

void add(parameter_gradient& to, const parameter_gradient& turned) {
  const auto sum = [](std::vector<double>& a, const std::vector<double>& b) {
    std::ranges::transform(a, b, a.begin(), std::plus<>());
  };
  sum(to.p, turned.q);
  sum(to.q, turned.p);
  sum(to.p_error, turned.q_error);
  sum(to.q_error, turned.p_error);
}

/// By closed forms alone.
std::optional<parameter_gradient> closed(std::string_view measure, const joint_distribution& p,
                                         const joint_distribution& q, double value, const divergence_options& how) {
  if (measure == "kl_divergence") {
    return closed_kl_gradient_between(p, q);
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    auto there = closed_kl_gradient_between(p, q);
    const auto back = closed_kl_gradient_between(q, p);
    if (!there || !back) {
      return std::nullopt;
    }
    add(*there, *back);
    return there;
  }
  return normal_gradient(measure, p, q, value, how);
}

/// Between products: factor by factor for what adds up, and for what is a function of such a sum.
std::optional<parameter_gradient> of_products(std::string_view measure, const joint_distribution& p,
                                              const joint_distribution& q, double value,
                                              const divergence_options& how) {
  const auto *a = p.get<independent>(), *b = q.get<independent>();
  if (a == nullptr || b == nullptr) {
    return std::nullopt;
  }
  divergence_options each = how;
  std::string_view summed = measure;
  double by = 1;
  if (const auto slope = affinity_slope(measure, value, how.alpha)) {
    summed = "renyi_divergence";  // (log A) / (alpha - 1)
    each.alpha = slope->alpha;
    by = slope->slope * (slope->alpha - 1);
  } else if (measure != "kl_divergence" && measure != "cross_entropy" && measure != "jeffreys_divergence" &&
             measure != "population_stability_index") {
    return std::nullopt;
  }
  parameter_gradient out;
  out.method = method::closed_form;
  for (std::size_t i = 0; i < a->factors().size(); ++i) {
    const parameter_gradient part = divergence_gradient(summed, a->factors()[i], b->factors()[i], each);
    append(out.p, part.p);
    append(out.q, part.q);
    append(out.p_error, part.p_error);
    append(out.q_error, part.q_error);
    out.method = part.method == method::closed_form ? out.method : part.method;
  }
  for (std::vector<double>* values : {&out.p, &out.q}) {
    std::ranges::transform(*values, values->begin(), [by](double v) { return by * v; });
  }
  for (std::vector<double>* errors : {&out.p_error, &out.q_error}) {
    std::ranges::transform(*errors, errors->begin(), [by](double v) { return std::abs(by) * v; });
  }
  return out;
}

/// What each parameter does to the whole mass: see `mass_slopes`.
std::vector<double> joint_mass_slopes(const joint_distribution& d, std::size_t count) {
  std::vector<double> out;
  if (const auto* product = d.get<independent>()) {
    for (const distribution& factor : product->factors()) {
      append(out, mass_slopes(factor));
    }
  } else if (const auto* mixed = d.get<joint_mixture>()) {
    out.assign(mixed->weights().size(), 1.0);
    for (std::size_t k = 0; k < mixed->components().size(); ++k) {
      const joint_distribution& part = mixed->components()[k];
      for (const double slope : joint_mass_slopes(part, score_of(part).count())) {
        out.push_back(mixed->weights()[k] * slope);
      }
    }
  } else {
    out.assign(count, 0.0);
  }
  return out;
}

void refuse_moving_ends(const joint_distribution& d, const char* side) {
  if (const auto* mixed = d.get<joint_mixture>()) {
    for (const joint_distribution& c : mixed->components()) {
      refuse_moving_ends(c, side);
    }
  }
  if (const auto* product = d.get<independent>()) {
    for (const distribution& factor : product->factors()) {
      if (!moving_ends(factor).empty()) {
        throw refusal(
            fmt::format("the support of {}'s factor {} moves with a parameter, which in several numbers is "
                        "known for sums over the factors only",
                        side, factor.text()));
      }
    }
  }
}

/// Slopes times scores over (p + q) / 2, all derivatives of one point at once.
joint_integral gradient_integral(std::string_view measure, const differentiation& by, const joint_distribution& p,
                                 const joint_distribution& q, const joint_score& score_p, const joint_score& score_q) {
  joint_integral out{
      .space = p.space(), .components = halves_of(p, q), .count = score_p.count() + score_q.count(), .at = {}};
  const bool crossed = measure == "cross_entropy";
  out.at = [&, crossed, scores = std::vector<double>()](std::span<const double> x, std::span<joint_value> to) mutable {
    std::ranges::fill(to, joint_value{0, 0});
    const double log_p = p.log_density(x), log_q = q.log_density(x), larger = std::max(log_p, log_q);
    if (larger == -infinity) {
      return;
    }
    // Slopes grow in proportion to p and q together, so the larger is taken as 1; -p log q is the one that does not.
    const double a = log_p - larger, b = log_q - larger, half = (std::exp(a) + std::exp(b)) / 2;
    slopes at = by.slopes_at(a, b);
    if (crossed) {
      at.p = a == -infinity ? 0 : -std::exp(a) * log_q;
      at.p_noise = 16 * eps * std::abs(at.p);
    }
    const double noise = 1 + std::abs(larger);
    const auto write = [&](const joint_score& score, double slope, double off, std::span<joint_value> side) {
      if (slope == 0 && off == 0) {
        return;
      }
      scores.resize(score.count());
      score(x, scores);
      for (std::size_t i = 0; i < side.size(); ++i) {
        const double value = slope / half * scores[i];
        side[i] = {value, off / half * noise * std::abs(scores[i]) + 32 * eps * std::abs(value)};
      }
    };
    if (a > -infinity) {
      write(score_p, at.p, at.p_noise, to.first(score_p.count()));
    }
    if (b > -infinity) {
      write(score_q, at.q, at.q_noise, to.subspan(score_p.count()));
    }
  };
  return out;
}

parameter_gradient by_integral(std::string_view measure, const joint_distribution& p, const joint_distribution& q,
                               const estimate& value, const joint_options& how) {
  refuse_moving_ends(p, "P");
  refuse_moving_ends(q, "Q");
  const joint_score score_p = score_of(p), score_q = score_of(q);
  const differentiation by = differentiate(measure, value, how.divergence);
  const std::vector<joint_sum> sums = sum_up(gradient_integral(measure, by, p, q, score_p, score_q), how);
  parameter_gradient out;
  double spread = by.kink_where_equal ? jumps : 1;
  if (!sums.empty() && sums.front().replicates > 0) {
    out.method = method::monte_carlo;
    spread = boost::math::quantile(boost::math::students_t(sums.front().replicates - 1), (1 + how.level) / 2);
  }
  const auto write = [&](std::span<const joint_sum> found, const std::vector<double>& mass, double free,
                         std::vector<double>& values, std::vector<double>& errors) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!std::isfinite(found[i].value)) {
        throw refusal(fmt::format("a derivative of {} is infinite", measure));
      }
      values.push_back(by.factor * (found[i].value + free * mass[i]));
      errors.push_back(std::abs(by.factor) * (spread * found[i].error + 64 * eps * std::abs(free * mass[i])) +
                       std::abs(values.back()) * (by.factor_error + 4 * eps));
    }
  };
  const std::span<const joint_sum> all = sums;
  write(all.first(score_p.count()), joint_mass_slopes(p, score_p.count()), by.free_p, out.p, out.p_error);
  write(all.subspan(score_p.count()), joint_mass_slopes(q, score_q.count()), by.free_q, out.q, out.q_error);
  return out;
}

}  // namespace

parameter_gradient divergence_gradient(std::string_view measure, const joint_distribution& p,
                                       const joint_distribution& q, const joint_options& how) {
  if (measure == "reverse_kl_divergence" || measure == "chi_square_neyman") {
    parameter_gradient out =
        divergence_gradient(measure == "chi_square_neyman" ? "chi_square_pearson" : "kl_divergence", q, p, how);
    std::swap(out.p, out.q);
    std::swap(out.p_error, out.q_error);
    return out;
  }
  const estimate value = divergence_between(measure, p, q, how);
  if (std::isinf(value.value)) {
    throw refusal(fmt::format("{} is infinite: {}", measure, value.notes.empty() ? "" : value.notes.front()));
  }
  const bool root = measure == "hellinger_distance" || measure == "js_distance" || measure == "wasserstein_2";
  if (root && value.value == 0) {
    throw refusal(fmt::format("{} is a root, and 0 here: it has no derivative", measure));
  }
  const divergence_options& plain = how.divergence;
  if (plain.alpha == 1 && affinity_slope(measure, value.value, 1) && measure != "bhattacharyya_distance" &&
      measure != "hellinger_distance" && measure != "chi_square_pearson") {
    return divergence_gradient("kl_divergence", p, q, how);
  }
  if (plain.closed_form) {
    if (auto found = of_products(measure, p, q, value.value, plain)) {
      return *std::move(found);
    }
    if (auto found = closed(measure, p, q, value.value, plain)) {
      return *std::move(found);
    }
  }
  if (measure == "wasserstein_2") {
    throw refusal("the gradient of wasserstein_2 in several numbers is known between normal distributions only");
  }
  return by_integral(measure, p, q, value, how);
}

}  // namespace relent
