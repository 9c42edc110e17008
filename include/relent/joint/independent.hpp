#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/distribution/distribution.hpp"
#include "relent/joint/multivariate.hpp"

namespace relent {

/// Independent numbers, each with its own distribution: the density is the product. Densities and masses may stand
/// side by side.
class independent {
 public:
  static constexpr std::string_view name = "independent";
  /// Throws error(errc::empty) for none.
  explicit independent(std::vector<distribution> factors);

  [[nodiscard]] const std::vector<distribution>& factors() const noexcept { return factors_; }

  [[nodiscard]] std::string text() const;
  [[nodiscard]] joint_space space() const;
  [[nodiscard]] double log_density(std::span<const double> x) const;
  [[nodiscard]] std::vector<double> mean() const;
  [[nodiscard]] matrix covariance() const;
  [[nodiscard]] double entropy() const;
  [[nodiscard]] std::size_t uniform_count() const noexcept { return factors_.size(); }
  void from_uniforms(std::span<const double> u, std::span<double> out) const;
  void sample(counter_stream& stream, std::span<double> out) const;
  /// Only where all are densities: each coordinate by its own quantiles.
  [[nodiscard]] bool has_chart() const;
  [[nodiscard]] double chart(std::span<const double> s, std::span<double> x) const;
  /// The same for one coordinate.
  struct axis_point {
    double x;
    double log_volume;
  };
  [[nodiscard]] axis_point chart_axis(std::size_t axis, double s) const;

 private:
  std::vector<distribution> factors_;
};

}  // namespace relent
