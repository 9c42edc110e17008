#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// A mixture: the density sum of weight times density of its components, of any families of one kind (all densities,
/// or all on whole numbers). A component that is itself a mixture is taken apart.
/// Quantiles by bisection; entropy of densities by quadrature between all components' modes and quantiles, within
/// about 1e-12 where the density is bounded. The gradient's elements are those of the weights (each as if alone), then
/// those of the components in turn.
class mixture {
 public:
  static constexpr std::string_view name = "mixture";
  /// Weights > 0 that sum to 1 within 8 eps sqrt(n), one a component. Throws error(errc::shape_mismatch),
  /// error(errc::empty), error(errc::out_of_range), error(errc::not_normalised), and error(errc::unsupported) for
  /// densities mixed with masses.
  mixture(std::vector<double> weights, std::vector<distribution> components);

  [[nodiscard]] std::span<const double> weights() const noexcept { return weights_; }
  [[nodiscard]] std::span<const distribution> components() const noexcept { return components_; }
  [[nodiscard]] std::size_t parameter_count() const noexcept;
  [[nodiscard]] std::string text() const;

  [[nodiscard]] relent::support support() const;
  [[nodiscard]] double log_density(double x) const;
  /// log_density at many places at once, with the bits of it.
  void log_densities(std::span<const double> x, std::span<double> out) const;
  void log_density_gradient(double x, std::span<double> out) const;
  [[nodiscard]] double cdf(double x) const;
  [[nodiscard]] double survival(double x) const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] double quantile_survival(double u) const;
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;
  [[nodiscard]] double entropy() const;
  [[nodiscard]] std::vector<double> split_points() const;
  [[nodiscard]] double sample(counter_stream& stream) const;

 private:
  std::vector<double> weights_, log_weights_;
  std::vector<distribution> components_;
};

}  // namespace relent
