#pragma once

#include "distribution/numeric.hpp"

namespace relent {

/// Where g is highest, looked for from `start` outward to both sides in steps that begin below `step` and grow by
/// halves of octaves, then refined; a local maximum where the highest one is narrower than these steps.
[[nodiscard]] double peak_near(const function_of_one& g, double start, double step);

}  // namespace relent
