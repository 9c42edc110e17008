#include "relent/distribution/affine.hpp"

#include "relent/distribution/binomial.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/normal.hpp"

#include "distribution/family_check.hpp"

namespace relent::test {
namespace {

affine of_gamma() { return {gamma(2.5, 0.75), 3, -2}; }
affine of_binomial() { return {binomial(10, 0.3125), 12, -1}; }

TEST(affine, agrees_with_high_precision) {
  check_built(of_gamma(), "affine_gamma", by_quadrature);
  check_built(of_binomial(), "affine_binomial", by_quadrature);
}

TEST(affine, keeps_its_promises_at_the_ends) {
  check_ends(of_gamma());
  check_ends(of_binomial());
  check_ends(affine(gamma(2.5, 0.75), -1, 4));
}

TEST(affine, draws_follow_the_cdf) {
  check_draws(of_gamma());
  check_draws(of_binomial());
}

TEST(affine, the_gradient_is_that_of_what_is_moved) {
  const auto make = [](const std::vector<double>& t) { return affine(gamma(t[0], t[1]), 3, -2); };
  for (const double y : {-20.0, 0.5, 2.75}) {
    check_gradient_by_differences(make, {2.5, 0.75}, y);
  }
}

TEST(affine, refuses_what_is_no_map) {
  EXPECT_EQ(refusal([] { affine(normal(0, 1), 1, 0); }), "affine: factor = 0, must be other than 0");
  EXPECT_EQ(refusal([] { affine(normal(0, 1), 1.0 / 0.0, 1); }), "affine: shift = inf, must be finite");
  EXPECT_EQ(refusal([] { affine(binomial(2, 0.5), 0.5, 1); }),
            "affine: binomial(2, 0.5) lives on whole numbers, which shift = 0.5 and factor = 1 would move off them");
}

}  // namespace
}  // namespace relent::test
