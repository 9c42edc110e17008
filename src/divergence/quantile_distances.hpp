#pragma once

#include <functional>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

#include "line_integral.hpp"

namespace relent {

/// The integral of |F - G|, the two cdfs. Infinite where a mean is.
[[nodiscard]] estimate wasserstein_1(const distribution& p, const distribution& q);
/// The root of the integral of the squared difference of the quantile functions.
[[nodiscard]] estimate wasserstein_2(const distribution& p, const distribution& q);
/// The root of twice the integral of (F - G)^2 (Szekely & Rizzo 2013), the distance of SciPy's name.
[[nodiscard]] estimate energy_distance(const distribution& p, const distribution& q);

// What they share with the distances to masses at places (line_distance.cpp).

/// An integrand with one component.
using line_function = std::function<integrand_value(double x)>;

/// |difference|^exponent with its rounding, where the two cdfs are of about `size`.
[[nodiscard]] integrand_value power_of(double difference, double size, int exponent);

/// An integral, or its root, as an answer; `why` where it is infinite.
[[nodiscard]] estimate distance_answer(const quadrature_result& found, bool root, const char* why);

/// A quantile function from both ends, as `distribution` has it, and the levels below 1/2, from either end, where it
/// jumps.
struct quantile_sides {
  std::function<double(double)> below, above;
  std::vector<double> jumps_below{}, jumps_above{};
};

/// The integral of the squared difference of two quantile functions.
[[nodiscard]] quadrature_result squared_quantile_gap(const quantile_sides& p, const quantile_sides& q);

/// The quantile function of a distribution; of one on whole numbers with its jumps, unless they are too many.
[[nodiscard]] quantile_sides quantiles_of(const distribution& d);

/// The whole numbers that hold all of a distribution but 1e-16 at each end, or none where they are too many.
[[nodiscard]] std::vector<double> whole_numbers_of(const distribution& d);

/// `integrate` for many pieces: the outer ones as there, the others by Gauss rules of three and two points.
[[nodiscard]] quadrature_result integrate_many(const line_function& f, std::span<const double> points,
                                               const quadrature_limits& limits);

inline constexpr const char* infinite_mean = "the distributions' tails lie infinitely far apart: a mean is infinite";
inline constexpr const char* infinite_variance = "a variance is infinite, and the tails do not match";
inline constexpr const char* infinite_energy = "the integral of (F - G)^2 diverges in a tail";

}  // namespace relent
