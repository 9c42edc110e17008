#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// Y = e^X for a distribution X with a density: p_Y(y) = p_X(log y) / y for y > 0. The gradient is that of X's
/// parameters. Mean and variance are integrals, with a relative error of about 1e-12, infinite where X's tail makes
/// them so; the entropy is that of X plus its mean. What lies beyond the largest double counts as infinite, what lies
/// below the least one as 0: quantiles and draws can be both.
/// Source: Casella & Berger 2002, theorem 2.1.5.
class exp_of {
 public:
  static constexpr std::string_view name = "exp";
  /// Throws error(errc::unsupported) for masses on whole numbers.
  template <class D>
  requires(!std::same_as<std::remove_cvref_t<D>, exp_of>) && std::convertible_to<D, distribution> explicit exp_of(
                                                                 D&& of)
      : exp_of(distribution(std::forward<D>(of)), 0) {}

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
  /// Not with one argument, or what copies an exp_of would have to know first whether it is a distribution.
  exp_of(distribution of, int /*told apart*/);

  /// The x that becomes y > 0; the ends of the support become X's own, whatever rounding says.
  [[nodiscard]] double back(double y) const;
  /// Whether the integral of e^(k x) over X's upper tail diverges, k > 0.
  [[nodiscard]] bool diverges(double k) const;
  /// log E exp(log_weight(X)) for a weight that grows as e^(k x).
  [[nodiscard]] double log_expectation(double k, const std::function<double(double)>& log_weight) const;

  distribution of_;
};

}  // namespace relent
