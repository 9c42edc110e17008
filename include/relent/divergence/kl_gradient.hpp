#pragma once

#include "relent/divergence/divergence_gradient.hpp"

namespace relent {

/// The derivatives of KL(P‖Q): d KL / d theta_P = E_p[s (log(p/q) + 1)] and d KL / d theta_Q = -E_p[t], s and t the
/// derivatives of log p and log q. The short name of `divergence_gradient("kl_divergence", p, q)`.
[[nodiscard]] parameter_gradient kl_gradient(const distribution& p, const distribution& q);

}  // namespace relent
