#pragma once

#include <string_view>

#include "relent/loss/rows.hpp"

namespace relent {

/// Divergences between a row of the input, Q (the student, the model), and a row of the target, P (the teacher).
/// With d = log(q/p), m = beta p + (1 - beta) q:
enum class row_divergence : std::uint8_t {
  forward_kl,       ///< KL(P||Q) = sum p log(p/q)
  reverse_kl,       ///< KL(Q||P)
  jeffreys,         ///< KL(P||Q) + KL(Q||P)
  js,               ///< beta KL(P||M) + (1 - beta) KL(Q||M); beta = 1/2 is Jensen-Shannon
  total_variation,  ///< sum |p - q| / 2; where p = q its gradient is 0
  renyi,            ///< log(sum p^alpha q^(1-alpha)) / (alpha - 1); alpha = 1 is forward_kl
  alpha,            ///< (sum p^alpha q^(1-alpha) - 1) / (alpha (alpha - 1)); 1: forward_kl, 0: reverse_kl
};

/// "forward_kl" (also "kl"), "reverse_kl", "jeffreys", "js" (also "jsd"), "total_variation" (also "tv"), "renyi",
/// "alpha"; throws error(errc::unknown_name).
[[nodiscard]] row_divergence row_divergence_of(std::string_view name);

struct divergence_loss_options {
  row_divergence measure = row_divergence::forward_kl;
  double beta = 0.5;                          ///< js: weight of P, 0 < beta < 1
  double alpha = 0.5;                         ///< renyi, alpha: the order; renyi: alpha > 0
  double temperature = 1;                     ///< both sides' logits are divided by it
  bool scale_by_temperature_squared = false;  ///< the loss times T^2, as Hinton's distillation has it
};

/// The divergence of every row, reduced, and its gradients to either side in the same call. Rows of the two sides may
/// differ in type and in what they hold (logits, log_probs, probs). A row stride of 0 repeats one row.
///
/// Gradients are those of the function as computed: through the softmax for logits and log_probs, through the division
/// by the sum for probs (0 at a probability of 0).
///
/// At the edges: a class masked on both sides (-infinity) contributes nothing. Where p > 0 = q the forward KL is
/// +infinity, and so on; a row whose loss is infinite has gradient 0 to a side whose gradient would be infinite.
///
/// Error of f32 rows: 5e-6 relative (total variation: and 1e-12), 1e-6 down to a divergence of 1e-12 where rows nearly
/// agree and no class has nearly all of the mass (sums of terms that are never negative; no difference of
/// log-sum-exps). Gradients: 1e-6 of 1 or of the divergence, where that is more; of such rows 1e-5 of their largest
/// element. f64 rows 1e-13. bf16 and f16 as f32 of the numbers they hold; their gradients are rounded once.
/// Memory: 1.1 MB a thread at most. Results do not depend on the number of threads.
///
/// Throws relent::error for shapes that do not fit, parameters out of range, a row all -infinity, NaN by `nans`, rows
/// that are not normalised under `strict`.
///
/// Sources: Kullback & Leibler 1951; Lin 1991 (JS); Renyi 1961; Amari 1985 (alpha); Hinton, Vinyals & Dean 2015 (T^2).
double divergence_loss(const class_rows& input, const class_rows& target, const divergence_loss_options& which,
                       const loss_options& how = {}, const loss_outputs& out = {});

}  // namespace relent
