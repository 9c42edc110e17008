#pragma once

#include "relent/divergence/closed/same_family.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"

namespace relent {

/// KL(P‖Q) by Woodbury's identity and the matrix determinant lemma: n k^2 operations. The error is absolute: the size
/// of the traces and logarithms that are subtracted, in roundings.
[[nodiscard]] closed::bounded low_rank_kl(const mvnormal_low_rank& p, const mvnormal_low_rank& q);

}  // namespace relent
