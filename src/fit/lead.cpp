#include "lead.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "weighed_mean.hpp"

namespace relent {

std::optional<double> lead_p_value(std::span<const double> shares, double observations, std::span<const double> best,
                                   std::span<const double> other) {
  std::vector<double> differences(best.size());
  std::ranges::transform(other, best, differences.begin(), std::minus{});
  const estimate mean = weighed_mean(shares, observations, differences, 0.95);
  if (!mean.standard_error || !(*mean.standard_error > 0)) {
    return std::nullopt;
  }
  return std::erfc(std::abs(mean.value) / *mean.standard_error / std::numbers::sqrt2);
}

}  // namespace relent
