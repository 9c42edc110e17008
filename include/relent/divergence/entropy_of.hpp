#pragma once

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// The entropy -E[log p(X)] in nats, of masses, or differential (it may be negative) of a density. The method is
/// `closed_form` for the families that have one (closed/entropy.hpp) and `quadrature` where it is an integral or a sum.
/// Error: `error_bound` is some roundings of the value and of the logs of the parameters for closed forms; of two
/// rules, with what rounding does in the densities, for integrals and sums. Sums of families whose standard deviation
/// is above 20,000 go in strides, with a relative error (absolute below 1) of 1e-12.
[[nodiscard]] estimate entropy_of(const distribution& p);

}  // namespace relent
