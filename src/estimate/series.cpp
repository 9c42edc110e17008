#include "series.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "relent/core/summation.hpp"

namespace relent::estimating {

double autocorrelation_time(std::span<const double> series) {
  const std::size_t n = series.size();
  if (n < 4) {
    return 1;
  }
  compensated_sum sum;
  for (const double v : series) {
    sum += v / static_cast<double>(n);
  }
  std::vector<double> centred(series.begin(), series.end());
  for (double& v : centred) {
    v -= sum.value();
  }
  const auto covariance = [&](std::size_t lag) {
    compensated_sum products;
    for (std::size_t i = 0; i + lag < n; ++i) {
      products += centred[i] * centred[i + lag];
    }
    return products.value();
  };
  const double variance = covariance(0);
  const double rounding = std::numeric_limits<double>::epsilon() * sum.value();
  if (!(variance > static_cast<double>(n) * rounding * rounding)) {
    return 1;
  }
  double pairs = 0, last = 2 * variance;
  for (std::size_t lag = 0; lag + 1 < n / 3; lag += 2) {
    const double pair = std::min(last, covariance(lag) + covariance(lag + 1));
    if (!(pair > 0)) {
      break;
    }
    pairs += pair;
    last = pair;
  }
  return std::max(1.0, 2 * pairs / variance - 1);
}

}  // namespace relent::estimating
