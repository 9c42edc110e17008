#include "relent/estimate/permutation_test.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "estimate/equality_golden.hpp"

namespace relent {
namespace {

TEST(PermutationTest, NearTheExactShare) {
  // |difference of sums| of 4 against 4 values: 2 of the 70 dealings are as extreme.
  const std::vector<double> v{1, 2, 3, 4, 15, 16, 17, 18};
  const auto apart = [&](std::span<const std::size_t> p, std::span<const std::size_t> q) {
    double sum = 0;
    for (const std::size_t i : p) sum += v[i];
    for (const std::size_t i : q) sum -= v[i];
    return std::abs(sum);
  };
  const equality_test found = permutation_test(4, 4, apart);
  EXPECT_EQ(found.statistic, 56);
  EXPECT_NEAR(found.p_value, 2.0 / 70, 5 * std::sqrt(2.0 / 70 / 9999));
  for (const int threads : {1, 2, 3}) {
    EXPECT_EQ(permutation_test(4, 4, apart, {.threads = threads}).p_value, found.p_value);
  }
  EXPECT_NE(permutation_test(4, 4, apart, {.seed = 2}).p_value, found.p_value);
}

TEST(PermutationTest, NoStatisticIsEverImpossible) {
  const auto x = test::normal_values(50, 0, 1, 1), y = test::normal_values(50, 9, 1, 2);
  EXPECT_EQ(permutation_test(x, y, {.permutations = 199}).p_value, 1.0 / 200);
}

TEST(PermutationTest, AreaBetweenCumulativeShares) {
  const std::vector<double> x{0, 1}, y{1, 3};
  EXPECT_DOUBLE_EQ(permutation_test(x, y, {.permutations = 9}).statistic, 1.5);
}

TEST(PermutationTest, BadInput) {
  const auto zero = [](auto, auto) { return 0.0; };
  EXPECT_THROW(static_cast<void>(permutation_test(0, 3, zero)), error);
  EXPECT_THROW(static_cast<void>(permutation_test(3, 0, zero)), error);
  EXPECT_THROW(static_cast<void>(permutation_test(3, 3, zero, {.permutations = 0})), error);
  EXPECT_THROW(static_cast<void>(permutation_test(3, 3, [](auto, auto) { return std::nan(""); })), error);
  EXPECT_EQ(permutation_test(3, 3, zero).p_value, 1);
}

}  // namespace
}  // namespace relent
