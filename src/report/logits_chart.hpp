#pragma once

#include <nlohmann/json.hpp>

#include "relent/logits/compare_logits.hpp"

namespace relent::report {

/// How KL is spread over the tokens, on a logarithmic axis, with its mean and median marked; null where KL is 0 or
/// infinite everywhere.
[[nodiscard]] nlohmann::ordered_json spread_chart(const logit_comparison& c);

/// The share of the tokens below each KL, on the same axis.
[[nodiscard]] nlohmann::ordered_json cumulative_chart(const logit_comparison& c);

}  // namespace relent::report
