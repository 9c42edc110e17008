#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/parameter_info.hpp"
#include "relent/distribution/support.hpp"

namespace relent {

/// The normal distribution, density exp(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi)) on the real line.
/// Log density within 4e-15 of itself, cdf and survival within 1e-14. Source: Johnson, Kotz & Balakrishnan 1994,
/// chapter 13.
class normal {
 public:
  static constexpr std::string_view name = "normal";
  /// mean finite, sd > 0 and finite; throws error(errc::out_of_range).
  normal(double mean, double sd);

  [[nodiscard]] double mean() const noexcept { return mean_; }
  [[nodiscard]] double sd() const noexcept { return sd_; }
  [[nodiscard]] static std::span<const parameter_info> parameters() noexcept;
  [[nodiscard]] std::vector<double> parameter_values() const { return {mean_, sd_}; }
  [[nodiscard]] static constexpr std::size_t parameter_count() noexcept { return 2; }
  [[nodiscard]] std::string text() const;

  [[nodiscard]] relent::support support() const noexcept;
  [[nodiscard]] double log_density(double x) const noexcept;
  /// log_density at many places at once, with the bits of it.
  void log_densities(std::span<const double> x, std::span<double> out) const noexcept;
  void log_density_gradient(double x, std::span<double> out) const noexcept;
  [[nodiscard]] double cdf(double x) const noexcept;
  [[nodiscard]] double survival(double x) const noexcept;
  [[nodiscard]] double quantile(double u) const noexcept;
  [[nodiscard]] double quantile_survival(double u) const noexcept;
  [[nodiscard]] double variance() const noexcept { return sd_ * sd_; }
  [[nodiscard]] double entropy() const noexcept;
  [[nodiscard]] std::vector<double> split_points() const { return {mean_}; }
  [[nodiscard]] double sample(counter_stream& stream) const noexcept;

  /// Maximum likelihood: the values' mean and root mean squared deviation. Throws error(errc::empty) without
  /// values, error(errc::invalid_value) for NaN or infinity, error(errc::out_of_range) where all are equal.
  [[nodiscard]] static normal fit(std::span<const double> values);

 private:
  double mean_, sd_;
};

}  // namespace relent
