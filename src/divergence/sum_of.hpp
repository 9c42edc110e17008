#pragma once

#include "relent/core/estimate.hpp"

namespace relent {

/// Sum of two answers, as sure as the less sure.
[[nodiscard]] estimate sum_of(estimate a, const estimate& b);

}  // namespace relent
