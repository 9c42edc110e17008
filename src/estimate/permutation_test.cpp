#include "relent/estimate/permutation_test.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "random_split.hpp"

namespace relent {
namespace {

constexpr double same = 1e-12;
constexpr std::int64_t draws_a_task = 16;

void check(std::size_t n, std::size_t m, const test_options& how) {
  if (n == 0 || m == 0) {
    throw error(errc::empty, fmt::format("the {} sample has nothing in it", n == 0 ? "first" : "second"));
  }
  if (how.permutations < 1) {
    throw bad_value("", "permutations", std::nullopt, how.permutations, ">= 1", errc::out_of_range);
  }
}

double of(const split_statistic& statistic, std::span<const std::size_t> order, std::size_t n) {
  const double value = statistic(order.first(n), order.subspan(n));
  if (std::isnan(value)) {
    throw error(errc::invalid_value, "the statistic is not a number");
  }
  return value;
}

}  // namespace

equality_test permutation_test(std::size_t n, std::size_t m, const split_statistic& statistic,
                               const test_options& how) {
  check(n, m, how);
  std::vector<std::size_t> as_they_are(n + m);
  std::iota(as_they_are.begin(), as_they_are.end(), std::size_t{0});
  const double observed = of(statistic, as_they_are, n);
  const double least = std::isinf(observed) ? observed : observed - same * std::abs(observed);
  std::atomic<std::int64_t> beyond{0};
  parallel_for((how.permutations + draws_a_task - 1) / draws_a_task, how.threads, [&](std::int64_t task) {
    std::vector<std::size_t> order(n + m);
    const std::int64_t end = std::min<std::int64_t>((task + 1) * draws_a_task, how.permutations);
    for (std::int64_t draw = task * draws_a_task; draw < end; ++draw) {
      counter_stream random(how.seed, static_cast<std::uint64_t>(draw));
      estimating::deal(order, n, random);
      beyond += of(statistic, order, n) >= least ? 1 : 0;
    }
  });
  return {fmt::format("permutation, {} draws", how.permutations), observed,
          estimating::permutation_p_value(beyond, how.permutations)};
}

equality_test permutation_test(std::span<const double> x, std::span<const double> y, const test_options& how) {
  static_cast<void>(ordered_counts(x, y));  // which refuses what is no number
  std::vector<double> pooled(x.begin(), x.end());
  pooled.insert(pooled.end(), y.begin(), y.end());
  std::vector<std::size_t> rising(pooled.size()), rank(pooled.size());
  std::iota(rising.begin(), rising.end(), std::size_t{0});
  std::ranges::sort(rising, {}, [&](std::size_t i) { return pooled[i]; });
  for (std::size_t r = 0; r < rising.size(); ++r) {
    rank[rising[r]] = r;
  }
  const double step_p = 1 / static_cast<double>(x.size()), step_q = 1 / static_cast<double>(y.size());
  const auto area = [&](std::span<const std::size_t> p, std::span<const std::size_t> /*q*/) {
    std::vector<char> in_p(pooled.size());
    for (const std::size_t i : p) {
      in_p[rank[i]] = 1;
    }
    double apart = 0, sum = 0;
    for (std::size_t r = 0; r + 1 < rising.size(); ++r) {
      apart += in_p[r] != 0 ? step_p : -step_q;
      sum += std::abs(apart) * (pooled[rising[r + 1]] - pooled[rising[r]]);
    }
    return sum;
  };
  equality_test out = permutation_test(x.size(), y.size(), area, how);
  out.test = "Wasserstein-1, " + out.test;
  return out;
}

}  // namespace relent
