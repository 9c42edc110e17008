#include "kernel/costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

constexpr double nothing = std::numeric_limits<double>::infinity();

/// Every path, and lengths about those of vectors and steps.
template <class Test>
void for_paths_and_lengths(const Test& test) {
  for (const simd_path& path : simd_paths()) {
    force_simd_target(path.target);
    for (const std::size_t n : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 66, 100, 258}) {
      SCOPED_TRACE(std::string(path.name) + ", n = " + std::to_string(n));
      test(n);
    }
  }
  force_simd_target(0);
}

std::vector<double> numbers(std::mt19937_64& random, std::size_t n) {
  std::vector<double> out(n);
  std::ranges::generate(out, [&] { return std::uniform_real_distribution<double>(-1, 1)(random); });
  return out;
}

std::vector<double> padded_offsets(std::mt19937_64& random, std::size_t n) {
  std::vector<double> out = numbers(random, n);
  for (std::size_t j = 0; j < n; j += 5) {
    out[j] = closed_column;
  }
  out.resize(padded_columns(n), closed_column);
  return out;
}

least_cost by_loop(const std::vector<double>& costs, const std::vector<double>& offset, double bound) {
  least_cost best{.sum = std::min(bound, no_bound)};
  for (std::size_t j = 0; j < costs.size(); ++j) {
    if (costs[j] + offset[j] < best.sum) {
      best = {costs[j] + offset[j], costs[j], j};
    }
  }
  return best;
}

TEST(costs, the_least_of_stored_costs) {
  std::mt19937_64 random(1);
  for_paths_and_lengths([&](std::size_t n) {
    for (int trial = 0; trial < 5; ++trial) {
      std::vector<double> memory = numbers(random, n + 1);
      const std::vector<double> offset = padded_offsets(random, n);
      for (std::size_t j = 3; j < n; j += 7) {
        memory[j + 1] = nothing;
      }
      const std::vector<double> costs(memory.begin() + 1, memory.end());
      for (const double bound : {no_bound, nothing, 0.0, -0.5, -10.0}) {
        const least_cost found = least_below(memory.data() + 1, n, offset.data(), bound);  // misaligned
        const least_cost expected = by_loop(costs, offset, bound);
        ASSERT_EQ(found.column, expected.column);
        ASSERT_EQ(found.sum, expected.sum);
        ASSERT_EQ(found.cost, expected.cost);
      }
    }
  });
}

TEST(costs, of_equals_the_first_is_told) {
  for_paths_and_lengths([&](std::size_t n) {
    const std::vector<double> costs(n, 2.0);
    std::vector<double> offset(padded_columns(n), closed_column);
    std::fill_n(offset.begin(), n, 1.0);
    EXPECT_EQ(least_below(costs.data(), n, offset.data(), no_bound).column, n == 0 ? no_column : 0);
  });
}

TEST(costs, the_least_of_computed_costs) {
  std::mt19937_64 random(2);
  const auto direct = [](cost_kind kind, const std::vector<double>& coordinates, const double* point, std::size_t n,
                         std::size_t d, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < d; ++k) {
      const double apart = std::abs(coordinates[k * padded_columns(n) + j] - point[k]);
      sum = kind == cost_kind::absolute  ? sum + apart
            : kind == cost_kind::largest ? std::max(sum, apart)
            : kind == cost_kind::power   ? sum + apart * apart * apart
                                         : sum + apart * apart;
    }
    return kind == cost_kind::root_of_squares ? std::sqrt(sum) : kind == cost_kind::power ? std::cbrt(sum) : sum;
  };
  for_paths_and_lengths([&](std::size_t n) {
    for (const cost_kind kind :
         {cost_kind::root_of_squares, cost_kind::squares, cost_kind::absolute, cost_kind::largest, cost_kind::power}) {
      for (const std::size_t d : {1, 2, 3, 5}) {
        std::vector<double> coordinates(d * padded_columns(n));
        for (double& x : coordinates) {
          x = numbers(random, 1)[0];
        }
        const std::vector<double> point = numbers(random, d), offset = padded_offsets(random, n);
        const cost_columns to{kind, 3, coordinates.data(), n, d};
        std::vector<double> row(padded_columns(n)), expected(n);
        cost_row(to, point.data(), row.data());
        for (std::size_t j = 0; j < n; ++j) {
          expected[j] = direct(kind, coordinates, point.data(), n, d, j);
          ASSERT_NEAR(row[j], expected[j], 4e-16 * (1 + expected[j]));
          ASSERT_NEAR(cost_of(to, point.data(), coordinates.data() + j), expected[j], 4e-16 * (1 + expected[j]));
        }
        for (const double bound : {no_bound, 0.5, -0.25}) {
          const least_cost found = least_below(to, point.data(), offset.data(), bound);
          const least_cost best = by_loop(expected, offset, bound);
          ASSERT_EQ(found.column, best.column) << bound;
          if (best.column != no_column) {
            ASSERT_NEAR(found.sum, best.sum, 1e-15);
            ASSERT_NEAR(found.cost, best.cost, 1e-15);
          }
        }
      }
    }
  });
}

TEST(costs, sizes_and_lowering) {
  std::mt19937_64 random(3);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for_paths_and_lengths([&](std::size_t n) {
    std::vector<double> costs = numbers(random, n), at = numbers(random, n), expected = at;
    lower_to(costs.data(), n, 0.25, at.data());
    double largest = 0;
    for (std::size_t j = 0; j < n; ++j) {
      ASSERT_EQ(at[j], std::min(expected[j], costs[j] - 0.25));
      largest = std::max(largest, std::abs(costs[j]));
    }
    ASSERT_EQ(largest_finite(costs.data(), n), largest);
    for (std::size_t j = 0; j < n; j += 11) {
      std::vector<double> with = costs;
      with[j] = nothing;
      ASSERT_LE(largest_finite(with.data(), n), largest);
      with[j] = nan;
      ASSERT_FALSE(std::isfinite(largest_finite(with.data(), n)));
      with[j] = -nothing;
      ASSERT_FALSE(std::isfinite(largest_finite(with.data(), n)));
    }
  });
}

}  // namespace
}  // namespace relent::kernel
