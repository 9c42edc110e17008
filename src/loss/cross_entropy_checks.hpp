#pragma once

#include <string_view>

#include "relent/loss/cross_entropy_loss.hpp"

namespace relent::losses {

/// Refuses options out of range, by name.
void check_cross_entropy(std::string_view function, const class_rows& input, const cross_entropy_options& which);

}  // namespace relent::losses
