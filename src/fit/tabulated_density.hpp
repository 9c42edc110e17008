#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/support.hpp"
#include "relent/fit/fit.hpp"

namespace relent {

/// A log density that need not be normalised, integrated: a distribution like any other. Its integrals are by Gauss'
/// rule between edges that resolve it.
class tabulated_density {
 public:
  static constexpr std::string_view name = "log_density";
  /// Throws error(errc::out_of_range) where it has no finite integral, or none is found around `about`.
  explicit tabulated_density(const log_density_target& target);

  [[nodiscard]] double log_integral() const noexcept { return log_integral_; }
  [[nodiscard]] std::string text() const { return "a log density"; }
  [[nodiscard]] static constexpr std::size_t parameter_count() noexcept { return 0; }
  [[nodiscard]] relent::support support() const noexcept { return support_; }
  [[nodiscard]] double log_density(double x) const;
  /// log_density at many places at once.
  void log_densities(std::span<const double> x, std::span<double> out) const;
  void log_density_gradient(double /*x*/, std::span<double> /*out*/) const noexcept {}
  [[nodiscard]] double cdf(double x) const;
  [[nodiscard]] double survival(double x) const { return 1 - cdf(x); }
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] double quantile_survival(double u) const;
  [[nodiscard]] double mean() const noexcept { return mean_; }
  [[nodiscard]] double variance() const noexcept { return variance_; }
  [[nodiscard]] double entropy() const noexcept { return entropy_; }
  [[nodiscard]] std::vector<double> split_points() const { return modes_; }
  [[nodiscard]] double sample(counter_stream& stream) const { return quantile(stream.uniform()); }

 private:
  /// Of a panel, from its lower edge to t in [-1, 1] of it.
  [[nodiscard]] double mass_within(std::size_t panel, double t) const;
  /// As given, at many places.
  void look(std::span<const double> x, std::span<double> out) const;
  std::shared_ptr<const log_density_target> f_;
  relent::support support_;
  std::vector<double> edges_, below_;  ///< and the mass below each edge
  std::vector<double> densities_;      ///< at each panel's places
  std::vector<double> modes_;
  double log_integral_ = 0, mean_ = 0, variance_ = 0, entropy_ = 0;
};

}  // namespace relent
