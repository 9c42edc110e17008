#pragma once

#include <string>
#include <vector>

#include "relent/transport/sinkhorn.hpp"

namespace relent {

/// The debiased cost, and the three problems it is made of.
struct sinkhorn_divergence_result {
  double value = 0;
  bool converged = false;     ///< all three have
  double marginal_error = 0;  ///< the largest of the three
  sinkhorn_result between{}, of_from{}, of_to{};
  std::vector<std::string> notes{};
};

/// S(a, b) = W(a, b) - W(a, a) / 2 - W(b, b) / 2 + epsilon (sum a - sum b)^2 / 2, W the least value that `sinkhorn`
/// finds, each with the same epsilon and penalties. It is 0 for equal measures and above 0 for others (for squared and
/// plain Euclidean costs), which W is not; it tends to the cost of `emd` as epsilon falls to 0 and, for squared
/// Euclidean costs, to |mean a - mean b|^2 as epsilon grows.
///
/// The self-terms are solved for one potential, f = g, by averaged steps. Penalties must be equal on both sides, since
/// the self-terms would have no one potential else.
/// Memory: O(n + m), and at most 192 MB of kernels. Error: of second order in the marginal errors, see `sinkhorn`.
/// Throws what `sinkhorn` throws; error(errc::out_of_range) for penalties that differ.
/// Source: Genevay, Peyre & Cuturi 2018; Feydy, Sejourne, Vialard, Amari, Trouve & Peyre 2019; Sejourne, Feydy,
/// Vialard, Trouve & Peyre 2019 (penalties).
[[nodiscard]] sinkhorn_divergence_result sinkhorn_divergence(std::span<const double> a, std::span<const double> b,
                                                             const point_cloud& from, const point_cloud& to,
                                                             const ground_metric& distance, double epsilon,
                                                             const sinkhorn_options& how = {});

/// The same between two images, or masses on any regular grid, by `sinkhorn` of those. With equalities its derivative
/// to a is between.from_potential - of_from.from_potential, up to a constant, and likewise to b. Memory: O(n).
[[nodiscard]] sinkhorn_divergence_result sinkhorn_divergence(std::span<const double> a, std::span<const double> b,
                                                             const regular_grid& places, double epsilon,
                                                             const sinkhorn_options& how = {});

/// Of S, by the envelope theorem: the self-terms' own gradients are in it.
/// Throws what `sinkhorn_gradient` throws.
[[nodiscard]] transport_gradient sinkhorn_divergence_gradient(std::span<const double> a, std::span<const double> b,
                                                              const point_cloud& from, const point_cloud& to,
                                                              const ground_metric& distance,
                                                              const sinkhorn_divergence_result& of,
                                                              const sinkhorn_options& how = {});

}  // namespace relent
