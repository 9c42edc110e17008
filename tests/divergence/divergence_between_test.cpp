#include "relent/divergence/divergence_between.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/distribution/bernoulli.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/geometric.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/zipf.hpp"
#include "relent/divergence/entropy_of.hpp"
#include "relent/divergence/kl_divergence.hpp"

#include "divergence/made.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(DivergenceBetween, QuadratureHonoursItsBoundOnEveryGoldenPair) {
  int lines = 0, good = 0, sharp = 0;
  for (const auto& line : test::golden_lines("closed_kl")) {
    const auto p = test::made(line.at(0), line.at(1)), q = test::made(line.at(2), line.at(3));
    const double want = std::strtod(line.at(4).c_str(), nullptr);
    SCOPED_TRACE(p.text() + " | " + q.text());
    const estimate found = divergence_between("kl_divergence", p, q, {.closed_form = false});
    ++lines;
    EXPECT_EQ(found.method, method::quadrature);
    EXPECT_NEAR(found.value, want, *found.error_bound + 1e-300)
        << (found.notes.empty() ? std::string() : found.notes.front());
    // Where an end of the support is singular and not 0, or the mean is 1e9 sds, doubles resolve no more.
    EXPECT_LE(*found.error_bound, 0.02 * want + 1e-11);
    good += *found.error_bound <= 1e-6 * want + 1e-11 ? 1 : 0;
    sharp += *found.error_bound <= 1e-10 * want + 1e-14 ? 1 : 0;
  }
  EXPECT_GT(lines, 1000);
  EXPECT_GE(good, lines - 2);
  EXPECT_GT(sharp, 0.94 * lines);
}

TEST(DivergenceBetween, EveryMeasureOfRandomPairsAndMixturesHonoursItsBound) {
  int sharp = 0;
  const auto lines = test::golden_lines("divergence_between");
  for (const auto& line : lines) {
    SCOPED_TRACE(line.at(0) + " " + line.at(1) + " of " + line.at(2) + " | " + line.at(3));
    const distribution p = parse_distribution(line[2]), q = parse_distribution(line[3]);
    divergence_options how{.closed_form = false};
    if (line[0] == "js_divergence") {
      how.weight = std::stod(line[1]);
    } else if (line[1] != "-") {
      how.alpha = std::stod(line[1]);
    }
    const double want = std::strtod(line.at(4).c_str(), nullptr);
    const estimate found = divergence_between(line[0], p, q, how);
    EXPECT_NEAR(found.value, want, *found.error_bound);
    EXPECT_LE(*found.error_bound, 1e-9 * want);
    sharp += *found.error_bound <= 1e-11 * want ? 1 : 0;
  }
  EXPECT_GE(lines.size(), 200U);
  EXPECT_GE(sharp, 0.9 * static_cast<double>(lines.size()));
}

std::string note(const estimate& found) { return found.notes.empty() ? std::string() : found.notes.front(); }

TEST(DivergenceBetween, InfiniteIntegralsAreRecognisedAndExplained) {
  const divergence_options open{.closed_form = false};
  const std::vector<std::array<const char*, 3>> infinite{
      {"kl_divergence", "cauchy(0, 1)", "normal(0, 1)"},
      {"kl_divergence", "student_t(2, 0, 1)", "normal(1, 3)"},
      {"kl_divergence", "student_t(1, 0, 1)", "laplace(1, 3)"},
      {"kl_divergence", "laplace(0, 1)", "gumbel(0, 1)"},
      {"kl_divergence", "laplace(0, 2)", "gumbel(0, 1)"},
      {"kl_divergence", "exponential(2)", "inverse_gamma(2, 1)"},
      {"kl_divergence", "pareto(1, 0.9)", "exponential(1)"},
      {"kl_divergence", "pareto(1, 2)", "normal(0, 1)"},
      {"kl_divergence", "0.5*cauchy(0, 1) + 0.5*normal(0, 1)", "normal(0, 2)"},
      {"reverse_kl_divergence", "normal(0, 1)", "cauchy(0, 1)"},
      {"chi_square_pearson", "normal(0, 3)", "normal(0, 2)"},
      {"chi_square_neyman", "normal(0, 2)", "normal(0, 3)"},
      {"chi_square_pearson", "laplace(0, 2)", "laplace(0, 1)"},
      {"renyi_divergence", "normal(0, 3)", "normal(0, 2)"},
      {"kl_divergence", "uniform(0, 2)", "uniform(0, 1)"},
      {"kl_divergence", "normal(0, 1)", "gamma(2, 1)"},
      {"jeffreys_divergence", "gamma(2, 1)", "normal(0, 1)"},
      {"kl_divergence", "zipf(1.5)", "poisson(3)"},
      {"kl_divergence", "poisson(3)", "binomial(10, 0.3)"},
  };
  for (const auto& [measure, p, q] : infinite) {
    SCOPED_TRACE(std::string(measure) + " of " + p + " | " + q);
    divergence_options how = open;
    how.alpha = 3;
    const estimate found = divergence_between(measure, parse_distribution(p), parse_distribution(q), how);
    EXPECT_EQ(found.value, infinity) << *found.error_bound;
    EXPECT_NE(note(found), "");
  }
  // Near relatives of these that are finite.
  const std::vector<std::array<const char*, 3>> finite{
      {"kl_divergence", "student_t(2.01, 0, 1)", "normal(1, 3)"},
      {"kl_divergence", "laplace(0, 1)", "gumbel(0, 1.02)"},
      {"kl_divergence", "normal(0, 1)", "cauchy(0, 1)"},
      {"chi_square_pearson", "normal(0, 2.8)", "normal(0, 2)"},
      {"kl_divergence", "uniform(0, 1)", "uniform(0, 2)"},
      {"kl_divergence", "pareto(1, 2.05)", "normal(0, 1)"},
      {"js_divergence", "cauchy(0, 1)", "gamma(2, 1)"},
  };
  for (const auto& [measure, p, q] : finite) {
    SCOPED_TRACE(std::string(measure) + " of " + p + " | " + q);
    const estimate found = divergence_between(measure, parse_distribution(p), parse_distribution(q), open);
    EXPECT_TRUE(std::isfinite(found.value)) << note(found);
  }
}

