#include "kernel/coded_row.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

constexpr std::int64_t lengths[]{0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 130, 1000};

/// Runs a body on every instruction set.
template <class Body>
void each_path(const Body& body) {
  for (const simd_path& path : simd_paths()) {
    SCOPED_TRACE(path.name);
    force_simd_target(path.target);
    body();
  }
  force_simd_target(0);
}

TEST(coded_row, codes_are_decoded_whatever_the_length_and_the_place) {
  std::mt19937 random(3);
  std::vector<std::uint16_t> codes(1001);
  for (std::uint16_t& c : codes) {
    c = static_cast<std::uint16_t>(random());
  }
  codes[1] = 0;
  codes[2] = 65535;
  each_path([&] {
    for (const std::int64_t n : lengths) {
      std::vector<float> found(static_cast<std::size_t>(n) + 1, 7);
      decode_u16(codes.data() + 1, n, 0x1p-12F, -20, found.data());
      for (std::int64_t i = 0; i < n; ++i) {
        ASSERT_EQ(found[static_cast<std::size_t>(i)], codes[static_cast<std::size_t>(i) + 1] * 0x1p-12F - 20) << n;
      }
      ASSERT_EQ(found.back(), 7) << "beyond the end of " << n;
    }
  });
}

TEST(coded_row, what_is_kept_stands_together_in_order) {
  std::mt19937 random(4);
  std::vector<float> a(1000), b(1000);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<float>(random() % 5);
    b[i] = static_cast<float>(i);
  }
  for (const float above : {-1.0F, 0.0F, 1.0F, 3.0F, 4.0F}) {
    each_path([&] {
      for (const std::int64_t n : lengths) {
        std::vector<float> kept_a(static_cast<std::size_t>(n) + 1, 7), kept_b = kept_a;
        const std::int64_t kept = keep_above(a.data(), b.data(), n, above, kept_a.data(), kept_b.data());
        std::int64_t wanted = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
          if (a[i] > above) {
            ASSERT_LT(wanted, kept);
            ASSERT_EQ(kept_a[static_cast<std::size_t>(wanted)], a[i]);
            ASSERT_EQ(kept_b[static_cast<std::size_t>(wanted++)], b[i]);
          }
        }
        ASSERT_EQ(kept, wanted);
        ASSERT_EQ(kept_a.back(), 7);
        ASSERT_EQ(kept_b.back(), 7);
      }
    });
  }
}

}  // namespace
}  // namespace relent::kernel
