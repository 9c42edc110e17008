#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// Normal distributions of n numbers, full or with independent coordinates, by coordinates without bounds: with C the
/// factor of a scale, the mean is centre + C m and the factor of the covariance C K. The coordinates are m, the
/// logarithms of K's diagonal, and what is below it, row by row.
class normal_coordinates {
 public:
  /// `scale` is lower triangular, diagonal where the coordinates are to be independent.
  normal_coordinates(std::vector<double> centre, matrix scale, bool diagonal);

  [[nodiscard]] std::size_t numbers() const noexcept { return centre_.size(); }
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] bool diagonal() const noexcept { return diagonal_; }
  [[nodiscard]] const matrix& scale() const noexcept { return scale_; }
  /// log det C
  [[nodiscard]] double log_scale() const;

  struct place {
    std::vector<double> mean;
    matrix factor;  ///< of the covariance, lower triangular
  };
  [[nodiscard]] place at(std::span<const double> u) const;
  /// K alone.
  [[nodiscard]] matrix inner_factor(std::span<const double> u) const;
  /// The coordinates of a normal distribution; where only independent ones are to be had, of its variances.
  [[nodiscard]] std::vector<double> from(std::span<const double> mean, const matrix& covariance) const;
  [[nodiscard]] joint_distribution member(std::span<const double> u) const;

  /// Where element (i, j) of K, i >= j, is among the coordinates; only i == j where independent.
  [[nodiscard]] std::size_t index(std::size_t i, std::size_t j) const noexcept;

 private:
  std::vector<double> centre_;
  matrix scale_;
  bool diagonal_;
};

}  // namespace relent
