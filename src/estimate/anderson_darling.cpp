#include "relent/estimate/anderson_darling.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <vector>

#include "estimate/dealt_counts.hpp"
#include "estimate/quadratic_tail.hpp"

namespace relent {
namespace {

using namespace estimating;

// The standard deviation of A2 of two samples without ties (Scholz and Stephens 1987, equation 4).
double deviation(double n, double m) {
  const double total = n + m, k = 2, h_sizes = 1 / n + 1 / m;
  double h = 0, g = 0;
  if (total < 1e7) {
    double below = 0;  // 1 / (N - 1) + ... + 1 / (i + 1)
    for (double i = total - 1; i >= 1; i -= 1) {
      g += i <= total - 2 ? below / (total - i) : 0;
      below += 1 / i;
    }
    h = below;
  } else {  // what they tend to
    h = std::log(total - 1) + std::numbers::egamma + 1 / (2 * (total - 1));
    g = std::numbers::pi * std::numbers::pi / 6;
  }
  const double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * h_sizes;
  const double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * h_sizes - 8 * h + 4 * g - 6;
  const double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * h_sizes + 4 * h;
  const double d = (2 * h + 6) * k * k - 4 * h * k;
  return std::sqrt((((a * total + b) * total + c) * total + d) / ((total - 1) * (total - 2) * (total - 3)));
}

// p_j / (M_j (1 - M_j) - p_j / 4) with M_j the share up to the middle of cell j: how A2 weighs it.
bridge_weights weights_of(std::vector<double> shares) {
  bridge_weights out{std::move(shares), {}, true};
  double below = 0;
  for (const double share : out.shares) {
    const double middle = below + share / 2, above = 1 - middle;
    out.behind.push_back(share / (middle * above - share / 4));
    below += share;
  }
  return out;
}

}  // namespace

equality_test anderson_darling(std::span<const count_pair> ordered) {
  const count_pair all = both_sides(ordered);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q), total = n + m;
  std::vector<double> middle;
  std::int64_t passed = 0;
  for (const count_pair& c : ordered) {
    middle.push_back(static_cast<double>(passed) + static_cast<double>(c.total()) / 2);
    passed += c.total();
  }
  // Both samples' terms of equation 7 at once: what the second has up to there is the rest.
  const auto term = [&](std::size_t j, std::int64_t before, std::int64_t after) {
    const auto ties = static_cast<double>(ordered[j].total());
    if (ties == 0 || ties == total) {
      return 0.0;
    }
    const double away = total * (static_cast<double>(before) + static_cast<double>(after)) / 2 - n * middle[j];
    return ties * away * away / (middle[j] * (total - middle[j]) - total * ties / 4);
  };
  const double sum = sum_of_terms(ordered, term);
  const double a2 = sum * (total - 1) / total / (n * m);
  const double sd = total > 3 ? deviation(n, m) : 1;
  equality_test out{"Anderson-Darling", (a2 - 1) / sd, 1};
  if (cells_with_counts(ordered) < 2) {
    out.notes.emplace_back("one constant value on both sides: nothing to test");
  } else if (const std::optional<double> exact = exact_tail(ordered, term, sum)) {
    out.test += ", exact";
    out.p_value = *exact;
  } else if (std::ranges::all_of(ordered, [](const count_pair& c) { return c.total() <= 1; })) {
    out.test += ", its limit";
    const double spread = std::sqrt(2 * (std::numbers::pi * std::numbers::pi / 3 - 3));
    out.p_value = quadratic_tail(1 + out.statistic * spread, anderson_darling_form());
  } else {
    out.test += ", its limit for these ties";
    out.p_value = quadratic_tail(a2, bridge_form(weights_of(pooled_shares(ordered))));
  }
  return out;
}

equality_test anderson_darling(std::span<const double> x, std::span<const double> y) {
  return anderson_darling(ordered_counts(x, y));
}

}  // namespace relent