TEST(DivergenceBetween, ClosedFormsAndQuadratureMeetWherePAndQAreSwapped) {
  const distribution p = normal(0.3, 1.7), q = laplace(-1, 2);
  EXPECT_EQ(divergence_between("kl_divergence", p, q).method, method::closed_form);
  const double there = divergence_between("kl_divergence", p, q).value,
               back = divergence_between("kl_divergence", q, p).value;
  EXPECT_EQ(divergence_between("reverse_kl_divergence", p, q).value, back);
  EXPECT_NEAR(divergence_between("jeffreys_divergence", p, q).value, there + back, 1e-14);
  EXPECT_NEAR(divergence_between("jeffreys_divergence", p, q, {.closed_form = false}).value, there + back, 1e-12);
  EXPECT_NEAR(divergence_between("cross_entropy", p, q).value, there + p.entropy(), 1e-14);
  EXPECT_NEAR(divergence_between("renyi_divergence", p, q, {.alpha = 1}).value, there, 1e-14);
}

TEST(DivergenceBetween, DisjointSupportsHaveTheLargestValues) {
  const distribution p = uniform(0, 1), q = uniform(2, 3);
  EXPECT_EQ(divergence_between("kl_divergence", p, q).value, infinity);
  EXPECT_DOUBLE_EQ(divergence_between("js_divergence", p, q).value, std::numbers::ln2);
  EXPECT_DOUBLE_EQ(divergence_between("total_variation", p, q).value, 1);
  EXPECT_DOUBLE_EQ(divergence_between("hellinger_distance", p, q).value, 1);
  EXPECT_DOUBLE_EQ(divergence_between("triangular_discrimination", p, q).value, 2);
  EXPECT_EQ(divergence_between("renyi_divergence", p, q).value, infinity);
  // Uniform(0,1) against uniform(a,a+1): JS is |a| ln 2.
  EXPECT_NEAR(divergence_between("js_divergence", p, uniform(0.3, 1.3)).value, 0.3 * std::numbers::ln2, 1e-14);
}

TEST(DivergenceBetween, AtEqualDistributionsEverythingIsZero) {
  const distribution p = parse_distribution("0.25*normal(0, 1) + 0.75*laplace(1, 2)");
  for (const std::string_view measure : density_measures()) {
    if (measure != "cross_entropy") {
      EXPECT_NEAR(divergence_between(measure, p, p).value, 0, 1e-14) << measure;
    }
  }
}

TEST(DivergenceBetween, WholeNumbersAreSummed) {
  const distribution p = poisson(3.7), q = poisson(0.4);
  const double want = closed_kl_between(p, q)->value;
  const estimate found = divergence_between("kl_divergence", p, q, {.closed_form = false});
  EXPECT_NEAR(found.value, want, *found.error_bound);
  EXPECT_LE(*found.error_bound, 1e-12);
  // TV of Bernoulli(0.3) and Bernoulli(0.5) is 0.2; of two geometrics by hand: the masses cross once, after 0.
  EXPECT_NEAR(divergence_between("total_variation", bernoulli(0.3), bernoulli(0.5)).value, 0.2, 1e-15);
  EXPECT_NEAR(divergence_between("total_variation", geometric(0.5), geometric(0.75)).value, 0.25, 1e-14);
  // Zipf's tail is a power: the bound has to own up to what the sum leaves.
  const estimate heavy = divergence_between("hellinger_distance", zipf(2.5), zipf(3));
  const double zeta_25 = 1.341487257250917, zeta_3 = 1.202056903159594, zeta_275 = 1.260194263504835;
  EXPECT_NEAR(heavy.value, std::sqrt(1 - zeta_275 / std::sqrt(zeta_25 * zeta_3)), *heavy.error_bound + 1e-9);
}

