#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/divergence/divergence_between.hpp"

namespace relent {

/// The derivatives of a divergence with respect to the parameters of P and of Q, in the order of
/// `log_density_gradient`.
struct parameter_gradient {
  std::vector<double> p{}, q{};
  std::vector<double> p_error{}, q_error{};  ///< bounds, as those of `divergence_between`
  relent::method method = relent::method::quadrature;
};

/// The gradient of a measure of `density_measures()`, but for the distances between quantile functions.
///
/// An f-divergence D = integral of h(p, q) is differentiated under its sign: dD / d theta_P = integral of h_p p s, s
/// the derivative of log p, and likewise for Q; roots and logarithms by the chain rule. All derivatives come from one
/// pass that shares the densities. For pairs of one family (`kl_of_kin`) the Kullback-Leibler measures have theirs in
/// closed form. Total variation's kink where p = q is no mass; its derivative is taken as 0 where P = Q.
/// Where an end of a support moves with a parameter (uniform, pareto, also in mixtures and affine maps), what the end
/// sweeps over is added. Weights of a mixture and the masses of a categorical are varied each alone, in the textbook
/// integrands p log(p/q), p^alpha q^(1-alpha), ... Parameters that are whole numbers have the derivative 0.
///
/// Error: as `divergence_between`. Time: that of the divergence, once, plus a score a parameter and place.
/// Throws error(errc::unsupported) where the measure is infinite, where it is a root at 0, where both supports end at
/// a place that moves (the derivatives from the two sides differ), where a support moves in another way, for a density
/// against masses, and for wasserstein_1, wasserstein_2 and energy_distance; error(errc::unknown_name) and
/// error(errc::out_of_range) as `divergence_between`.
[[nodiscard]] parameter_gradient divergence_gradient(std::string_view measure, const distribution& p,
                                                     const distribution& q, const divergence_options& how = {});

/// The gradient of KL(P‖Q) by its closed form, where P and Q are of families that can come near each other.
[[nodiscard]] std::optional<parameter_gradient> closed_kl_gradient_between(const distribution& p,
                                                                           const distribution& q);

}  // namespace relent
