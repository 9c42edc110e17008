#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/fit/joint_fit.hpp"
#include "relent/joint/joint_distribution.hpp"
#include "relent/joint/mvnormal.hpp"

namespace relent {

/// A log density and its derivatives at a block of points, a row each.
struct point_values {
  std::vector<double> value;
  matrix gradient;
  matrix hessian;  ///< of each point the elements on and below the diagonal, row by row; empty where not known
};

/// Where log target is known: at any points, many at once.
struct log_density_points {
  std::size_t numbers = 0;
  std::function<point_values(const matrix& points)> at{};
  bool has_hessian = false;
  bool any_thread = true;  ///< may be called from several threads at once
};

/// A mixture of normal distributions taken apart.
struct normal_parts {
  std::vector<double> weights;
  std::vector<mvnormal> parts;
};
/// Nothing where a component is not normal.
[[nodiscard]] std::optional<normal_parts> as_normal_parts(const joint_distribution& d);

/// Of a mixture of normals: all derivatives in closed form.
[[nodiscard]] log_density_points points_of(const normal_parts& target);
/// Of any other: gradients by differences, of steps of `scale`.
[[nodiscard]] log_density_points points_of(const joint_distribution& target, std::vector<double> scale);
/// Of a log density: its own gradient or differences.
[[nodiscard]] log_density_points points_of(const joint_log_density_target& target);

/// What the components of a mixture of normals are at a point: their log densities with weights, and the gradients.
class normal_components {
 public:
  explicit normal_components(const normal_parts& of);
  [[nodiscard]] std::size_t count() const noexcept { return logs_.size(); }
  [[nodiscard]] std::size_t numbers() const noexcept { return numbers_; }
  /// `gradients`: one row a component. `room` has `numbers()` elements.
  void at(std::span<const double> x, std::span<double> logs, matrix& gradients, std::span<double> room) const;
  /// The inverse of a covariance, element by element.
  [[nodiscard]] const matrix& precision(std::size_t component) const noexcept { return precisions_[component]; }

 private:
  std::size_t numbers_;
  std::vector<double> logs_;
  std::vector<std::vector<double>> means_;
  std::vector<matrix> precisions_;
};

}  // namespace relent
