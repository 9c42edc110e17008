#include "kernel/least_sums.hpp"

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

TEST(least_sums, is_the_loop_on_every_path) {
  std::mt19937_64 random(5);
  const auto few = [&] { return static_cast<double>(random() % 7); };  // ties
  for (const simd_path& path : simd_paths()) {
    force_simd_target(path.target);
    for (const std::size_t n : {0, 1, 3, 7, 8, 9, 31, 33, 66}) {
      for (const std::size_t count : {1, 2, 9}) {
        SCOPED_TRACE(std::string(path.name) + ", n = " + std::to_string(n));
        std::vector<double> vectors(count * (n + 3)), scalars(2 * count), least(n + 1, -1.0), at(n + 1, -1.0);
        std::ranges::generate(vectors, few);
        std::ranges::generate(scalars, few);
        const bool back = random() % 2 == 0;  // negative strides
        const auto stride = static_cast<std::ptrdiff_t>(n + 3), last = static_cast<std::ptrdiff_t>(count) - 1;
        least_sums(vectors.data() + (back ? last * stride : 0), back ? -stride : stride,
                   scalars.data() + (back ? 2 * last : 0), back ? -2 : 2, count, n, least.data(), at.data());
        for (std::size_t x = 0; x < n; ++x) {
          double best = 1e300, where = -1;
          for (std::size_t l = 0; l < count; ++l) {
            const std::size_t k = back ? count - 1 - l : l;
            if (const double sum = vectors[k * (n + 3) + x] + scalars[2 * k]; sum < best) {
              best = sum;
              where = static_cast<double>(l);
            }
          }
          EXPECT_EQ(least[x], best);
          EXPECT_EQ(at[x], where);
        }
        EXPECT_EQ(least[n], -1);  // nothing behind the end
      }
    }
  }
  force_simd_target(0);
}

}  // namespace
}  // namespace relent::kernel
