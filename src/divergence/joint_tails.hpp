#pragma once

#include <string>

#include "relent/divergence/joint_divergence.hpp"

namespace relent {

/// Why the integral of p^alpha q^(1-alpha) (for alpha = 1, KL) diverges in the tails, where that is known: P falls like
/// a power and Q like a normal density. Sampling would give a finite number. Empty where it is not.
[[nodiscard]] std::string reason_tail_diverges(const joint_distribution& p, const joint_distribution& q, double alpha);

}  // namespace relent
