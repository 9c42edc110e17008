// The half types: every number there and back, rounding to nearest even, on every instruction set.
#include "kernel/half.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "loss/row_tools.hpp"

namespace relent::test {
namespace {

using halves = on_every_path;

TEST_P(halves, every_number_comes_back) {
  for (const dtype type : {dtype::bf16, dtype::f16}) {
    std::vector<std::uint16_t> all(65536), back(65536);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] = static_cast<std::uint16_t>(i);
    }
    std::vector<float> wide(all.size());
    std::vector<double> wider(all.size());
    kernel::widen(all.data(), type, 65536, wide.data());
    kernel::widen(all.data(), type, 65536, wider.data());
    kernel::narrow(wide.data(), 65536, type, back.data());
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_TRUE(std::isnan(wide[i]) ? std::isnan(wider[i]) : static_cast<double>(wide[i]) == wider[i]) << i;
      if (!std::isnan(wide[i])) {
        EXPECT_EQ(back[i], all[i]);
      } else {
        EXPECT_GT(back[i] & 0x7fff, type == dtype::f16 ? 0x7c00 : 0x7f80);
      }
    }
  }
}

TEST_P(halves, are_the_nearest_and_even_where_two_are_near) {
  // Lengths beside the vectors' too: each number stands at every place.
  for (std::int64_t n = 1; n < 40; ++n) {
    const auto narrow = [&](float x, dtype type) {
      std::vector<float> from(static_cast<std::size_t>(n), x);
      std::vector<std::uint16_t> to(from.size());
      kernel::narrow(from.data(), n, type, to.data());
      EXPECT_EQ(to.front(), to.back());
      return to.front();
    };
    EXPECT_EQ(narrow(1.0F, dtype::bf16), 0x3f80);
    EXPECT_EQ(narrow(1.00390625F, dtype::bf16), 0x3f80);  // half a unit above: to even
    EXPECT_EQ(narrow(1.01171875F, dtype::bf16), 0x3f82);
    EXPECT_EQ(narrow(1.00048828125F, dtype::f16), 0x3c00);
    EXPECT_EQ(narrow(1.00146484375F, dtype::f16), 0x3c02);
    EXPECT_EQ(narrow(65519.0F, dtype::f16), 0x7bff);
    EXPECT_EQ(narrow(65520.0F, dtype::f16), 0x7c00);
    EXPECT_EQ(narrow(-1e9F, dtype::f16), 0xfc00);
    EXPECT_EQ(narrow(0x1p-24F, dtype::f16), 1);
    EXPECT_EQ(narrow(0x1p-25F, dtype::f16), 0);
    EXPECT_EQ(narrow(0x1.8p-25F, dtype::f16), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(paths, halves, all_paths(), path_name);

}  // namespace
}  // namespace relent::test
