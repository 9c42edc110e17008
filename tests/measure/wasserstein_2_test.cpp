#include "relent/measure/wasserstein_2.hpp"

#include <gtest/gtest.h>

#include "measure/golden_check.hpp"

namespace relent::test {
namespace {

TEST(wasserstein_2, is_the_high_precision_value_in_every_region) {
  check_golden(rules::wasserstein_2, "wasserstein_2");
}

}  // namespace
}  // namespace relent::test
