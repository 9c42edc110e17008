#pragma once

#include "relent/fit/fit.hpp"

namespace relent {

/// Throws error(errc::out_of_range) for a level outside (0, 1), no starts, and a negative time limit.
void check_options(const fit_options& how);

}  // namespace relent
