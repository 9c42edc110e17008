#pragma once

#include <span>
#include <vector>

#include "integrand.hpp"

namespace relent {

/// The integrals of all components over (points.front(), points.back()), cut at the rising `points`, of which
/// the first and last may be infinite; there are at least two finite ones. The outermost pieces may be singular at
/// their outer ends, or infinite, and are integrated by double-exponential rules; the others by the Gauss-Kronrod rule,
/// halved where the two rules differ most. Where one component diverges the others are not computed.
[[nodiscard]] std::vector<quadrature_result> integrate(const integrand& f, std::span<const double> points,
                                                       const quadrature_limits& limits = {});

}  // namespace relent
