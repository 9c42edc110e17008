#pragma once

#include <vector>

#include "integrand.hpp"

namespace relent {

/// The whole numbers of a sum: from `lower` to `upper` (perhaps infinite), outward from `start`. Inside the core no
/// lull is taken for the end: there may be another hump behind it.
struct lattice_range {
  double lower, upper, start;
  double core_lower = start, core_upper = start;
};

/// The sums of all components, until what is left (of a geometric series with the last ratio, or of a power law with
/// the last exponent) does not count; what a power law has left after 300,000 terms is added, and half of it goes into
/// the error. Where one component diverges the others are not computed.
[[nodiscard]] std::vector<quadrature_result> sum_up(const integrand& f, const lattice_range& range,
                                                    const quadrature_limits& limits = {});

}  // namespace relent
