#include "transport/marginals.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

using namespace transporting;

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(marginals, what_is_refused_is_named) {
  const auto masses = [](std::vector<double> a) { (void)require_masses("emd", "a", a); };
  EXPECT_EQ(refusal([&] { masses({}); }), "emd: a is empty");
  EXPECT_EQ(refusal([&] { masses({1, -0.5}); }), "emd: a[1] = -0.5, must be finite and >= 0");
  EXPECT_NE(refusal([&] { masses({0, 0}); }).find("sum of a = 0"), std::string::npos);
  const std::string totals = refusal([] { require_equal_totals("emd", 1, 2.5); });
  EXPECT_NE(totals.find("a sums to 1 and b to 2.5"), std::string::npos) << totals;
}

TEST(marginals, the_names_of_metrics) {
  EXPECT_EQ(metric_named("sqeuclidean"), metric::squared_euclidean);
  EXPECT_EQ(metric_named("l1"), metric::manhattan);
  EXPECT_THROW((void)metric_named("taxi"), error);
}

}  // namespace
}  // namespace relent
