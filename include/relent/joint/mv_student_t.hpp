#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/parameter_info.hpp"
#include "relent/joint/mvnormal.hpp"

namespace relent {

/// The multivariate Student t distribution on R^n: location + z sqrt(df / c), z normal with covariance `shape`, c
/// chi-squared with df degrees of freedom. Density proportional to (1 + d^2 / df)^(-(df + n) / 2), d^2 the squared
/// Mahalanobis distance. Accurate for df of any size. Source: Kotz & Nadarajah 2004, chapter 1.
class mv_student_t {
 public:
  static constexpr std::string_view name = "mv_student_t";
  /// df > 0; else as mvnormal. `shape` is not the covariance, which is df / (df - 2) times it.
  mv_student_t(double df, std::vector<double> location, matrix shape);

  [[nodiscard]] double df() const noexcept { return df_; }
  [[nodiscard]] const std::vector<double>& location() const noexcept { return base_.mean(); }
  [[nodiscard]] matrix shape() const { return base_.covariance(); }
  /// The normal distribution with this location and shape.
  [[nodiscard]] const mvnormal& base() const noexcept { return base_; }

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return base_.space(); }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  /// Infinite on the diagonal and NaN elsewhere for df in (1, 2], NaN for df <= 1.
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double entropy() const noexcept;
  /// The normal's, then one for the chi-squared.
  [[nodiscard]] std::size_t uniform_count() const noexcept { return location().size() + 1; }
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;
  [[nodiscard]] double chart(std::span<const double> s, std::span<double> x) const;

  /// Maximum likelihood by ECME (Liu & Rubin 1995): weights, location and shape, then df; to df <= 1e6. Throws as
  /// mvnormal::fit.
  [[nodiscard]] static mv_student_t fit(const matrix& rows);

 private:
  double df_;
  mvnormal base_;
};

}  // namespace relent
