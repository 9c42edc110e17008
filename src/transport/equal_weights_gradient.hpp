#pragma once

#include <span>

#include "relent/transport/line_transport.hpp"

namespace relent::transporting {

/// The Wasserstein distance of finite order between values of equal weight with its derivatives to the values; equal
/// ones share what pulls on them. Those to weights stay empty. Checked before.
[[nodiscard]] line_gradient equal_weights_gradient(std::span<const double> x, std::span<const double> y, double order);

}  // namespace relent::transporting
