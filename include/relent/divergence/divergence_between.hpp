#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// How `divergence_between` goes about it.
struct divergence_options {
  double alpha = 0.5;          ///< order of renyi_divergence, tsallis_divergence, alpha_divergence; > 0, not infinite
  double weight = 0.5;         ///< weight of P in js_divergence and js_distance, in (0, 1)
  double tolerance = 1e-13;    ///< relative: quadrature stops when its two rules agree so well
  bool closed_form = true;     ///< use a closed form where there is one
  bool certain_bounds = true;  ///< beside KL of mixtures of normals, an interval of level 1
};

/// The measures that `divergence_between` knows, by the names of the catalogue: kl_divergence, reverse_kl_divergence,
/// cross_entropy, jeffreys_divergence, js_divergence, js_distance, renyi_divergence, tsallis_divergence,
/// alpha_divergence, total_variation, hellinger_distance, bhattacharyya_distance, chi_square_pearson,
/// chi_square_neyman, triangular_discrimination, population_stability_index; and the distances between quantile
/// functions wasserstein_1, wasserstein_2 and energy_distance.
[[nodiscard]] std::span<const std::string_view> density_measures() noexcept;

/// A measure of two distributions of one number, in nats where it has a unit.
///
/// Method: `closed_form` where there is one: for the Kullback-Leibler measures `has_closed_kl`; for the functions of
/// the integral of p^alpha q^(1-alpha), from renyi_divergence to chi_square_pearson, the exponential families, with a
/// relative error below 1e-12 (below values of 1e-15 as the bound says); for wasserstein_1 and wasserstein_2 the
/// families of locations and scales. Else `quadrature`, the integral of the pointwise divergence. That is written so
/// that it is never negative (for KL p log(p/q) - p + q), hence nothing cancels however near P and Q are; it is cut at
/// modes, kinks, edges and quantiles of both. Distributions on whole numbers are summed (`quadrature` too, with what
/// the sum leaves out in the error).
///
/// Error: `error_bound` is the difference of two rules (Gauss against Gauss-Kronrod, one step against half of it in the
/// tails), plus what rounding in the densities can do.
///
/// Certain bounds: KL between normal distributions and mixtures of them, where it is no closed form, comes with an
/// `interval` of `level` 1, which holds the value without doubt (Nielsen & Sun 2016, to some per cent of the value).
///
/// Infinite: where the supports make it so, or where the integrand's tail does; `notes` has the reason.
///
/// Throws error(errc::unknown_name) for another measure, error(errc::unsupported) for a density against masses on
/// whole numbers, which have no common base measure, error(errc::out_of_range) for alpha and weight.
[[nodiscard]] estimate divergence_between(std::string_view measure, const distribution& p, const distribution& q,
                                          const divergence_options& how = {});

/// KL(P‖Q) by its closed form, where these two have one (`has_closed_kl`); nothing otherwise.
[[nodiscard]] std::optional<estimate> closed_kl_between(const distribution& p, const distribution& q);

}  // namespace relent
