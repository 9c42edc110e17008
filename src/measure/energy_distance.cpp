#include "relent/measure/energy_distance.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "relent/core/summation.hpp"

#include "measure/line_pair.hpp"

namespace relent {
namespace {

using namespace measure_detail;

constexpr std::string_view name = "energy_distance";

/// The distance over sqrt(2 times the largest difference squared), which cannot underflow; and that difference.
struct scaled_root {
  double root;
  double largest;

  [[nodiscard]] double value() const noexcept { return largest * root; }
};

scaled_root root_of(const line_pair& pair) {
  double largest = 0;
  for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
    largest = std::max(largest, std::abs(pair.difference(i)));
  }
  if (largest == 0) {
    return {0, 0};
  }
  compensated_sum sum;
  for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
    const double d = pair.difference(i) / largest;
    sum += pair.gap(i) * d * d;
  }
  return {std::sqrt(2 * sum.value()), largest};
}

double value(const row_view& p, const row_view& q, const parameters& how) {
  return root_of(line_pair(name, p, q, how)).value();
}

void gradient(const row_view& p, const row_view& q, const parameters& how, double* dp, double* dq) {
  const line_pair pair(name, p, q, how);
  const scaled_root found = root_of(pair);
  const auto one_side = [&](const row_view& masses, bool of_p, double* out) {
    for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
      const double slope = found.largest == 0 ? 0 : 2 * pair.gap(i) * (pair.difference(i) / found.largest) / found.root;
      out[i] = of_p ? slope : -slope;
    }
    pair.to_masses(masses, of_p, how, out);
  };
  if (dp != nullptr) {
    one_side(p, true, dp);
  }
  if (dq != nullptr) {
    one_side(q, false, dq);
  }
}

void contributions(const row_view& p, const row_view& q, const parameters& how, double* out) {
  const line_pair pair(name, p, q, how);
  const scaled_root found = root_of(pair);
  std::fill_n(out, pair.size(), 0.0);
  for (std::size_t i = 0; i + 1 < pair.size() && found.largest > 0; ++i) {
    const double d = pair.difference(i);
    out[i] = 2 * pair.gap(i) * d * (d / found.largest) / found.root;
  }
}

}  // namespace

double energy_distance(const row_view& p, const row_view& q, const parameters& how) { return value(p, q, how); }

namespace rules {
const rule energy_distance{value, gradient, contributions};
}

}  // namespace relent
