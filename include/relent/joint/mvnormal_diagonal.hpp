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

/// The multivariate normal distribution with independent coordinates: everything takes n operations.
class mvnormal_diagonal {
 public:
  static constexpr std::string_view name = "mvnormal_diagonal";
  /// Throws error(errc::empty), error(errc::shape_mismatch), error(errc::out_of_range) for a mean that is not finite
  /// or an sd that is not finite and > 0.
  mvnormal_diagonal(std::vector<double> mean, std::vector<double> sd);

  [[nodiscard]] const std::vector<double>& mean() const noexcept { return mean_; }
  [[nodiscard]] const std::vector<double>& sd() const noexcept { return sd_; }
  [[nodiscard]] matrix covariance() const;

  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const { return joint_space::reals(mean_.size()); }
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] double entropy() const noexcept;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return mean_.size(); }
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;
  [[nodiscard]] double chart(std::span<const double> s, std::span<double> x) const;

  /// Maximum likelihood: mean and root mean squared deviation of each column. Throws what every joint fit throws, and
  /// error(errc::out_of_range) for a constant column.
  [[nodiscard]] static mvnormal_diagonal fit(const matrix& rows);

 private:
  std::vector<double> mean_, sd_;
};

}  // namespace relent
