#include "relent/divergence/divergence_gradient.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/pareto.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/divergence/closed/family_list.hpp"
#include "relent/divergence/closed/same_family_gradient.hpp"

#include "divergence/made.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

using values = std::vector<double>;
using maker = std::function<distribution(const values&)>;

/// Parameters of a family, or of a mixture's two components behind one weight.
struct point {
  maker make;
  values at;
  std::string name;
  std::size_t skipped = 0;  ///< parameters at the front of the gradient that `at` does not have
};

point of(const std::string& family, const values& at) {
  return {
      [family](const values& t) { return find_family(family)->make(std::vector<parameter_value>(t.begin(), t.end())); },
      at, family};
}

point mixed(const std::string& first, const std::string& second, std::size_t split, const values& at) {
  return {[=](const values& t) {
            const auto cut = t.begin() + static_cast<std::ptrdiff_t>(split);
            return distribution(
                mixture({0.25, 0.75}, {of(first, {}).make({t.begin(), cut}), of(second, {}).make({cut, t.end()})}));
          },
          at, first + "+" + second, 2};
}

/// Central differences of the measure, extrapolated twice: an error of the sixth order.
double difference(const std::function<double(double)>& f, double x) {
  const double h = 4e-3 * std::max(std::abs(x), 0.1);
  const auto d = [&](double step) { return (f(x + step) - f(x - step)) / (2 * step); };
  const double a = d(h), b = d(h / 2), c = d(h / 4);
  return (64 * c - 20 * b + a) / 45;
}

void check_against_differences(std::string_view measure, const point& p, const point& q,
                               const divergence_options& how) {
  SCOPED_TRACE(std::string(measure) + " of " + p.name + " | " + q.name);
  const parameter_gradient found = divergence_gradient(measure, p.make(p.at), q.make(q.at), how);
  const auto value = [&](const values& s, const values& t) {
    return divergence_between(measure, p.make(s), q.make(t), how).value;
  };
  const auto check = [&](bool of_p, const point& side, const values& gradient, const values& errors) {
    ASSERT_EQ(gradient.size(), side.at.size() + side.skipped);
    for (std::size_t i = 0; i < side.at.size(); ++i) {
      const double want = difference(
          [&](double x) {
            values moved = side.at;
            moved[i] = x;
            return of_p ? value(moved, q.at) : value(p.at, moved);
          },
          side.at[i]);
      const double error = errors[i + side.skipped];
      EXPECT_NEAR(gradient[i + side.skipped], want, 2e-9 * (1 + std::abs(want)) + error) << (of_p ? "p " : "q ") << i;
      EXPECT_LE(error, 1e-8 * (1 + std::abs(want)));
    }
  };
  check(true, p, found.p, found.p_error);
  check(false, q, found.q, found.q_error);
}

TEST(DivergenceGradient, OfEveryMeasureAgreesWithDifferences) {
  const std::vector<std::array<point, 2>> pairs{
      {of("normal", {0.3, 1.2}), of("logistic", {-0.4, 1.1})},
      {of("gamma", {2.3, 0.7}), of("gamma", {1.9, 0.9})},
      {of("gamma", {2.3, 1.7}), of("log_normal", {0.2, 0.9})},
      {of("beta", {2.3, 1.7}), of("beta", {1.6, 1.2})},
      {of("student_t", {5, 0.3, 1.2}), of("cauchy", {1, 2})},
      {of("poisson", {3.7}), of("negative_binomial", {2.5, 0.6})},
      {mixed("normal", "laplace", 2, {-1, 0.7, 1.5, 0.8}), of("student_t", {4, 0.2, 1.4})},
      {of("normal", {0.4, 0.9}), mixed("normal", "logistic", 2, {-1, 1.7, 1.5, 0.8})},
  };
  for (const std::string_view measure : density_measures()) {
    if (measure.starts_with("wasserstein") || measure == "energy_distance") {
      continue;
    }
    for (const auto& [p, q] : pairs) {
      const bool heavy_below = measure == "chi_square_neyman" || measure == "chi_square_pearson";
      if (heavy_below && !std::isfinite(divergence_between(measure, p.make(p.at), q.make(q.at)).value)) {
        continue;
      }
      check_against_differences(measure, p, q, {.alpha = 0.7, .weight = 0.3, .closed_form = false});
    }
  }
}

