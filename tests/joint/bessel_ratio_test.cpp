#include "joint/bessel_ratio.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace relent::joint {
namespace {

struct row {
  double order, k, log_scaled, shortfall, value, slope;
};

// By mpmath with 60 digits: log(e^-k Gamma(v+1) (2/k)^v I_v(k)), 1 - r, r and r' for r = I_{v+1} / I_v.
constexpr row table[] = {
#include "bessel_ratio_table.inc"
};

TEST(BesselRatio, AgreesWithHighPrecision) {
  for (const row& t : table) {
    SCOPED_TRACE(testing::Message() << "v = " << t.order << ", k = " << t.k);
    EXPECT_NEAR(log_scaled_bessel(t.order, t.k), t.log_scaled, 1e-13 + 4e-16 * std::abs(t.log_scaled));
    const bessel_ratio found = bessel_ratio_of(t.order, t.k);
    EXPECT_NEAR(found.value, t.value, 6e-15 * t.value);
    EXPECT_NEAR(found.shortfall, t.shortfall, 6e-15 * t.shortfall);
    EXPECT_NEAR(found.slope, t.slope, 1e-13 * t.slope);
  }
}

}  // namespace
}  // namespace relent::joint
