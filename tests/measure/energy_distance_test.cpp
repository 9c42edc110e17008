#include "relent/measure/energy_distance.hpp"

#include <gtest/gtest.h>

#include "measure/golden_check.hpp"

namespace relent::test {
namespace {

TEST(energy_distance, is_the_high_precision_value_in_every_region) {
  check_golden(rules::energy_distance, "energy_distance");
}

}  // namespace
}  // namespace relent::test