TEST(DivergenceGradient, FarApartTheAffinityIsTooSmallForDoublesAndItsLogarithmIsNot) {
  for (const auto* measure : {"renyi_divergence", "bhattacharyya_distance"}) {
    check_against_differences(measure, of("normal", {0.3, 1.2}), of("normal", {70, 0.8}),
                              {.alpha = 0.7, .closed_form = false});
    check_against_differences(measure, of("normal", {0.3, 1.2}), of("logistic", {8, 0.5}),
                              {.alpha = 0.7, .closed_form = false});
  }
  check_against_differences("renyi_divergence", of("normal", {0.3, 0.5}), of("normal", {7, 0.8}),
                            {.alpha = 1.6, .closed_form = false});
}

TEST(DivergenceGradient, EndsThatMoveSweepTheirShare) {
  for (const auto* measure : {"kl_divergence", "cross_entropy", "js_divergence", "total_variation", "renyi_divergence",
                              "hellinger_distance", "chi_square_pearson", "triangular_discrimination"}) {
    check_against_differences(measure, of("uniform", {-0.4, 1.3}), of("normal", {0.2, 1.1}), {.closed_form = false});
    if (std::string_view(measure) != "chi_square_pearson") {  // infinite
      check_against_differences(measure, of("pareto", {1.3, 2.2}), of("log_normal", {0.2, 1.4}),
                                {.closed_form = false});
    }
    check_against_differences(measure, mixed("uniform", "normal", 2, {-0.7, 0.9, 0.3, 0.8}), of("logistic", {0, 1}),
                              {.closed_form = false});
    check_against_differences(measure, of("uniform", {0.2, 0.7}), of("uniform", {-0.1, 1.6}), {.closed_form = false});
  }
  check_against_differences("js_divergence", of("normal", {0.2, 1.1}), of("uniform", {-0.4, 1.3}), {.weight = 0.3});
  check_against_differences("total_variation", of("normal", {0.2, 1.1}), of("uniform", {-0.4, 1.3}), {});
  check_against_differences("reverse_kl_divergence", of("normal", {0.2, 1.1}), of("uniform", {-0.4, 1.3}), {});
  check_against_differences("chi_square_neyman", of("normal", {0.2, 1.1}), of("uniform", {-0.4, 1.3}), {});
  // KL(U(a, b) | N(0, 1)) = -log(b - a) + (b^3 - a^3) / (6 (b - a)) + const.
  const double a = -0.5, b = 2;
  const parameter_gradient found = divergence_gradient("kl_divergence", uniform(a, b), normal(0, 1));
  EXPECT_NEAR(found.p[0], 1 / (b - a) - (b + 2 * a) / -6, 1e-12);
  EXPECT_NEAR(found.p[1], -1 / (b - a) + (2 * b + a) / 6, 1e-12);
}

TEST(DivergenceGradient, WeightsAndMassesAreVariedEachAlone) {
  // Along w1 + w2 = 1 what a common constant adds to both derivatives drops out.
  const auto make = [](double w) { return distribution(mixture({w, 1 - w}, {normal(-1, 0.6), normal(1.5, 0.9)})); };
  const distribution q = normal(0.2, 1.8);
  for (const auto* measure :
       {"kl_divergence", "js_divergence", "renyi_divergence", "total_variation", "cross_entropy"}) {
    for (const bool of_p : {true, false}) {
      SCOPED_TRACE(std::string(measure) + (of_p ? " p" : " q"));
      const double want = difference(
          [&](double w) {
            return of_p ? divergence_between(measure, make(w), q).value : divergence_between(measure, q, make(w)).value;
          },
          0.3);
      const parameter_gradient found =
          of_p ? divergence_gradient(measure, make(0.3), q) : divergence_gradient(measure, q, make(0.3));
      const values& g = of_p ? found.p : found.q;
      EXPECT_NEAR(g[0] - g[1], want, 1e-8 * (1 + std::abs(want)));
    }
  }
  // Each alone, in the textbook sum of p log(p/q): log(p/q) + 1, and -p/q.
  const parameter_gradient found =
      divergence_gradient("kl_divergence", categorical({0.25, 0.75}), categorical({0.5, 0.5}));
  EXPECT_NEAR(found.p[0], std::log(0.5) + 1, 1e-14);
  EXPECT_NEAR(found.p[1], std::log(1.5) + 1, 1e-14);
  EXPECT_NEAR(found.q[0], -0.5, 1e-14);
  EXPECT_NEAR(found.q[1], -1.5, 1e-14);
}

