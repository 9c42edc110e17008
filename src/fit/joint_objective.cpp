#include "joint_objective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/divergence/joint_gradient.hpp"

#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double farthest = 40;
constexpr std::size_t most_numbers = 3;

joint_options options_of(double alpha, double tolerance) {
  joint_options out;
  out.divergence.alpha = alpha;
  out.divergence.tolerance = tolerance;
  out.divergence.certain_bounds = false;
  return out;
}

/// From derivatives by the member's own parameters to those by its coordinates.
std::vector<double> by_coordinates(std::span<const double> slopes, const normal_coordinates& in,
                                   std::span<const double> u) {
  const std::size_t d = in.numbers();
  std::vector<double> out(u.size());
  for (std::size_t c = 0; c < d; ++c) {
    for (std::size_t i = c; i < d; ++i) {
      out[c] += slopes[i] * in.scale()(i, c);
    }
  }
  const matrix inner = in.inner_factor(u);
  if (in.diagonal()) {
    for (std::size_t i = 0; i < d; ++i) {
      out[in.index(i, i)] = slopes[d + i] * in.scale()(i, i) * inner(i, i);
    }
    return out;
  }
  matrix both(d, d);  // G + G^T
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      both(i, j) = slopes[d + i * d + j] + slopes[d + j * d + i];
    }
  }
  // S = C K K^T C^T, so dS moves the value by tr(G dS) and K by C^T (G + G^T) C K.
  const matrix by_inner =
      linear::product(linear::transposed_product(in.scale(), linear::product(both, in.scale())), inner);
  for (std::size_t i = 0; i < d; ++i) {
    out[in.index(i, i)] = by_inner(i, i) * inner(i, i);
    for (std::size_t j = 0; j < i; ++j) {
      out[in.index(i, j)] = by_inner(i, j);
    }
  }
  return out;
}

}  // namespace

estimate value_of(const objective& o, const joint_distribution& target, const joint_distribution& member,
                  double alpha) {
  return divergence_between(o.measure, o.reversed ? member : target, o.reversed ? target : member,
                            options_of(alpha, 1e-10));
}

smooth_function joint_divergence_from(const objective& o, const joint_distribution& target,
                                      const normal_coordinates& in, const fit_options& how, double tolerance) {
  const joint_options options = options_of(how.alpha, tolerance);
  const auto at = [&o, target, in, options](std::span<const double> u) -> function_value {
    constexpr double nowhere = std::numeric_limits<double>::infinity();
    if (!std::ranges::all_of(u, [](double c) { return std::abs(c) < farthest; })) {
      return {nowhere};
    }
    try {
      const joint_distribution q = in.member(u);
      const joint_distribution &left = o.reversed ? q : target, &right = o.reversed ? target : q;
      const estimate value = divergence_between(o.searched, left, right, options);
      if (!std::isfinite(value.value) || value.method == method::monte_carlo) {
        return {nowhere};
      }
      const parameter_gradient g = divergence_gradient(o.searched, left, right, options);
      return {value.value, by_coordinates(o.reversed ? g.p : g.q, in, u)};
    } catch (const error&) {
      return {nowhere};  // a covariance that cannot be factored, or where there is no derivative
    }
  };
  return {at, std::max(1e-8, tolerance)};
}

void refuse_unsmooth(const objective& o, const joint_distribution& target, bool normal_target) {
  if (o.name == "wasserstein_1" || (o.name == "wasserstein_2" && !normal_target)) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} of several numbers is not known between this target and normal distributions; "
                            "forward_kl, reverse_kl, js, jeffreys, alpha, renyi and hellinger are",
                            o.name));
  }
  if (!normal_target && target.space().size > most_numbers) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} of {} numbers is estimated by draws, which has no smooth minimum; to {} numbers it is "
                            "integrated. forward_kl and reverse_kl are for any",
                            o.name, target.space().size, most_numbers));
  }
}

}  // namespace relent
