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

/// The Wishart distribution of n x n positive definite matrices, that of Z^T Z for df rows of normal numbers with
/// covariance `scale`; density proportional to det(X)^((df - n - 1) / 2) exp(-tr(scale^-1 X) / 2) with respect to the
/// elements on and above the diagonal. A point is the whole matrix, row by row.
class wishart {
 public:
  static constexpr std::string_view name = "wishart";
  /// df > n - 1, scale as an mvnormal's covariance; throws the same.
  wishart(double df, matrix scale);

  [[nodiscard]] double df() const noexcept { return df_; }
  [[nodiscard]] matrix scale() const { return spread_.covariance(); }
  [[nodiscard]] matrix factor() const { return spread_.factor(); }
  /// Both without a copy.
  [[nodiscard]] const factored_covariance& spread() const noexcept { return spread_; }
  [[nodiscard]] double log_determinant() const noexcept { return spread_.log_determinant(); }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const {
    return {.kind = space_kind::positive_definite, .size = spread_.size() * spread_.size()};
  }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double entropy() const noexcept;
  /// E[log det X]
  [[nodiscard]] double mean_log_determinant() const noexcept;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return spread_.size() * (spread_.size() + 1) / 2; }
  /// Bartlett's decomposition: chi numbers on the diagonal of a triangle, normal ones below it.
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;

  /// Maximum likelihood: the scale is the mean over df, df a root. Throws what every joint fit throws, and
  /// error(errc::out_of_range) for a row that is no positive definite matrix, or rows that are all alike.
  [[nodiscard]] static wishart fit(const matrix& rows);

 private:
  double df_;
  factored_covariance spread_;
};

}  // namespace relent
