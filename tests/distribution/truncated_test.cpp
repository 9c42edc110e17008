#include "relent/distribution/truncated.hpp"

#include "relent/distribution/beta.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"

#include "distribution/family_check.hpp"

namespace relent::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

TEST(truncated, agrees_with_high_precision) {
  check_built(truncated(normal(0.75, 2.5), 1, 6), "truncated_normal", by_quadrature);
  check_built(truncated(normal(0, 1), 9, infinite), "truncated_tail", by_quadrature);
  check_built(truncated(poisson(2.5), 1, 12), "truncated_poisson", by_quadrature);
}

TEST(truncated, keeps_its_promises_at_the_ends) {
  check_ends(truncated(normal(0.75, 2.5), 1, 6));
  check_ends(truncated(poisson(2.5), 1, infinite));
  check_ends(truncated(cauchy(0, 1), -2, infinite));
}

TEST(truncated, draws_follow_the_cdf) {
  check_draws(truncated(normal(0.75, 2.5), 1, 6));
  check_draws(truncated(normal(0, 1), 3, infinite));
  check_draws(truncated(poisson(2.5), 1, infinite));
}

TEST(truncated, the_gradient_is_that_of_the_conditioned_density) {
  const auto make = [](const std::vector<double>& t) { return truncated(normal(t[0], t[1]), 1, 6); };
  for (const double x : {1.25, 3.0, 5.5}) {
    check_gradient_by_differences(make, {0.75, 2.5}, x);
  }
  const auto counts = [](const std::vector<double>& t) { return truncated(poisson(t[0]), 1, 12); };
  check_gradient_by_differences(counts, {2.5}, 4);
}

TEST(truncated, cutting_nothing_changes_nothing) {
  const truncated d(beta(2.5, 1.75), -1, 3);
  EXPECT_EQ(d.support(), beta(2.5, 1.75).support());
  EXPECT_EQ(d.log_density(0.25), beta(2.5, 1.75).log_density(0.25));
  EXPECT_NEAR(d.entropy(), beta(2.5, 1.75).entropy(), 1e-12);
}

TEST(truncated, refuses_ends_that_keep_nothing) {
  EXPECT_EQ(refusal([] { truncated(normal(0, 1), 2, 1); }), "truncated: high = 1, must be > low = 2");
  EXPECT_EQ(refusal([] { truncated(uniform(0, 1), 2, 3); }),
            "truncated: uniform(0, 1) has no probability between low = 2 and high = 3");
  EXPECT_EQ(refusal([] { truncated(poisson(1), 0.25, 0.75); }),
            "truncated: poisson(1) has no probability between low = 0.25 and high = 0.75");
}

}  // namespace
}  // namespace relent::test
