#pragma once

#include <cstdint>
#include <span>

#include "relent/loss/rows.hpp"

namespace relent {

struct cross_entropy_options {
  double label_smoothing = 0;               ///< in [0, 1]
  std::span<const double> class_weights{};  ///< empty, or one a class, >= 0
  std::int64_t ignore_index = -100;         ///< rows with this class do not count
  double z_loss = 0;                        ///< weight of log(Z)^2, Z the sum of exp(logits); >= 0
  double focal_gamma = 0;                   ///< (1 - p_y)^gamma before the logarithm (Lin et al. 2017); >= 0
  double poly_epsilon = 0;                  ///< + epsilon (1 - p_y) (Leng et al. 2022, Poly-1)
  double temperature = 1;                   ///< logits are divided by it
};

/// Cross-entropy with class indices, as torch.nn.functional.cross_entropy:
///
///   (1 - s) w_y (1 - p_y)^gamma (-log p_y) + s/C sum_c w_c (-log p_c) + poly (1 - p_y) + z (log Z)^2
///
/// reduction::mean divides by the sum of w_y over the rows that count (0 where there are none: not NaN, as torch has
/// it), token_mean by their number. The input holds logits or log_probs. out.target must be empty.
///
/// Error: f32 rows 1e-6 relative (2e-7 absolute where the loss is below 0.2), f64 rows 1e-13. A class of weight 0 or a
/// share of smoothing 0 never makes a NaN of a masked logit. Memory: 1.1 MB a thread at most.
///
/// Throws relent::error for a class index out of range (which row), shapes, parameters, rows all -infinity, NaN.
double cross_entropy_loss(const class_rows& input, std::span<const std::int64_t> classes,
                          const cross_entropy_options& which = {}, const loss_options& how = {},
                          const loss_outputs& out = {});

/// Cross-entropy with soft targets, -sum_c w_c t_c log p_c with t smoothed to (1 - s) t + s/C, as torch: target.holds
/// is probs, which need not sum to one, or logits or log_probs, whose softmax is taken. reduction::mean divides by the
/// rows that count. Of `which`, the focal, poly and ignore_index fields do not apply. Gradients to both sides; that to
/// probs is -w_c log p_c (1 - s).
double cross_entropy_loss(const class_rows& input, const class_rows& target, const cross_entropy_options& which = {},
                          const loss_options& how = {}, const loss_outputs& out = {});

}  // namespace relent
