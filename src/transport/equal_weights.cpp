#include "transport/equal_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "relent/core/summation.hpp"

namespace relent::transporting {
namespace {

constexpr std::size_t block = 4096;

/// Steps along both sides at once. Levels are whole numbers of 1 / (n m): of equal levels both sides go on. Calls
/// add(distance, units) for every piece, and done() after every so many.
template <class Add, class Done>
void walk(const std::vector<double>& x, const std::vector<double>& y, const Add& add, const Done& done) {
  const auto n = static_cast<std::int64_t>(x.size()), m = static_cast<std::int64_t>(y.size());
  std::int64_t i = 0, j = 0, level = 0, next_x = m, next_y = n;
  while (i < n && j < m) {
    for (std::size_t k = 0; k < block && i < n && j < m; ++k) {
      const std::int64_t next = std::min(next_x, next_y);
      add(std::abs(x[static_cast<std::size_t>(i)] - y[static_cast<std::size_t>(j)]), static_cast<double>(next - level));
      const std::int64_t step_x = next_x == next ? 1 : 0, step_y = next_y == next ? 1 : 0;
      i += step_x;
      j += step_y;
      next_x += step_x * m;
      next_y += step_y * n;
      level = next;
    }
    done();
  }
}

/// The mean of term(distance) over the coupling.
template <class Term>
double mean_of(const std::vector<double>& x, const std::vector<double>& y, const Term& term) {
  const std::size_t n = x.size();
  compensated_sum sum;
  if (n == y.size()) {
    for (std::size_t from = 0; from < n; from += block) {
      const std::size_t to = std::min(n, from + block);
      std::array<double, 8> lanes{};
      std::size_t i = from;
      for (; i + 8 <= to; i += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
          lanes[k] += term(std::abs(x[i + k] - y[i + k]));
        }
      }
      for (; i < to; ++i) {
        lanes[0] += term(std::abs(x[i] - y[i]));
      }
      for (const double lane : lanes) {
        sum += lane;
      }
    }
    return sum.value() / static_cast<double>(n);
  }
  double part = 0;
  walk(
      x, y, [&](double distance, double units) { part += units * term(distance); },
      [&] {
        sum += part;
        part = 0;
      });
  return sum.value() / (static_cast<double>(n) * static_cast<double>(y.size()));
}

double largest_of(const std::vector<double>& x, const std::vector<double>& y) {
  double largest = 0;
  walk(
      x, y, [&](double distance, double /*units*/) { largest = std::max(largest, distance); }, [] {});
  return largest;
}

}  // namespace

double equal_weights_distance(const std::vector<double>& x, const std::vector<double>& y, double order) {
  if (order == 1) {
    return mean_of(x, y, [](double distance) { return distance; });
  }
  const double largest = largest_of(x, y);
  if (std::isinf(order) || largest == 0) {
    return largest;
  }
  if (order == 2) {
    return largest * std::sqrt(mean_of(x, y, [=](double d) { return d / largest * (d / largest); }));
  }
  return largest * std::pow(mean_of(x, y, [=](double d) { return std::pow(d / largest, order); }), 1 / order);
}

}  // namespace relent::transporting
