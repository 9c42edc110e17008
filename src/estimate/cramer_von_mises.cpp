#include "relent/estimate/cramer_von_mises.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "estimate/dealt_counts.hpp"
#include "estimate/quadratic_tail.hpp"

namespace relent {
namespace {

using namespace estimating;

// Moved and scaled to the limit's mean and variance (Anderson 1962).
double at_the_limit(double statistic, double n, double m) {
  const double all = n + m;
  const double mean = (1 + 1 / all) / 6;
  const double variance =
      (all + 1) * (4 * m * n * all - 3 * (m * m + n * n) - 2 * m * n) / (45 * all * all * 4 * m * n);
  return 1.0 / 6 + (statistic - mean) / std::sqrt(45 * variance);
}

}  // namespace

equality_test cramer_von_mises(std::span<const count_pair> ordered) {
  const count_pair all = both_sides(ordered);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q), total = n + m;
  std::vector<std::int64_t> behind;
  std::int64_t passed = 0;
  for (const count_pair& c : ordered) {
    behind.push_back(passed += c.total());
  }
  // Whole numbers, so that equal sums are equal: F - G = (i N - t n) / (n m), by what n and m have in common.
  const auto common = static_cast<double>(std::gcd(all.p, all.q));
  const auto term = [&](std::size_t j, std::int64_t /*before*/, std::int64_t after) {
    const double away = (static_cast<double>(after) * total - static_cast<double>(behind[j]) * n) / common;
    return static_cast<double>(ordered[j].total()) * away * away;
  };
  const double sum = sum_of_terms(ordered, term);
  equality_test out{"Cramer-von Mises", sum * (common / total) * (common / total) / n / m, 1};
  if (cells_with_counts(ordered) < 2) {
    out.notes.emplace_back("one constant value on both sides: nothing to test");
  } else if (const std::optional<double> exact = exact_tail(ordered, term, sum, true)) {
    out.test += ", exact";
    out.p_value = *exact;
  } else if (std::ranges::all_of(ordered, [](const count_pair& c) { return c.total() <= 1; })) {
    out.test += ", its limit";
    out.p_value = quadratic_tail(at_the_limit(out.statistic, n, m), cramer_von_mises_form());
  } else {
    out.test += ", its limit for these ties";
    const std::vector<double> shares = pooled_shares(ordered);
    out.p_value = quadratic_tail(out.statistic * (total - 1) / total, bridge_form({shares, shares}));
  }
  return out;
}

equality_test cramer_von_mises(std::span<const double> x, std::span<const double> y) {
  return cramer_von_mises(ordered_counts(x, y));
}

}  // namespace relent
