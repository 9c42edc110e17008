#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/transport/transport_plan.hpp"

namespace relent {

/// Masses on a line, borrowed: values in any order, and their weights; none: equal ones. Weights are divided by their
/// sum.
struct line_sample {
  std::span<const double> values{};
  std::span<const double> weights{};
};

/// Wasserstein distance of order p >= 1 between masses on a line, (sum over the quantile coupling of mass |x - y|^p)
/// to the power 1/p; of infinite order the largest |x - y| of that coupling. In the unit of the values.
///
/// Shapes: n and m values, weights of the same lengths or none. Memory: a copy of both sides; with weights about 200
/// bytes a value. Error: relative error <= 1e-14 but for values whose differences cancel.
/// Conventions: weights of 0 are no mass; finite input has a finite answer unless differences overflow.
/// Throws: error(errc::empty, invalid_value, shape_mismatch, out_of_range) for no values, values that are not finite,
/// bad weights, an order below 1 or NaN.
/// Source: Vallender 1974; Villani 2003, Topics in Optimal Transportation, theorem 2.18.
[[nodiscard]] double wasserstein_distance(const line_sample& x, const line_sample& y, double order = 1);

/// Many samples of one size, borrowed: a row of values each, and of weights, or none.
struct line_rows {
  std::span<const double> values{};
  std::size_t width = 0;  ///< of a row
  std::span<const double> weights{};
};

/// The same for each of many pairs at once, on several threads: row r of x and of y make out[r].
/// Throws, beside the above, error(errc::shape_mismatch) where there are not out.size() rows.
void wasserstein_distances(const line_rows& x, const line_rows& y, double order, int threads, std::span<double> out);

/// The coupling that the distances of every order share: the k-th smallest mass to the k-th smallest. Places are those
/// of the values as given; masses sum to 1. At most n + m - 1, in rising order.
[[nodiscard]] std::vector<shipment> quantile_coupling(const line_sample& x, const line_sample& y);

/// A distance and its derivatives, each of the length of what it belongs to.
struct line_gradient {
  double value = 0;
  std::vector<double> x_values{}, x_weights{}, y_values{}, y_weights{};
};

/// For finite order. With respect to values: what the coupling pulls with; where several sit at one place, shared by
/// weight; at a distance of 0 it is 0. With respect to weights: through the division by their sum; between the levels
/// where both sides have one, the mean place is taken.
[[nodiscard]] line_gradient wasserstein_gradient(const line_sample& x, const line_sample& y, double order = 1);

/// The same for each of many pairs: row r of each. Without `of_weights` the derivatives to weights stay empty, which is
/// quicker where the weights are equal ones.
struct line_gradients {
  std::vector<double> values{};
  matrix x_values{}, x_weights{}, y_values{}, y_weights{};
};
[[nodiscard]] line_gradients wasserstein_gradients(const line_rows& x, const line_rows& y, double order, int threads,
                                                   bool of_weights = true);

/// Wasserstein distance of order 1 on a circle of this circumference: values count modulo `period`.
/// Source: Delon, Salomon & Sobolevski 2010: min over t of the integral of |F - G - t|, t a weighted median.
[[nodiscard]] double circular_wasserstein(const line_sample& x, const line_sample& y, double period = 1);

/// sqrt(2 integral (F - G)^2), as in SciPy; in the square root of the unit.
[[nodiscard]] double energy_distance(const line_sample& x, const line_sample& y);

/// sqrt(integral (F - G)^2): the energy distance over sqrt 2.
[[nodiscard]] double cramer_distance(const line_sample& x, const line_sample& y);

}  // namespace relent
