#include "transport/over_relaxation.hpp"

#include <algorithm>
#include <cmath>

namespace relent::transporting {

void over_relaxation::change_to(double factor) noexcept {
  factor_ = std::clamp(factor, 1.0, most_);
  steps_ = 0;
}

void over_relaxation::see(double error) noexcept {
  if (steps_ == 0) {
    at_change_ = error;
  }
  errors_[steps_ % (window + 1)] = error;
  ++steps_;
  if (factor_ > 1 && (!(error < 100 * at_change_) || (steps_ > 4 * window && error > at_change_))) {
    most_ = std::max(1.0, factor_ - least_change);
    change_to(1 + (factor_ - 1) / 2);
    return;
  }
  if (steps_ > patience) {
    most_ = largest;
  }
  // The first steps after a change still carry the old factor's error.
  if (steps_ <= window + settling) {
    return;
  }
  const double rate = std::pow(error / errors_[steps_ % (window + 1)], 1.0 / window);
  if (!(rate > 0 && rate < 1) || rate <= factor_ - 1) {
    return;  // at or beyond the best factor the rate says nothing of theta
  }
  const double theta = std::min((rate + factor_ - 1) * (rate + factor_ - 1) / (rate * factor_ * factor_), 1 - 1e-9);
  const double best = std::min(most_, 2 / (1 + std::sqrt(1 - theta)));
  if (best > factor_ + least_change) {
    change_to(best);
  }
}

}  // namespace relent::transporting
