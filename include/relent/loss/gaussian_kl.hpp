#pragma once

#include "relent/loss/rows.hpp"

namespace relent {

struct vae_options {
  double beta = 1;       ///< factor of the loss (beta-VAE)
  double free_bits = 0;  ///< nats a latent dimension that cost nothing: max(KL_j, free_bits), element by element
};

/// KL(N(mean, exp(log_variance)) || N(0, 1)) of every row, summed over its dimensions:
/// sum (mean^2 + exp(lv) - lv - 1) / 2. exp(lv) - lv - 1 is computed without cancellation near lv = 0.
/// mean: by rows x dimensions; batchmean, token_mean by rows. out.input: gradient to `mean`, out.target: to
/// `log_variance`; both 0 where free bits apply. Source: Kingma & Welling 2014, appendix B; Kingma et al. 2016 (free
/// bits).
double vae_kl_loss(const class_rows& mean, const class_rows& log_variance, const vae_options& which = {},
                   const loss_options& how = {}, const loss_outputs& out = {});

/// KL(N(mean_p, exp(lv_p)) || N(mean_q, exp(lv_q))), diagonal, row by row; gradients to each argument.
struct gaussian_gradients {
  gradient_rows mean_p{}, log_variance_p{}, mean_q{}, log_variance_q{};
};
double gaussian_kl_loss(const class_rows& mean_p, const class_rows& log_variance_p, const class_rows& mean_q,
                        const class_rows& log_variance_q, const loss_options& how = {}, const loss_outputs& out = {},
                        const gaussian_gradients& to = {});

}  // namespace relent
