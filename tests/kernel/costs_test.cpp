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
        cost_row(to, point.data(), 0, padded_columns(n), row.data());
        for (std::size_t j = 0; j < n; ++j) {
          expected[j] = direct(kind, coordinates, point.data(), n, d, j);
          ASSERT_NEAR(row[j], expected[j], 4e-16 * (1 + expected[j]));
          ASSERT_NEAR(cost_of(to, point.data(), j), expected[j], 4e-16 * (1 + expected[j]));
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

TEST(costs, parts_of_rows_are_those_of_the_whole) {
  std::mt19937_64 random(4);
  for_paths_and_lengths([&](std::size_t n) {
    for (const cost_kind kind : {cost_kind::root_of_squares, cost_kind::power}) {
      const std::vector<double> coordinates = numbers(random, 2 * padded_columns(n)), point = numbers(random, 2);
      const cost_columns to{kind, 2.5, coordinates.data(), n, 2};
      std::vector<double> row(n);
      cost_row(to, point.data(), 0, n, row.data());
      for (std::size_t first = 0; first < n; first += 3) {
        std::vector<double> part(n - first + 1, -1.0);  // one more, which is to stay
        cost_row(to, point.data(), first, n - first, part.data());
        for (std::size_t j = first; j < n; ++j) {
          ASSERT_EQ(part[j - first], row[j]);
        }
        ASSERT_EQ(part.back(), -1);
      }
    }
  });
}

TEST(costs, powers_neither_over_nor_underflow) {
  for_paths_and_lengths([&](std::size_t n) {
    if (n == 0) {
      return;
    }
    std::vector<double> coordinates(3 * padded_columns(n));
    for (const double size : {1e-200, 1.0, 1e140}) {
      for (std::size_t k = 0; k < 3; ++k) {
        std::fill_n(coordinates.begin() + static_cast<std::ptrdiff_t>(k * padded_columns(n)), n,
                    size * static_cast<double>(k));
      }
      const std::vector<double> origin(3, 0.0);
      const double known = size * std::pow(1 + std::pow(2, 3.5), 1 / 3.5);
      EXPECT_NEAR(cost_of({cost_kind::power, 3.5, coordinates.data(), n, 3}, origin.data(), n - 1), known,
                  1e-15 * known);
    }
    std::ranges::fill(coordinates, 0.0);
    const std::vector<double> origin(3, 0.0);
    EXPECT_EQ(cost_of({cost_kind::power, 3.5, coordinates.data(), n, 3}, origin.data(), n - 1), 0);
  });
}

TEST(costs, lowering) {
  std::mt19937_64 random(3);
  for_paths_and_lengths([&](std::size_t n) {
    const std::vector<double> costs = numbers(random, n), before = numbers(random, n);
    std::vector<double> at = before;
    lower_to(costs.data(), n, 0.25, at.data());
    for (std::size_t j = 0; j < n; ++j) {
      ASSERT_EQ(at[j], std::min(before[j], costs[j] - 0.25));
    }
  });
}

TEST(costs, bounds) {
  std::mt19937_64 random(5);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for_paths_and_lengths([&](std::size_t n) {
    std::vector<double> costs = numbers(random, n);
    double least = nothing, largest = -nothing;
    for (const double c : costs) {
      least = std::min(least, c);
      largest = std::max(largest, c);
    }
    EXPECT_EQ(bounds_of(costs.data(), n).least, least);
    EXPECT_EQ(bounds_of(costs.data(), n).largest, largest);
    for (std::size_t j = 0; j < n; ++j) {
      const double kept = costs[j];
      for (const double bad : {nan, -nothing}) {
        costs[j] = bad;
        ASSERT_EQ(bounds_of(costs.data(), n).least, -nothing);
      }
      costs[j] = nothing;
      ASSERT_LE(bounds_of(costs.data(), n).largest, largest);
      ASSERT_GE(bounds_of(costs.data(), n).least, least);
      costs[j] = kept;
    }
  });
}

}  // namespace
}  // namespace relent::kernel
