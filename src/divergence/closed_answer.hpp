#pragma once

#include <cmath>

#include "relent/core/estimate.hpp"

namespace relent {

/// A closed form's value with a bound of its rounding; an infinite one is exact.
[[nodiscard]] inline estimate by_closed_form(double value, double error) {
  return {.value = value, .method = method::closed_form, .error_bound = std::isinf(value) ? 0 : error};
}

}  // namespace relent
