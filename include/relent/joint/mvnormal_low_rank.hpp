#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/parameter_info.hpp"
#include "relent/joint/multivariate.hpp"

namespace relent {

/// The multivariate normal distribution with covariance F F^T + diag(diagonal), F of n rows and k columns: k common
/// factors and a variance of its own for each coordinate. Memory n k, a log density takes n k operations; the n x n
/// covariance is made only where it is asked for.
class mvnormal_low_rank {
 public:
  static constexpr std::string_view name = "mvnormal_low_rank";
  /// Throws error(errc::empty), error(errc::shape_mismatch), error(errc::out_of_range) for numbers that are not finite
  /// and for a diagonal element that is not > 0.
  mvnormal_low_rank(std::vector<double> mean, matrix factor, std::vector<double> diagonal);

  [[nodiscard]] const std::vector<double>& mean() const noexcept { return mean_; }
  [[nodiscard]] const matrix& factor() const noexcept { return factor_; }
  [[nodiscard]] const std::vector<double>& diagonal() const noexcept { return diagonal_; }
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double log_determinant() const noexcept { return log_determinant_; }
  /// The lower Cholesky factor of I + F^T diag(diagonal)^-1 F, k x k.
  [[nodiscard]] const matrix& capacitance() const noexcept { return capacitance_; }
  /// covariance^-1 y in place, by Woodbury's identity.
  void solve(std::span<double> y) const;

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return joint_space::reals(mean_.size()); }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] double entropy() const noexcept;
  /// k factors, then one number a coordinate.
  [[nodiscard]] std::size_t uniform_count() const noexcept { return mean_.size() + factor_.columns; }
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;

  /// Maximum likelihood for `factors` common factors, by EM (Rubin & Thayer 1982) from the leading eigenvectors, until
  /// the mean log likelihood grows by less than 1e-10. Throws what every joint fit throws, and
  /// error(errc::out_of_range) for a constant column or for factors that leave a coordinate no variance of its own.
  [[nodiscard]] static mvnormal_low_rank fit(const matrix& rows, std::size_t factors = 1);

 private:
  std::vector<double> mean_;
  matrix factor_;
  std::vector<double> diagonal_;
  matrix capacitance_;
  double log_determinant_;
};

}  // namespace relent
