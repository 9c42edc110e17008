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

/// The multivariate normal distribution with any covariance,
/// density exp(-(x - mean)^T covariance^-1 (x - mean) / 2) / sqrt(det(2 pi covariance)) on R^n.
/// Construction factors the covariance in its own room: n^3 / 3 operations, 8 n^2 bytes. A log density takes n^2
/// operations and is within about n eps times the covariance's condition number of itself.
class mvnormal {
 public:
  static constexpr std::string_view name = "mvnormal";
  /// Throws error(errc::empty) without numbers, error(errc::shape_mismatch) where the two do not fit,
  /// error(errc::out_of_range) for a number that is not finite, and where the covariance is not symmetric (within
  /// 1e-12 of the larger diagonal element) or not positive definite; the message says by how much.
  mvnormal(std::vector<double> mean, matrix covariance);
  /// With a covariance that has been factored; throws for a mean of another size, or that is not finite.
  [[nodiscard]] static mvnormal with(std::vector<double> mean, factored_covariance spread);

  [[nodiscard]] const std::vector<double>& mean() const noexcept { return mean_; }
  [[nodiscard]] matrix covariance() const { return spread_.covariance(); }
  /// The lower Cholesky factor of the covariance.
  [[nodiscard]] matrix factor() const { return spread_.factor(); }
  /// Both without a copy.
  [[nodiscard]] const factored_covariance& spread() const noexcept { return spread_; }
  [[nodiscard]] double log_determinant() const noexcept { return spread_.log_determinant(); }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return joint_space::reals(mean_.size()); }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] double entropy() const noexcept;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return mean_.size(); }
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;
  [[nodiscard]] double chart(std::span<const double> s, std::span<double> x) const;

  /// Maximum likelihood: the rows' mean and mean outer product of deviations. Throws what every joint fit throws
  /// (joint_families.hpp), and error(errc::out_of_range) where some combination of the columns is constant.
  [[nodiscard]] static mvnormal fit(const matrix& rows);

 private:
  mvnormal(factored_covariance&& spread, std::vector<double>&& mean);

  std::vector<double> mean_;
  factored_covariance spread_;
};

}  // namespace relent
