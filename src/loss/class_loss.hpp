#pragma once

#include "relent/loss/cross_entropy_loss.hpp"

namespace relent::losses {

/// A loss of the true class's log-probability, and its derivative with respect to it.
struct class_loss {
  double value = 0;
  double slope = 0;
};

/// weight (1 - p)^gamma (-log p) + poly (1 - p): the focal and Poly-1 forms of cross-entropy.
[[nodiscard]] class_loss loss_of_class(double log_prob, double weight, double gamma, double poly) noexcept;

}  // namespace relent::losses
