#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::estimating {

/// What a log density ratio is written in: one, each coordinate, products of two coordinates, and Gaussian bumps. The
/// first two kinds hold the ratio of any two normal distributions exactly; the bumps hold what is left.
class ratio_features {
 public:
  /// Coordinates are centred and scaled by the rows' mean and standard deviation or, `bent`, by median and quartiles
  /// and then bent by asinh, which far values do not govern. Bumps stand at quantiles of a single coordinate, else at
  /// rows spread over the list, which are therefore to come in no order. Their width is `width` standard deviations of
  /// a row.
  ratio_features(const matrix& rows, bool bent, std::size_t bumps, double width);

  [[nodiscard]] matrix of(const matrix& rows) const;
  /// How many features come before the bumps.
  [[nodiscard]] std::size_t smooth() const noexcept { return smooth_; }
  [[nodiscard]] std::size_t size() const noexcept { return smooth_ + centres_.rows; }

 private:
  [[nodiscard]] matrix coordinates(const matrix& rows) const;

  bool bent_;
  std::vector<double> centre_, scale_;
  bool products_;  ///< of two different coordinates
  std::size_t smooth_;
  matrix centres_;
  double falloff_ = 0;
};

/// The largest distance of any value from its column's mean, in standard deviations.
[[nodiscard]] double farthest(const matrix& rows);

}  // namespace relent::estimating
