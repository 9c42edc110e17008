#include "transport/single_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace relent::transporting {

bool single_points::serves(const point_costs& costs, double epsilon) noexcept {
  constexpr double most_exponent = 4096;  // whose rounding in single precision is 2^-12
  return costs.kind() != kernel::cost_kind::power && costs.range() <= most_exponent * epsilon;
}

void single_points::begin(double epsilon, std::span<const double> h) {
  const std::size_t n = costs_.rows(), m = costs_.columns(), d = costs_.dimensions();
  const double scale = costs_.kind() == kernel::cost_kind::squares ? 1 / std::sqrt(epsilon) : 1 / epsilon;
  from_.resize(n * d);
  to_.resize(m * d);
  h_.resize(m);
  for (std::size_t k = 0; k < d; ++k) {
    const double* const y = costs_.to_coordinate(k);
    const auto [low, high] = std::minmax_element(y, y + m);
    const double centre = *low + (*high - *low) / 2;
    for (std::size_t i = 0; i < n; ++i) {
      from_[i * d + k] = static_cast<float>((costs_.from_point(i)[k] - centre) * scale);
    }
    for (std::size_t j = 0; j < m; ++j) {
      to_[k * m + j] = static_cast<float>((y[j] - centre) * scale);
    }
  }
  top_ = *std::ranges::max_element(h);
  std::ranges::transform(h, h_.begin(), [&](double x) { return static_cast<float>(x - top_); });
  columns_ = {costs_.kind(), to_.data(), h_.data(), m, m, d};
}

void single_points::row(std::size_t i, double log_sum, float* out) const noexcept {
  kernel::single_exponentials(columns_, from_.data() + i * costs_.dimensions(), static_cast<float>(log_sum - top_),
                              out);
}

}  // namespace relent::transporting
