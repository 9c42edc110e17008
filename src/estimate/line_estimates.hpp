#pragma once

#include "estimate/value_reading.hpp"

namespace relent::estimating {

// Estimates for values some of which may be atoms, with respect to counting at the atoms and length elsewhere: shares
// by how often, densities by neighbours. With a the atoms' shares and r = 1 - sum a that of the numbers,
//   H = -sum a log a - r log r + r H(numbers),   KL = sum a log(a / a') + r log(r / r') + r KL(numbers).

[[nodiscard]] double line_entropy(const line_sample& sample);
/// -E_P[log q]. Infinite where something that Q never shows was observed; with `smoothed` that counts as half an
/// observation of Q, which keeps subsets of Q, which lack what Q has, finite.
[[nodiscard]] double line_cross_entropy(const line_sample& p, const line_sample& q, bool smoothed);

}  // namespace relent::estimating
