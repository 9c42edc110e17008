#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "divergence/made.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

TEST(ClosedAffinity, KeepsItsDigitsInEveryFamilyAlsoNearEquality) {
  std::map<std::string, int> families;
  for (const auto& line : test::golden_lines("closed_affinity")) {
    const distribution p = test::made(line.at(0), line.at(1)), q = test::made(line.at(0), line.at(2));
    const double alpha = std::strtod(line.at(3).c_str(), nullptr), gap = std::strtod(line.at(4).c_str(), nullptr);
    SCOPED_TRACE(p.text() + " | " + q.text() + " at " + line[3]);
    const auto check = [&](const char* measure, double want) {
      const estimate found = divergence_between(measure, p, q, {.alpha = alpha});
      EXPECT_EQ(found.method, method::closed_form) << measure;
      EXPECT_NEAR(found.value, want, *found.error_bound + 4e-16 * std::abs(want)) << measure;
      EXPECT_LE(test::relative_error(found.value, want), 1e-12) << measure;
      // Below 1e-15 the bound, not the value, feels the rounding of the member between.
      EXPECT_LE(*found.error_bound, (std::abs(gap) > 1e-15 ? 1e-11 : 1e-6) * std::abs(want)) << measure;
    };
    check("renyi_divergence", gap / (1 - alpha));
    check("tsallis_divergence", std::expm1(-gap) / (alpha - 1));
    check("alpha_divergence", std::expm1(-gap) / (alpha - 1) / alpha);
    if (alpha == 0.5) {
      check("bhattacharyya_distance", gap);
      check("hellinger_distance", std::sqrt(-std::expm1(-gap)));
    }
    if (alpha == 2) {
      check("chi_square_pearson", std::expm1(-gap));
      EXPECT_EQ(divergence_between("chi_square_neyman", q, p).value,
                divergence_between("chi_square_pearson", p, q).value);
    }
    ++families[line[0]];
  }
  EXPECT_EQ(families.size(), 25U);
}

TEST(ClosedAffinity, IsInfiniteOutsideTheNaturalParametersAndSaysWhy) {
  for (const auto& [p, q, alpha] :
       std::initializer_list<std::tuple<const char*, const char*, double>>{{"normal(0, 3)", "normal(0, 2)", 3},
                                                                           {"exponential(1)", "exponential(3)", 1.5},
                                                                           {"gamma(0.5, 1)", "gamma(4, 1)", 1.25},
                                                                           {"geometric(0.1)", "geometric(0.9)", 2},
                                                                           {"laplace(0, 2)", "laplace(0, 1)", 2}}) {
    SCOPED_TRACE(std::string(p) + " | " + q);
    for (const bool closed : {true, false}) {
      const estimate found = divergence_between("renyi_divergence", parse_distribution(p), parse_distribution(q),
                                                {.alpha = alpha, .closed_form = closed});
      EXPECT_EQ(found.value, std::numeric_limits<double>::infinity());
      EXPECT_EQ(found.method, closed ? method::closed_form : method::quadrature);
      ASSERT_FALSE(found.notes.empty());
      EXPECT_NE(found.notes.front().find("diverges"), std::string::npos) << found.notes.front();
    }
  }
}

TEST(ClosedAffinity, MeetsTheIntegralAcrossNamesOfOneFamily) {
  for (const auto& [p, q] :
       std::initializer_list<std::pair<const char*, const char*>>{{"exponential(1.5)", "gamma(2.5, 1.1)"},
                                                                  {"chi_squared(3)", "exponential(0.7)"},
                                                                  {"gamma(1.5, 1)", "chi_squared(4)"},
                                                                  {"normal(0, 1)", "normal(300, 1)"}}) {
    SCOPED_TRACE(std::string(p) + " | " + q);
    for (const auto* measure : {"renyi_divergence", "hellinger_distance", "bhattacharyya_distance"}) {
      const estimate closed = divergence_between(measure, parse_distribution(p), parse_distribution(q), {.alpha = 0.7});
      const estimate open = divergence_between(measure, parse_distribution(p), parse_distribution(q),
                                               {.alpha = 0.7, .closed_form = false});
      EXPECT_EQ(closed.method, method::closed_form);
      EXPECT_NEAR(closed.value, open.value, *closed.error_bound + *open.error_bound);
    }
  }
  // No one family: another count, another location.
  for (const auto& [p, q] : std::initializer_list<std::pair<const char*, const char*>>{
           {"binomial(5, 0.3)", "binomial(6, 0.4)"}, {"laplace(0, 1)", "laplace(1, 1)"}}) {
    EXPECT_EQ(divergence_between("hellinger_distance", parse_distribution(p), parse_distribution(q)).method,
              method::quadrature);
  }
}

TEST(ClosedWasserstein, IsTheIntegral) {
  for (const auto& [p, q] : std::initializer_list<std::pair<const char*, const char*>>{
           {"normal(0.5, 1)", "normal(2, 3)"},
           {"gumbel(0.5, 1)", "gumbel(-1, 2)"},
           {"moyal(0.5, 1)", "moyal(-1, 1.5)"},
           {"logistic(0.5, 1)", "logistic(0.5, 2)"},
           {"laplace(1, 2)", "laplace(3, 2)"},
           {"student_t(7, 1, 2)", "student_t(7, 0, 3)"},
           {"generalized_normal(1.5, 0, 2)", "generalized_normal(1.5, 1, 1)"},
           {"uniform(0, 1)", "uniform(0.5, 3)"},
           {"exponential(1)", "exponential(0.25)"},
           {"gamma(2.5, 1)", "gamma(2.5, 0.25)"},
           {"weibull(1, 1.5)", "weibull(2.5, 1.5)"},
           {"rayleigh(1)", "rayleigh(1.25)"},
           {"half_normal(1)", "half_normal(1.25)"},
           {"pareto(1, 5)", "pareto(1.5, 5)"},
           {"inverse_gamma(5, 1)", "inverse_gamma(5, 2)"}}) {
    for (const auto* measure : {"wasserstein_1", "wasserstein_2"}) {
      SCOPED_TRACE(std::string(measure) + " of " + p + " | " + q);
      const distribution a = parse_distribution(p), b = parse_distribution(q);
      const estimate closed = divergence_between(measure, a, b);
      const estimate open = divergence_between(measure, a, b, {.closed_form = false});
      EXPECT_NEAR(closed.value, open.value, 1e-8 * open.value + *open.error_bound);
      if (std::string_view(measure) == "wasserstein_2") {
        EXPECT_EQ(closed.method, method::closed_form);
      }
    }
  }
  for (const auto& [p, q, want] : std::initializer_list<std::tuple<const char*, const char*, double>>{
           {"poisson(2)", "poisson(5)", 3},
           {"bernoulli(0.25)", "bernoulli(0.75)", 0.5},
           {"binomial(8, 0.25)", "binomial(8, 0.75)", 4},
           {"geometric(0.5)", "geometric(0.25)", 2},
           {"chi_squared(3)", "chi_squared(5)", 2},
           {"cauchy(0, 1)", "cauchy(0, 1)", 0}}) {
    SCOPED_TRACE(std::string(p) + " | " + q);
    EXPECT_NEAR(divergence_between("wasserstein_1", parse_distribution(p), parse_distribution(q)).value, want, 1e-12);
    EXPECT_NEAR(
        divergence_between("wasserstein_1", parse_distribution(p), parse_distribution(q), {.closed_form = false}).value,
        want, 1e-9);
  }
}

}  // namespace
}  // namespace relent
