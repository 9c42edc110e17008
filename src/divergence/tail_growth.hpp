#pragma once

#include <cstddef>

#include "integrand.hpp"

namespace relent {

/// Whether the integral of a component diverges at an end (or infinity), as seen from the log of its size from decade
/// to decade far out: at a power of the distance that is not integrable, or faster.
[[nodiscard]] bool diverges_towards(const integrand& f, std::size_t component, double end, double inside);

/// The same of a sum over the whole numbers towards +infinity.
[[nodiscard]] bool sum_diverges(const integrand& f, std::size_t component);

}  // namespace relent
