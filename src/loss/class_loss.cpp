#include "loss/class_loss.hpp"

#include <cmath>

namespace relent::losses {

class_loss loss_of_class(double log_prob, double weight, double gamma, double poly) noexcept {
  const double p = std::exp(log_prob), other = -std::expm1(log_prob);
  class_loss loss{weight == 0 ? 0 : -weight * log_prob, -weight};
  if (gamma > 0 && weight != 0) {
    const double power = std::pow(other, gamma);
    loss.value *= other == 0 ? 0 : power;
    // d/dl of (1 - p)^gamma l: the second term vanishes at both ends.
    const double turn = p == 0 || other == 0 ? 0 : gamma * p * power / other * log_prob;
    loss.slope = -weight * (power - turn);
  }
  if (poly != 0) {
    loss.value += poly * other;
    loss.slope -= poly * p;
  }
  return loss;
}

}  // namespace relent::losses
