#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// Y = log X for a distribution X >= 0 with a density: p_Y(y) = p_X(e^y) e^y. The gradient is that of X's parameters.
/// Mean and variance are integrals, with a relative error of about 1e-12; the entropy is that of X less Y's mean.
/// Source: Casella & Berger 2002, theorem 2.1.5.
class log_of {
 public:
  static constexpr std::string_view name = "log";
  /// Throws error(errc::unsupported) for masses on whole numbers, error(errc::out_of_range) where X can be below 0, or
  /// has a probability above 1e-15 below the least normal double (2.2e-308), where logarithms would be told no longer.
  template <class D>
  requires(!std::same_as<std::remove_cvref_t<D>, log_of>) && std::convertible_to<D, distribution> explicit log_of(
                                                                 D&& of)
      : log_of(distribution(std::forward<D>(of)), 0) {}

  [[nodiscard]] const distribution& of() const noexcept { return of_; }
  [[nodiscard]] std::size_t parameter_count() const noexcept;
  [[nodiscard]] std::string text() const;

  [[nodiscard]] relent::support support() const;
  [[nodiscard]] double log_density(double y) const;
  void log_density_gradient(double y, std::span<double> out) const;
  [[nodiscard]] double cdf(double y) const;
  [[nodiscard]] double survival(double y) const;
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] double quantile_survival(double u) const;
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;
  [[nodiscard]] double entropy() const;
  [[nodiscard]] std::vector<double> split_points() const;
  [[nodiscard]] double sample(counter_stream& stream) const;

 private:
  /// Not with one argument, or what copies an log_of would have to know first whether it is a distribution.
  log_of(distribution of, int /*told apart*/);

  /// The x that becomes y; the ends of the support become X's own, whatever rounding says.
  [[nodiscard]] double back(double y) const;

  distribution of_;
};

}  // namespace relent
