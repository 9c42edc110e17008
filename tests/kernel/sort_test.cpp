#include "kernel/sort.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

class sorting : public testing::TestWithParam<simd_path> {
 protected:
  void SetUp() override { force_simd_target(GetParam().target); }
  void TearDown() override { force_simd_target(0); }
};

TEST_P(sorting, places_come_with_their_numbers_and_ties_as_they_stood) {
  std::mt19937_64 random(5);
  constexpr double no_end = std::numeric_limits<double>::infinity();
  for (const std::size_t n : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 66U, 1000U, 5000U}) {
    for (const bool ties : {true, false}) {
      std::vector<double> values(n);
      for (double& x : values) {
        x = std::normal_distribution<double>()(random) * 1e3;
        x = ties ? std::round(x / 500) : x;
      }
      if (n > 6) {
        values[1] = no_end;
        values[2] = -no_end;
        values[3] = std::numeric_limits<double>::denorm_min();
        values[4] = -std::numeric_limits<double>::denorm_min();
        values[5] = std::numeric_limits<double>::max();
      }
      std::vector<ranked_place> found(n);
      for (std::size_t i = 0; i < n; ++i) {
        found[i] = ranked(values[i] + 0.0, i);
      }
      sort_rising(found.data(), n);
      std::vector<std::uint64_t> expected(n);
      std::iota(expected.begin(), expected.end(), std::uint64_t{0});
      std::ranges::stable_sort(expected, {}, [&](std::uint64_t i) { return values[i]; });
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(found[i].place, expected[i]) << n << " " << i;
      }
      std::vector<double> sorted = values;
      sort_rising(sorted.data(), n);
      EXPECT_TRUE(std::ranges::is_sorted(sorted));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(simd, sorting, testing::ValuesIn(simd_paths().begin(), simd_paths().end()),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace relent::kernel
