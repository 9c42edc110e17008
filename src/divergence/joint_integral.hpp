#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "relent/divergence/joint_divergence.hpp"

#include "pointwise.hpp"

namespace relent {

/// A component of a mixture with its weight there.
struct weighted_component {
  double weight;
  joint_distribution part;
};

/// A function's value at a point, and how far rounding in the densities may put it off.
struct joint_value {
  double value;
  double noise;
};

/// The means of one or more functions over a mixture, its components one by one.
struct joint_integral {
  joint_space space;
  std::vector<weighted_component> components;
  std::size_t count = 1;  ///< of the functions, which share what is costly
  std::function<void(std::span<const double> x, std::span<joint_value> out)> at{};
};

/// The mixture (P + Q) / 2.
[[nodiscard]] std::vector<weighted_component> halves_of(const joint_distribution& p, const joint_distribution& q);

/// A divergence as a mean over (P + Q) / 2 of the integrand over (p + q) / 2, a number that does not over- or underflow
/// where the densities do. P and Q must outlive it.
[[nodiscard]] joint_integral divergence_integral(const pointwise_divergence& what, double parameter,
                                                 const joint_distribution& p, const joint_distribution& q);
/// The mean of -log p over P.
[[nodiscard]] joint_integral entropy_integral(const joint_distribution& p);

/// What an integral came to: an error bound of cubature, or the standard error of so many replicates.
struct joint_sum {
  double value = 0;
  double error = 0;
  int replicates = 0;  ///< 0: `error` is a bound
  double tail =
      0;  ///< Monte Carlo: index of the terms' tail; beyond 1/2 their variance, beyond 1 their mean is infinite
  std::vector<double> witness{};  ///< a point where the integrand is infinite
};

/// By the product trapezoidal rule in the components' charts, one sum a function. Nothing where it does not apply:
/// dimensions above 4, a component without a chart, or one too narrow for the points that can be afforded.
[[nodiscard]] std::optional<std::vector<joint_sum>> cubature(const joint_integral& what, double tolerance);

/// By randomised quasi-Monte-Carlo. Where a function is infinite its sum has the `witness`, and no other counts.
[[nodiscard]] std::vector<joint_sum> quasi_monte_carlo(const joint_integral& what, const joint_options& how);

/// The first of the two that applies.
[[nodiscard]] std::vector<joint_sum> sum_up(const joint_integral& what, const joint_options& how);

}  // namespace relent
