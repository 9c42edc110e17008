#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "relent/distribution/batch.hpp"
#include "relent/divergence/divergence_between.hpp"

namespace relent {

/// The shape of the answers: that of p and q broadcast together, as numpy does. Throws error(errc::shape_mismatch).
[[nodiscard]] std::vector<std::int64_t> result_shape(const distribution_batch& p, const distribution_batch& q);

/// KL(P‖Q) in nats of every pair, in C order of `result_shape`; +infinity where P has mass that Q has not.
///
/// Method: vectorised for normal, log-normal, logit-normal, half-normal, laplace, gamma, inverse gamma, chi,
/// chi-squared, beta, exponential, poisson, bernoulli and geometric against themselves; the scalar closed form for
/// other families that have one against themselves; `divergence_between` for all other pairs, which may be quadrature.
/// Error: vectorised, 1e-13 of the value, however near the two are; for beta distributions with one shape far below
/// the other 4e-15 (alpha + beta) / min(alpha, beta) of P where that is more. Else as the scalar functions.
/// Memory: nothing beyond `out`. Runs on `threads` threads (0: all); the answer does not depend on how many.
/// Throws error(errc::shape_mismatch), error(errc::out_of_range) for bad parameters, with their place:
/// `normal: sd[3] = -1, must be > 0`; and what `divergence_between` throws.
void kl_divergences(const distribution_batch& p, const distribution_batch& q, std::span<double> out, int threads = 0);

/// Any measure of `density_measures`, pair by pair, as `divergence_between` answers it; KL as above.
void divergences(std::string_view measure, const distribution_batch& p, const distribution_batch& q,
                 const divergence_options& how, std::span<double> out, int threads = 0);

/// Where derivatives go: one array of `result_shape` in C order for each parameter of P and of Q.
struct batch_gradient {
  std::span<double> value;
  std::vector<std::span<double>> p, q;
};

/// KL of every pair with its derivatives with respect to the parameters of both. They are analytic for the vectorised
/// families, within 1e-14 of the parts they are made of (for beta as above), `kl_gradient`'s integrals for others; NaN
/// where KL is infinite or has no derivative. A side that was broadcast has a derivative for every pair, not summed.
/// Throws as `kl_divergences`, and error(errc::unsupported) where a side is no family's member.
void kl_gradients(const distribution_batch& p, const distribution_batch& q, const batch_gradient& out, int threads = 0);

}  // namespace relent
