#pragma once

#include <cstdint>

namespace relent::kernel {

/// What two rows of logits say about each other, in nats. NaN or +infinity in a row makes its log_sum_exp NaN or
/// +infinity; a row all -infinity has log_sum_exp = -infinity. The divergences mean nothing then.
struct logit_pair {
  double log_sum_exp_a = 0, log_sum_exp_b = 0;
  double kl_ab = 0;  ///< KL(softmax a || softmax b); +infinity where only b is -infinity
  double kl_ba = 0;
  double js = 0;                            ///< Jensen-Shannon, weight 1/2
  std::int64_t argmax_a = 0, argmax_b = 0;  ///< the first greatest
};

/// n >= 1 classes, any alignment; noexcept, no allocation. Relative error of the divergences 1e-6 for f32 and 1e-13 for
/// f64 down to 1e-12: the rows are read three times. Which instruction set: as all kernels, chosen at the call.
[[nodiscard]] logit_pair compare_logits(const float* a, const float* b, std::int64_t n) noexcept;
[[nodiscard]] logit_pair compare_logits(const double* a, const double* b, std::int64_t n) noexcept;

}  // namespace relent::kernel
