#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/parameter_info.hpp"
#include "relent/joint/factored_covariance.hpp"
#include "relent/joint/multivariate.hpp"

namespace relent {

/// The matrix normal distribution of r x c matrices, row by row: normal, with covariance of elements (i, k) and (j, l)
/// row_covariance(i, j) * column_covariance(k, l). Nothing of size (r c)^2 is made but the covariance, on request.
class matrix_normal {
 public:
  static constexpr std::string_view name = "matrix_normal";
  /// Throws as mvnormal, for either covariance.
  matrix_normal(matrix mean, matrix row_covariance, matrix column_covariance);

  [[nodiscard]] const matrix& mean_matrix() const noexcept { return mean_; }
  [[nodiscard]] matrix row_covariance() const { return rows_.covariance(); }
  [[nodiscard]] matrix column_covariance() const { return columns_.covariance(); }
  /// The two, without a copy, and their Cholesky factors.
  [[nodiscard]] const factored_covariance& row_spread() const noexcept { return rows_; }
  [[nodiscard]] const factored_covariance& column_spread() const noexcept { return columns_; }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return joint_space::reals(mean_.values.size()); }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const { return mean_.values; }
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double log_determinant() const noexcept;
  [[nodiscard]] double entropy() const noexcept;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return mean_.values.size(); }
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;
  [[nodiscard]] double chart(std::span<const double> s, std::span<double> x) const;

  /// Maximum likelihood for matrices of r rows, row by row, by turns for either covariance (Dutilleul 1999) until the
  /// mean log likelihood grows by less than 1e-11. The scale that the two share is given to the column covariance; the
  /// row covariance has the mean variance 1. Throws what every joint fit throws, error(errc::shape_mismatch) where the
  /// rows hold no such matrices, and error(errc::out_of_range) where there are too few of them.
  [[nodiscard]] static matrix_normal fit(const matrix& rows, std::size_t r);

 private:
  matrix mean_;
  factored_covariance rows_, columns_;
};

}  // namespace relent