TEST(DivergenceGradient, ClosedFormsAreTheIntegralsWithinTheirBounds) {
  std::map<std::string, int> pairs;
  int beyond = 0;
  for (const auto& line : test::golden_lines("closed_kl")) {
    const distribution p = test::made(line.at(0), line.at(1)), q = test::made(line.at(2), line.at(3));
    const auto closed = closed_kl_gradient_between(p, q);
    if (!closed) {
      continue;
    }
    SCOPED_TRACE(p.text() + " | " + q.text());
    EXPECT_EQ(closed->method, method::closed_form);
    if (line[0] == "beta" && closed->p[0] < -1e5) {
      ++beyond;  // beta(0.01, 3): much of the derivative lies nearer to 0 than the least double
      continue;
    }
    const parameter_gradient integral = divergence_gradient("kl_divergence", p, q, {.closed_form = false});
    const auto check = [](const values& a, const values& a_error, const values& b, const values& b_error) {
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_NEAR(a[i], b[i], a_error[i] + b_error[i]) << i;
        EXPECT_LE(a_error[i], 1e-10 * (1 + std::abs(a[i]))) << i;
      }
    };
    check(closed->p, closed->p_error, integral.p, integral.p_error);
    check(closed->q, closed->q_error, integral.q, integral.q_error);
    ++pairs[line[0] + "|" + line[2]];
  }
  EXPECT_GE(pairs.size(), 60U);
  EXPECT_EQ(beyond, 1);
}

TEST(DivergenceGradient, VanishesWherePIsQ) {
  for (const auto* text : {"normal(0.3, 2)", "gamma(2.3, 0.7)", "beta(2.5, 0.7)", "weibull(1.5, 2)", "cauchy(1, 2)",
                           "von_mises(0.3, 2)", "laplace(1, 2)", "moyal(1, 2)", "continuous_bernoulli(0.3)",
                           "geometric(0.3)", "0.5*normal(0, 1) + 0.5*laplace(2, 1)"}) {
    const distribution d = parse_distribution(text);
    for (const auto* measure : {"kl_divergence", "js_divergence", "tsallis_divergence", "chi_square_pearson"}) {
      SCOPED_TRACE(std::string(measure) + " at " + text);
      const parameter_gradient found = divergence_gradient(measure, d, d);
      const std::size_t weights = d.get<mixture>() != nullptr ? 2 : 0;
      for (std::size_t i = weights; i < found.p.size(); ++i) {
        EXPECT_NEAR(found.p[i], 0, 1e-14) << i;
        EXPECT_NEAR(found.q[i], 0, 1e-14) << i;
      }
    }
  }
}

TEST(DivergenceGradient, RefusesWithTheReason) {
  const auto words = [](auto&& call) -> std::string {
    try {
      static_cast<void>(call());
    } catch (const error& e) {
      return e.what();
    }
    return "no error";
  };
  const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  EXPECT_PRED2(has, words([] { return divergence_gradient("kl_divergence", normal(0, 1), uniform(0, 1)); }),
               "KL is infinite: P = normal(0, 1) has mass");
  EXPECT_PRED2(has, words([] { return divergence_gradient("kl_divergence", uniform(0, 1), uniform(0, 2)); }),
               "both supports end at 0");
  EXPECT_PRED2(has, words([] { return divergence_gradient("hellinger_distance", normal(0, 1), normal(0, 1)); }),
               "a root, and 0 here");
  EXPECT_PRED2(has, words([] { return divergence_gradient("wasserstein_1", normal(0, 1), normal(0, 2)); }),
               "no gradient of wasserstein_1");
  EXPECT_PRED2(has, words([] {
                 return divergence_gradient("js_divergence", parse_distribution("truncated(uniform(0, 2), 1, 3)"),
                                            normal(0, 1));
               }),
               "moves with its parameter");
}

}  // namespace
}  // namespace relent
