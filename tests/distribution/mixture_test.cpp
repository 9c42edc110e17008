#include "relent/distribution/mixture.hpp"

#include <limits>
#include <vector>

#include "relent/distribution/gumbel.hpp"
#include "relent/distribution/laplace.hpp"
#include "relent/distribution/negative_binomial.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"

#include "distribution/family_check.hpp"

namespace relent::test {
namespace {

mixture of_normals() { return {{0.25, 0.75}, {normal(-2, 0.5), normal(1.5, 2)}}; }
mixture of_kinds() { return {{0.25, 0.75}, {laplace(1, 2), gumbel(0, 1)}}; }
mixture of_counts() { return {{0.5, 0.5}, {poisson(2.5), negative_binomial(2.5, 0.75)}}; }

TEST(mixture, agrees_with_high_precision) {
  check_built(of_normals(), "mixture_of_normals", by_quadrature);
  check_built(of_kinds(), "mixture_of_kinds", by_quadrature);
  check_built(of_counts(), "mixture_of_counts", by_quadrature);
}

TEST(mixture, keeps_its_promises_at_the_ends) {
  check_ends(of_normals());
  check_ends(of_kinds());
  check_ends(of_counts());
  check_ends(mixture({0.5, 0.5}, {uniform(0, 1), uniform(3, 4)}));
}

TEST(mixture, draws_follow_the_cdf) {
  check_draws(of_normals());
  check_draws(of_counts());
}

TEST(mixture, gradients_are_those_of_weights_and_components) {
  const auto make = [](const std::vector<double>& t) {
    return mixture({0.25, 0.75}, {normal(t[0], t[1]), laplace(t[2], t[3])});
  };
  for (const double x : {-6.0, -1.75, 0.5, 9.0}) {
    check_gradient_by_differences(make, {-2, 0.5, 1.5, 2}, x, 2);
    std::vector<double> got(6);
    const mixture d = make({-2, 0.5, 1.5, 2});
    d.log_density_gradient(x, got);
    EXPECT_NEAR(got[0], std::exp(normal(-2, 0.5).log_density(x) - d.log_density(x)), 1e-12);
    EXPECT_NEAR(0.25 * got[0] + 0.75 * got[1], 1, 1e-12);
  }
}

TEST(mixture, takes_mixtures_apart) {
  const mixture nested({0.5, 0.5}, {of_normals(), normal(4, 1)});
  EXPECT_EQ(nested.text(), "0.125*normal(-2, 0.5) + 0.375*normal(1.5, 2) + 0.5*normal(4, 1)");
}

TEST(mixture, splits_where_a_component_ends) {
  const mixture d({0.5, 0.5}, {uniform(0, 2), uniform(1, 4)});
  EXPECT_EQ(d.split_points(), (std::vector<double>{1, 2}));
  EXPECT_NEAR(d.entropy(),
              -(0.25 * std::log(0.25) + (0.25 + 1.0 / 6) * std::log(0.25 + 1.0 / 6) + 2.0 / 6 * std::log(1.0 / 6)),
              1e-12);
}

TEST(mixture, many_places_at_once_have_the_bits_of_one_at_a_time) {
  std::vector<double> x;
  for (int i = 0; i < 77; ++i) {  // more than two blocks
    x.push_back(-40 + 1.1 * i);
  }
  x.push_back(std::numeric_limits<double>::infinity());
  const std::vector<distribution> all{
      normal(0.3, 1.7), of_normals(),
      mixture({0.125, 0.125, 0.25, 0.25, 0.25},
              {normal(-1, 0.5), uniform(0, 1), laplace(0, 2), gumbel(0, 1), normal(5, 5)})};
  for (const distribution& d : all) {
    std::vector<double> at_once(x.size());
    d.log_densities(x, at_once);
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_EQ(at_once[i], d.log_density(x[i])) << d.text() << " at " << x[i];
    }
  }
}

TEST(mixture, refuses_what_is_no_mixture) {
  EXPECT_EQ(refusal([] { mixture({0.5}, {normal(0, 1), normal(1, 1)}); }), "mixture: 1 weights for 2 components");
  EXPECT_EQ(refusal([] { mixture({}, {}); }), "mixture: no components");
  EXPECT_EQ(refusal([] {
              mixture({0.5, -0.5}, {normal(0, 1), normal(1, 1)});
            }),
            "mixture: weight[1] = -0.5, must be > 0");
  EXPECT_EQ(refusal([] {
              mixture({0.5, 0.25}, {normal(0, 1), normal(1, 1)});
            }),
            "mixture: the weights sum to 0.75, must be 1 within 2.5e-15");
  EXPECT_EQ(refusal([] {
              mixture({0.5, 0.5}, {normal(0, 1), poisson(1)});
            }),
            "mixture: normal(0, 1) has a density and poisson(1) masses on whole numbers: they have no common base "
            "measure");
}

}  // namespace
}  // namespace relent::test
