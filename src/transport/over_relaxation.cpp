#include "transport/over_relaxation.hpp"

#include <algorithm>
#include <cmath>

namespace relent::transporting {

void over_relaxation::change_to(double factor) noexcept {
  factor_ = std::clamp(factor, 1.0, most_);
  seen_ = 0;
}

void over_relaxation::see(double error) noexcept {
  errors_[seen_++] = error;
  if (seen_ <= window) {
    return;
  }
  // The first steps after a change still carry the old factor's error.
  const double first = errors_[2], last = errors_[window];
  const double rate = std::pow(last / first, 1.0 / (window - 2));
  std::copy(errors_ + 1, errors_ + window + 1, errors_);
  seen_ = window;
  if (!(rate < 1.02) && factor_ > 1) {
    most_ = std::max(1.0, factor_ - 0.02);  // too far once is too far for good
    change_to(1 + (factor_ - 1) / 2);
    return;
  }
  if (!(rate > 0 && rate < 1) || rate <= factor_ - 1) {
    return;  // at or beyond the best factor the rate says nothing of theta
  }
  const double theta = std::min((rate + factor_ - 1) * (rate + factor_ - 1) / (rate * factor_ * factor_), 1 - 1e-9);
  const double best = 2 / (1 + std::sqrt(1 - theta));
  if (best > factor_ + 0.02) {
    change_to(best);
  }
}

}  // namespace relent::transporting
