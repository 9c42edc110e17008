#include "kernel/normal_shares.hpp"

#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

class normal_share_rows : public testing::TestWithParam<simd_path> {
 protected:
  void SetUp() override { force_simd_target(GetParam().target); }
  void TearDown() override { force_simd_target(0); }
};

TEST_P(normal_share_rows, are_those_of_the_plain_loop) {
  const std::vector<double> means{-3, 0.5, 40}, scales{2, 0.7, 5}, constants{-0.4, -1.3, -2.2};
  const normal_components of{means.data(), scales.data(), constants.data(), 3};
  std::mt19937_64 random{11};
  std::normal_distribution<double> draw(0, 6);
  for (const std::size_t n : {0U, 1U, 3U, 4U, 7U, 8U, 9U, 16U, 17U, 66U, 131U}) {
    for (const bool weighed : {false, true}) {
      std::vector<double> x(n + 1), w(n + 1);
      for (std::size_t i = 0; i <= n; ++i) {
        x[i] = i == 5 ? 1e4 : draw(random);  // far from all: every density is 0
        w[i] = i == 2 ? 0 : std::abs(draw(random));
      }
      std::array<long double, 9> expected{};
      long double likelihood = 0;
      for (std::size_t i = 1; i <= n; ++i) {  // a misaligned start
        std::array<long double, 3> t{};
        for (std::size_t c = 0; c < 3; ++c) {
          const long double z = (static_cast<long double>(x[i]) - means[c]) * scales[c];
          t[c] = constants[c] - z * z / 2;
        }
        const long double top = std::max({t[0], t[1], t[2]});
        const long double sum = std::exp(t[0] - top) + std::exp(t[1] - top) + std::exp(t[2] - top);
        const long double weight = weighed ? w[i] : 1;
        likelihood += weight * (top + std::log(sum));
        for (std::size_t c = 0; c < 3; ++c) {
          const long double share = weight * std::exp(t[c] - top) / sum, away = x[i] - means[c];
          expected[3 * c] += share;
          expected[3 * c + 1] += share * away;
          expected[3 * c + 2] += share * away * away;
        }
      }
      std::vector<double> sums(9, 0), scratch(normal_shares_scratch(3));
      const double found =
          normal_shares(x.data() + 1, weighed ? w.data() + 1 : nullptr, n, of, sums.data(), scratch.data());
      EXPECT_NEAR(found, static_cast<double>(likelihood), 1e-13 * std::abs(static_cast<double>(likelihood))) << n;
      for (std::size_t j = 0; j < 9; ++j) {
        EXPECT_NEAR(sums[j], static_cast<double>(expected[j]),
                    1e-12 * std::abs(static_cast<double>(expected[j])) + 1e-12)
            << n << " " << j;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(simd, normal_share_rows, testing::ValuesIn(simd_paths().begin(), simd_paths().end()),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace relent::kernel
