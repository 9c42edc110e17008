#pragma once

#include "relent/loss/rows.hpp"

namespace relent {

/// What an element-by-element loss gives besides the reduced number. The arrays have the shape and type of the input.
struct element_outputs {
  gradient_rows values{};  ///< the loss of every element, unreduced
  class_rows upstream{};   ///< the gradient from above, one an element (reduction none); without data: see `scale`
  double scale = 1;        ///< the gradient from above for the other reductions
  gradient_rows input{};   ///< gradient to the first argument
  gradient_rows target{};  ///< gradient to the second
};

/// torch.nn.functional.kl_div: input holds log q; the loss of an element is t (log t - input), with log_target
/// exp(t) (t - input). Nothing is normalised and derivatives treat every element as free, as torch has it. Where the
/// target is 0 (with log_target -infinity) the loss is 0 whatever the input is (torch: NaN for input -infinity).
/// `mean` divides by all elements, `batchmean` by batch_size (0: rows), token_mean by the rows that count.
/// The mask leaves rows out. target: derivative log t + 1 - input (at t = 0: -infinity, as torch).
/// f32 is computed in f64 lanes: correctly rounded sums to 1e-15. Throws for shapes that differ, probs < 0, NaN by
/// `nans`.
double kl_div(const class_rows& input, const class_rows& target, bool log_target, const loss_options& how = {},
              const element_outputs& out = {});

struct binary_options {
  std::span<const double> weight{};      ///< empty, or one a class
  std::span<const double> pos_weight{};  ///< empty, or one a class: weight of the positive part
};

/// torch.nn.functional.binary_cross_entropy_with_logits: with x the input and t the target,
/// w ((1 - t) x + (1 + (pos_weight - 1) t) log(1 + exp(-x))), never overflowing. Infinite logits that agree with their
/// target (t = 1 and +infinity, t = 0 and -infinity) cost 0.
double binary_cross_entropy_with_logits(const class_rows& input, const class_rows& target,
                                        const binary_options& which = {}, const loss_options& how = {},
                                        const element_outputs& out = {});

}  // namespace relent
