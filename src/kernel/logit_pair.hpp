#pragma once

#include <cstdint>

namespace relent::kernel {

/// What two rows of logits say about each other, in nats. NaN in a row makes its log_sum_exp NaN and every divergence
/// with it; a row all -infinity has log_sum_exp = -infinity (its divergences mean nothing).
struct logit_pair {
  double log_sum_exp_a = 0, log_sum_exp_b = 0;
  double kl_ab = 0;  ///< KL(softmax a || softmax b); +infinity where only b is -infinity
  double kl_ba = 0;
  double js = 0;  ///< Jensen-Shannon, weight 1/2
  double entropy_a = 0, entropy_b = 0;
  std::int64_t argmax_a = 0, argmax_b = 0;  ///< the first greatest
};

/// n >= 1 classes, any alignment; noexcept, no allocation. Relative error of the divergences 1e-6 for f32 and 1e-13 for
/// f64 down to 1e-12: the rows are read twice. Which instruction set: as all kernels, chosen at the call.
[[nodiscard]] logit_pair compare_logits(const float* a, const float* b, std::int64_t n) noexcept;
[[nodiscard]] logit_pair compare_logits(const double* a, const double* b, std::int64_t n) noexcept;

/// log softmax(x)_i for a row with that log-sum-exp.
[[nodiscard]] constexpr double log_prob_of(double logit, double log_sum_exp) noexcept { return logit - log_sum_exp; }

}  // namespace relent::kernel
