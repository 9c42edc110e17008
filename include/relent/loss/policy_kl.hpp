#pragma once

#include <cstdint>
#include <string_view>

#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/rows.hpp"

namespace relent {

/// Estimators of KL(policy || reference) from tokens drawn from the policy; r = log reference - log policy of the
/// token:
enum class policy_kl_estimator : std::uint8_t {
  k1,  ///< -r: unbiased, large variance
  k2,  ///< r^2 / 2: biased, small variance
  k3,  ///< exp(r) - 1 - r: unbiased, never negative (computed without cancellation near r = 0)
};

[[nodiscard]] policy_kl_estimator policy_kl_estimator_of(std::string_view name);

/// policy and reference: log-probabilities of the drawn tokens, sequences x tokens. mask: sequences x tokens,
/// contiguous, 0 where a token does not count (padding, prompt); empty: all count. Reductions: sum; mean and token_mean
/// by the tokens that count; batchmean: by the sequences. Gradients (out.input to policy, out.target to reference)
/// treat the tokens as given. Source: Schulman 2020, "Approximating KL divergence".
double policy_kl_loss(const class_rows& policy, const class_rows& reference, policy_kl_estimator which,
                      std::span<const std::uint8_t> mask, const loss_options& how = {},
                      const element_outputs& out = {});

}  // namespace relent
