#include "relent/core/sobol.hpp"

#include <array>

#include <gtest/gtest.h>

namespace relent {
namespace {

TEST(shifted_sobol, every_coordinate_visits_every_cell_once) {
  // Any 64 points in a row from a multiple of 64 on, shifted or not, have one in each interval of length 1/64.
  shifted_sobol points({0x123456789abcdef0U, 42, 0xffff000012345678U});
  std::array<double, 3> u{};
  points.next(u);  // Boost leaves out the origin: the first 63 and one more
  for (int skipped = 1; skipped < 63; ++skipped) {
    points.next(u);
  }
  std::array<std::array<int, 64>, 3> seen{};
  for (int i = 0; i < 64; ++i) {
    points.next(u);
    for (std::size_t k = 0; k < 3; ++k) {
      ASSERT_GT(u[k], 0);
      ASSERT_LT(u[k], 1);
      ++seen[k][static_cast<std::size_t>(64 * u[k])];
    }
  }
  for (const auto& coordinate : seen) {
    for (const int times : coordinate) {
      EXPECT_EQ(times, 1);
    }
  }
}

}  // namespace
}  // namespace relent
