#pragma once

#include "relent/loss/divergence_loss.hpp"
#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/rows.hpp"

namespace relent {

// In the order of torch.distributions.kl_divergence: first the distribution P that draws, then Q.

/// KL(P || Q) = sum p log(p/q) of categorical distributions, row by row: divergence_loss with forward_kl, its sides the
/// other way round. out.input: gradient to `p`, out.target: to `q`.
inline double categorical_kl_loss(const class_rows& p, const class_rows& q, const loss_options& how = {},
                                  const loss_outputs& out = {}) {
  return divergence_loss(q, p, {}, how,
                         {.rows = out.rows, .upstream = out.upstream, .input = out.target, .target = out.input});
}

/// KL(P || Q) = p log(p/q) + (1 - p) log((1 - p)/(1 - q)) of Bernoulli distributions, element by element. Each side
/// holds logits, p = 1 / (1 + exp(-x)), or probs.
///
/// In [0, infinity]; infinite where p > 0 = q or p < 1 = q. A logit of -infinity is p = 0, +infinity p = 1. From sums
/// of terms that are never negative: relative error 1e-13 of f64, where p and q nearly agree too (of the numbers given:
/// probs near 1 hold 1 - p no better than their type does). Gradients: to a logit of p p (1 - p) (logit p - logit q),
/// to one of q q - p; to probs log(p/q) - log((1 - p)/(1 - q)) and (q - p) / (q (1 - q)), 0 at a probability of 0 or 1.
///
/// Reductions, masks and outputs as kl_div; reduction::mean divides by all elements. Throws for shapes that differ,
/// probs outside [0, 1], log_probs, NaN by `nans`.
double bernoulli_kl_loss(const class_rows& p, const class_rows& q, const loss_options& how = {},
                         const element_outputs& out = {});

}  // namespace relent
