#include "kernel/single_rows.hpp"

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

class single_rows_paths : public testing::TestWithParam<simd_path> {
 protected:
  void SetUp() override { force_simd_target(GetParam().target); }
  void TearDown() override { force_simd_target(0); }
};

TEST_P(single_rows_paths, are_exponentials_of_costs) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<float> draw(-2, 2);
  for (const std::size_t n : {0U, 1U, 3U, 7U, 8U, 15U, 16U, 17U, 33U, 130U}) {
    for (const std::size_t d : {1U, 2U, 3U, 5U}) {
      std::vector<float> points(d * (n + 1)), h(n + 1), x(d), out(n + 2, -1.0F);
      std::ranges::generate(points, [&] { return draw(random); });
      std::ranges::generate(h, [&] { return 10 * draw(random); });
      std::ranges::generate(x, [&] { return draw(random); });
      if (n > 3) {
        h[2] = -std::numeric_limits<float>::infinity();
        h[3] = -200;
      }
      for (const cost_kind kind :
           {cost_kind::squares, cost_kind::root_of_squares, cost_kind::absolute, cost_kind::largest}) {
        single_exponentials({kind, points.data() + 1, h.data() + 1, n, n, d}, x.data(), 1.5F, out.data() + 1);
        for (std::size_t j = 0; j < n; ++j) {
          double squares = 0, sum = 0, most = 0;
          for (std::size_t k = 0; k < d; ++k) {
            const double apart = std::abs(static_cast<double>(points[1 + k * n + j]) - static_cast<double>(x[k]));
            squares += apart * apart;
            sum += apart;
            most = std::max(most, apart);
          }
          const double cost = kind == cost_kind::squares           ? squares
                              : kind == cost_kind::root_of_squares ? std::sqrt(squares)
                              : kind == cost_kind::absolute        ? sum
                                                                   : most;
          const double known = std::exp(static_cast<double>(h[j + 1]) - 1.5 - cost);
          EXPECT_NEAR(out[j + 1], known, 1e-5 * known + 1e-38);
        }
        EXPECT_EQ(out[0], -1);
        EXPECT_EQ(out[n + 1], -1);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(simd, single_rows_paths, testing::ValuesIn(simd_paths().begin(), simd_paths().end()),
                         [](const auto& path) { return std::string(path.param.name); });

}  // namespace
}  // namespace relent::kernel
