#pragma once

#include <cstdint>
#include <string_view>

#include "relent/loss/rows.hpp"

namespace relent {

struct vae_options {
  double beta = 1;       ///< factor of the loss (beta-VAE)
  double free_bits = 0;  ///< nats a latent dimension that cost nothing: max(KL_j, free_bits), dimension by dimension
};

/// KL(N(mean, exp(log_variance)) || N(0, 1)) of every row, summed over its dimensions:
/// sum (mean^2 + exp(lv) - lv - 1) / 2. exp(lv) - lv - 1 is computed without cancellation near lv = 0.
/// mean: by rows x dimensions; batchmean, token_mean by rows. out.input: gradient to `mean`, out.target: to
/// `log_variance`; both 0 where free bits apply. Source: Kingma & Welling 2014, appendix B; Kingma et al. 2016 (free
/// bits).
double vae_kl_loss(const class_rows& mean, const class_rows& log_variance, const vae_options& which = {},
                   const loss_options& how = {}, const loss_outputs& out = {});

/// What the rows of a full covariance hold, each dimensions x dimensions numbers, row after row.
enum class covariance_form : std::uint8_t {
  factor,      ///< L, the covariance is L L^T; what stands above the diagonal is not read, its gradient is 0
  covariance,  ///< the covariance itself, symmetric and positive definite, read on and below the diagonal
};

/// "factor", "covariance"; throws error(errc::unknown_name).
[[nodiscard]] covariance_form covariance_form_of(std::string_view name);

/// KL(N(mean, L L^T) || N(0, 1)) of every row, L lower triangular:
///
///     sum_i KL_i,   KL_i = (mean_i^2 + sum_{j < i} L_ij^2 + L_ii^2 - 1 - log L_ii^2) / 2
///
/// KL_i is what dimension i costs given those before it (the chain rule), never negative, and what free bits are
/// counted of; with a diagonal L it is the KL_i of vae_kl_loss. L_ii^2 - 1 - log L_ii^2 has no cancellation near 1. The
/// sign of L_ii does not matter; L_ii = 0 makes the loss infinite, and the gradient to it 0.
///
/// out.input: gradient to `mean`; out.target: to `spread`, of its shape: to L, or to the covariance as a symmetric
/// matrix, (1 - covariance^-1) / 2 without free bits. Reductions as vae_kl_loss. f64 inside: error 1e-13 relative from
/// a factor; from a covariance that of its Cholesky factor besides. Memory: of a covariance six matrices a thread,
/// else a row.
///
/// Throws relent::error for shapes that do not fit, a covariance that is not positive definite, NaN by `nans`.
double full_vae_kl_loss(const class_rows& mean, const class_rows& spread,
                        covariance_form form = covariance_form::factor, const vae_options& which = {},
                        const loss_options& how = {}, const loss_outputs& out = {});

/// KL(N(mean_p, exp(lv_p)) || N(mean_q, exp(lv_q))), diagonal, row by row; gradients to each argument.
struct gaussian_gradients {
  gradient_rows mean_p{}, log_variance_p{}, mean_q{}, log_variance_q{};
};
double gaussian_kl_loss(const class_rows& mean_p, const class_rows& log_variance_p, const class_rows& mean_q,
                        const class_rows& log_variance_q, const loss_options& how = {}, const loss_outputs& out = {},
                        const gaussian_gradients& to = {});

}  // namespace relent
