#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// How the integrals of joint distributions are found where they have no closed form.
struct joint_options {
  divergence_options divergence{};  ///< alpha, weight; `tolerance` is cubature's
  double level = 0.95;              ///< of intervals
  std::uint64_t seed = 0;           ///< of the random shifts and draws
  int replicates = 16;              ///< independent random shifts, at least 2
  int points = 4096;                ///< of each replicate and component, a power of two for quasi-Monte-Carlo
};

/// The measures that `divergence_between` knows of joint distributions: those of `density_measures()` but for
/// wasserstein_1 and energy_distance. wasserstein_2 is known between normal distributions and between products.
[[nodiscard]] std::span<const std::string_view> joint_measures() noexcept;

/// A measure of two distributions of several numbers, in nats where it has a unit. The first of these that applies:
///
/// - `closed_form`: members of one family (see closed_joint.hpp), products of independents factor by factor, KL and
///   cross-entropy of anything whose mean, covariance and entropy are known against an mvnormal. `error_bound` is of
///   rounding.
/// - `quadrature`: over R to R^4, where all components look normal in coordinates of their own: the product
///   trapezoidal rule there, whose error falls exponentially as its step is halved; `error_bound` is the difference of
///   two steps.
/// - `monte_carlo`: else; the mean of the pointwise divergence over (P + Q) / 2, each component by itself, at points of
///   Sobol's sequence under random digital shifts (where a component cannot be drawn that way, at random). The interval
///   is Student's, over the replicates; `standard_error` too. Memory: one block of points.
///
/// Infinite where P has mass outside Q's space or tails make it so; `notes` has the reason. Throws
/// error(errc::unknown_name), error(errc::out_of_range) for an option, error(errc::unsupported) for spaces that differ
/// and where wasserstein_2 is not known.
[[nodiscard]] estimate divergence_between(std::string_view measure, const joint_distribution& p,
                                          const joint_distribution& q, const joint_options& how = {});

/// The entropy in nats; by Monte Carlo for mixtures.
[[nodiscard]] estimate entropy_of(const joint_distribution& p, const joint_options& how = {});

}  // namespace relent
