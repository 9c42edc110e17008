#include "relent/loss/policy_kl.hpp"

#include <algorithm>
#include <cmath>

#include "loss/elements.hpp"

namespace relent {

double policy_kl_loss(const class_rows& policy, const class_rows& reference, policy_kl_estimator which,
                      std::span<const std::uint8_t> mask, const loss_options& how, const element_outputs& out) {
  constexpr std::string_view function = "policy_kl_loss";
  losses::check_same_shape(function, "policy", policy, "reference", reference);
  const std::int64_t tokens = policy.rows * policy.classes;
  if (!mask.empty()) {
    losses::check_length(function, "mask", mask.size(), tokens, "token");
  }
  if (!how.mask.empty()) {
    throw error(errc::unsupported, function, "options.mask is of rows; give one of tokens");
  }
  const auto counted = tokens - std::count(mask.begin(), mask.end(), std::uint8_t{0});
  loss_options by_tokens = how;
  if (how.reduce == reduction::token_mean) {
    by_tokens.reduce = reduction::mean;
  }
  return losses::sum_elements(function, policy, reference, by_tokens, out, static_cast<double>(counted), mask,
                              [which](losses::element_block& e) {
                                for (std::int64_t i = 0; i < e.n; ++i) {
                                  e.value[i] = e.b[i] - e.a[i];
                                }
                                if (which == policy_kl_estimator::k3) {
                                  kernel::exponential_rests(e.value, e.n);
                                }
                                for (std::int64_t i = 0; i < e.n; ++i) {
                                  const double r = e.b[i] - e.a[i], rest = e.value[i];
                                  const bool k1 = which == policy_kl_estimator::k1;
                                  const bool k2 = which == policy_kl_estimator::k2;
                                  e.value[i] = k1 ? -r : k2 ? r * r / 2 : rest;
                                  e.to_b[i] = k1 ? -1 : k2 ? r : rest + r;
                                  e.to_a[i] = -e.to_b[i];
                                }
                              });
}

}  // namespace relent