TEST(DivergenceBetween, AMapThatBothShareChangesNothing) {
  const std::array pairs{std::pair{"exp(normal(0, 1))", "exp(normal(1, 2))"},
                         std::pair{"log(gamma(2, 1))", "log(gamma(3, 0.5))"},
                         std::pair{"exp(exp(normal(0, 0.25)))", "exp(exp(normal(0.5, 0.25)))"}};
  const std::array inner{std::pair{"normal(0, 1)", "normal(1, 2)"}, std::pair{"gamma(2, 1)", "gamma(3, 0.5)"},
                         std::pair{"normal(0, 0.25)", "normal(0.5, 0.25)"}};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const distribution p = parse_distribution(pairs[i].first), q = parse_distribution(pairs[i].second);
    const distribution x = parse_distribution(inner[i].first), y = parse_distribution(inner[i].second);
    for (const char* measure : {"kl_divergence", "reverse_kl_divergence", "js_divergence", "hellinger_distance"}) {
      EXPECT_EQ(divergence_between(measure, p, q).value, divergence_between(measure, x, y).value) << measure;
    }
  }
  // The same without the short cut: against the family that e^X is.
  const estimate mixed = divergence_between("kl_divergence", parse_distribution("exp(normal(0, 1))"),
                                            parse_distribution("log_normal(1, 2)"));
  EXPECT_EQ(mixed.method, method::quadrature);
  EXPECT_NEAR(mixed.value, std::log(2.0) + 0.25 - 0.5, *mixed.error_bound);
  EXPECT_LE(*mixed.error_bound, 1e-11);
  // Cross-entropy and distances along the line do see it.
  const distribution p = parse_distribution("exp(normal(0, 1))"), q = parse_distribution("exp(normal(1, 1))");
  EXPECT_NEAR(divergence_between("cross_entropy", p, q).value, 0.5 + entropy_of(p).value, 1e-13);
  EXPECT_NEAR(divergence_between("wasserstein_1", p, q).value, std::exp(1.5) - std::exp(0.5), 1e-8);
}

TEST(DivergenceBetween, DistancesOnTheLine) {
  const distribution p = normal(0.5, 1), q = normal(2, 3);
  // Quantile functions m + s z: W2^2 = (m - m')^2 + (s - s')^2.
  EXPECT_NEAR(divergence_between("wasserstein_2", p, q).value, std::sqrt(1.5 * 1.5 + 4), 1e-9);
  EXPECT_NEAR(divergence_between("wasserstein_1", p, normal(3, 1)).value, 2.5, 1e-11);
  EXPECT_NEAR(divergence_between("wasserstein_1", exponential(1), exponential(0.25)).value, 3, 1e-10);
  EXPECT_NEAR(divergence_between("wasserstein_1", uniform(0, 1), uniform(0.3, 1.3)).value, 0.3, 1e-13);
  EXPECT_NEAR(divergence_between("wasserstein_1", poisson(2), poisson(5)).value, 3, 1e-12);
  // Between exponentials 2 integral (e^-x - e^-x/4)^2 = 2 (1/2 - 2/1.25 + 2).
  EXPECT_NEAR(divergence_between("energy_distance", exponential(1), exponential(0.25)).value, std::sqrt(1.8), 1e-10);
  EXPECT_EQ(divergence_between("wasserstein_1", cauchy(0, 1), normal(0, 1)).value, infinity);
  EXPECT_EQ(divergence_between("wasserstein_2", student_t(1.9, 0, 1), normal(0, 1)).value, infinity);
}

TEST(DivergenceBetween, RefusesWhatHasNoMeaning) {
  const auto code = [](auto&& call) {
    try {
      call();
    } catch (const error& e) {
      return e.code();
    }
    return errc::interrupted;
  };
  EXPECT_EQ(code([] { return divergence_between("kl_divergence", normal(0, 1), poisson(2)); }), errc::unsupported);
  EXPECT_EQ(code([] { return divergence_between("kl", normal(0, 1), normal(0, 2)); }), errc::unknown_name);
  EXPECT_EQ(code([] { return divergence_between("renyi_divergence", normal(0, 1), normal(0, 2), {.alpha = -1}); }),
            errc::out_of_range);
  EXPECT_EQ(code([] { return divergence_between("js_divergence", normal(0, 1), normal(0, 2), {.weight = 1}); }),
            errc::out_of_range);
}

TEST(DivergenceBetween, ReasonsCallPAndQWhatTheQuestionDoes) {
  const distribution p = parse_distribution("binomial(10, 0.4)"), q = parse_distribution("poisson(4)");
  for (const char* measure : {"reverse_kl_divergence", "chi_square_neyman"}) {
    const estimate found = divergence_between(measure, p, q);
    ASSERT_TRUE(std::isinf(found.value));
    EXPECT_EQ(found.notes.at(0), "Q = poisson(4) has mass above 10, where P = binomial(10, 0.4) has none") << measure;
  }
}

}  // namespace
}  // namespace relent
