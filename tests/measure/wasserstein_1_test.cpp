#include "relent/measure/wasserstein_1.hpp"

#include <gtest/gtest.h>

#include "measure/golden_check.hpp"

namespace relent::test {
namespace {

TEST(wasserstein_1, is_the_high_precision_value_in_every_region) {
  check_golden(rules::wasserstein_1, "wasserstein_1");
}

}  // namespace
}  // namespace relent::test
