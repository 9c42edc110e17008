#include "transport/equal_weights_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "relent/core/summation.hpp"

#include "transport/common_places.hpp"

namespace relent::transporting {
namespace {

/// Values in rising order, where each came from, and what pulls on it.
struct sorted_side {
  explicit sorted_side(std::span<const double> given)
      : order(rising_order(given)), values(given.size()), pull(given.size()) {
    std::ranges::transform(order, values.begin(), [&](std::size_t i) { return given[i]; });
  }

  /// The pulls, times `factor`, at the places of the values as they were given.
  [[nodiscard]] std::vector<double> as_given(double factor) const {
    std::vector<double> out(order.size());
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
      double sum = 0;
      for (last = first; last < order.size() && values[last] == values[first]; ++last) {
        sum += pull[last];
      }
      for (std::size_t i = first; i < last; ++i) {
        out[order[i]] = factor * sum / static_cast<double>(last - first);
      }
    }
    return out;
  }

  std::vector<std::size_t> order;
  std::vector<double> values, pull;
};

/// Steps along both sides at once: add(i, j, units of mass), of which n m are the whole.
template <class Add>
void couple(std::size_t n, std::size_t m, const Add& add) {
  if (n == m) {
    for (std::size_t i = 0; i < n; ++i) {
      add(i, i, static_cast<double>(n));
    }
    return;
  }
  std::uint64_t level = 0, next_x = m, next_y = n;
  for (std::size_t i = 0, j = 0; i < n && j < m;) {
    const std::uint64_t next = std::min(next_x, next_y);
    add(i, j, static_cast<double>(next - level));
    level = next;
    if (next_x == next) {
      ++i;
      next_x += m;
    }
    if (next_y == next) {
      ++j;
      next_y += n;
    }
  }
}

}  // namespace

line_gradient equal_weights_gradient(std::span<const double> x, std::span<const double> y, double order) {
  sorted_side from(x), to(y);
  const std::size_t n = x.size(), m = y.size();
  double largest = 0;
  couple(n, m, [&](std::size_t i, std::size_t j, double /*units*/) {
    largest = std::max(largest, std::abs(from.values[i] - to.values[j]));
  });
  line_gradient out;
  if (largest == 0) {
    out.x_values.assign(n, 0.0);
    out.y_values.assign(m, 0.0);
    return out;
  }
  const double whole = static_cast<double>(n) * static_cast<double>(m);
  compensated_sum sum;
  const auto add_with = [&](const auto& power) {
    couple(n, m, [&](std::size_t i, std::size_t j, double units) {
      const double apart = (from.values[i] - to.values[j]) / largest, size = std::abs(apart);
      const double pull = size == 0 ? 0 : units / whole * power(size);
      sum += pull * size;
      from.pull[i] += std::copysign(pull, apart);
      to.pull[j] -= std::copysign(pull, apart);
    });
  };
  if (order == 1) {
    add_with([](double /*size*/) { return 1.0; });
  } else if (order == 2) {
    add_with([](double size) { return size; });
  } else {
    add_with([&](double size) { return std::pow(size, order - 1); });
  }
  // d W / d x = sum^(1/p - 1) |x - y|^(p - 1), in units of the largest distance.
  out.value = largest * std::pow(sum.value(), 1 / order);
  const double factor = std::pow(sum.value(), 1 / order - 1);
  out.x_values = from.as_given(factor);
  out.y_values = to.as_given(factor);
  return out;
}

}  // namespace relent::transporting
