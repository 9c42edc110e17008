#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"

namespace relent {
namespace {

measurement ask_text(const std::string& p, const std::string& q, const question& what = {}) {
  const operand first = parse_operand(p, {});
  if (q.empty()) {
    return ask(what, first, nullptr);
  }
  const operand second = parse_operand(q, {});
  return ask(what, first, &second);
}

estimate one(const std::string& measure, const std::string& p, const std::string& q, question what = {}) {
  what.measures = {measure};
  return ask_text(p, q, what).answers.at(0).estimate;
}

std::string refusal(const std::string& measure, const std::string& p, const std::string& q) {
  try {
    one(measure, p, q);
  } catch (const error& e) {
    return e.what();
  }
  return {};
}

TEST(AskDensity, DefaultsAnswerForANormalAgainstAMixture) {
  const measurement m = ask_text("normal(0,1)", "0.5*laplace(1,2)+0.5*gumbel(0,1)");
  ASSERT_GE(m.answers.size(), 6U);
  for (const answer& a : m.answers) {
    EXPECT_TRUE(std::isfinite(a.estimate.value)) << a.name;
    EXPECT_GT(a.estimate.value, 0) << a.name;
    ASSERT_TRUE(a.estimate.error_bound) << a.name;
    EXPECT_LE(*a.estimate.error_bound, 1e-10) << a.name;
    EXPECT_EQ(a.estimate.method, method::quadrature) << a.name;
  }
}

std::vector<std::string> names(const measurement& m) {
  std::vector<std::string> out;
  for (const answer& a : m.answers) {
    out.push_back(a.name);
  }
  return out;
}

TEST(AskDensity, DefaultsOfDistributionsNameRenyiAndTheDistanceAlongTheLine) {
  const std::vector<std::string> shown = names(ask_text("normal(0,1)", "laplace(0,1)"));
  for (const char* name : {"kl_divergence", "js_divergence", "hellinger_distance", "total_variation",
                           "renyi_divergence", "wasserstein_1"}) {
    EXPECT_EQ(std::ranges::count(shown, name), 1) << name;
  }
  EXPECT_EQ(std::ranges::count(names(ask_text("0.5,0.5", "0.9,0.1")), "wasserstein_1"), 0);
}

TEST(AskDensity, AllIsEveryMeasureThatTheOperandsHave) {
  const std::vector<std::string> line = names(ask_text("normal(0,1)", "laplace(0,1)", {.measures = {"all"}}));
  EXPECT_EQ(line.size(), 19U);
  EXPECT_EQ(std::ranges::count(line, "energy_distance"), 1);
  const std::vector<std::string> several =
      names(ask_text("mvnormal([0,0],[[1,0],[0,1]])", "mvnormal([1,0],[[1,0],[0,1]])", {.measures = {"kl", "All"}}));
  EXPECT_EQ(several.size(), 17U);
  EXPECT_EQ(std::ranges::count(several, "kl_divergence"), 1);
  EXPECT_GE(names(ask_text("0.5,0.5", "0.9,0.1", {.measures = {"all"}})).size(), 15U);
  EXPECT_THROW((void)ask_text("mvnormal([0,0],[[1,0],[0,1]])", "normal(0,1)", {.measures = {"all"}}), error);
}

TEST(AskDensity, ClosedFormsAreNamedAndUnitsConverted) {
  // KL N(0,1) from N(m,1) is m^2 / 2.
  const estimate nats = one("kl", "normal(0, 1)", "normal(3, 1)");
  EXPECT_DOUBLE_EQ(nats.value, 4.5);
  EXPECT_EQ(nats.method, method::closed_form);
  EXPECT_DOUBLE_EQ(one("kl", "normal(0, 1)", "normal(3, 1)", {.unit = unit::bits}).value, 4.5 / std::numbers::ln2);
  EXPECT_DOUBLE_EQ(one("entropy", "uniform(0, 4)", "").value, std::log(4));
  EXPECT_DOUBLE_EQ(one("perplexity", "uniform(0, 4)", "").value, 4);
}

TEST(AskDensity, CertainBoundsAreInTheUnitOfTheAnswer) {
  const char* mixed = "0.5*normal(-2, 1) + 0.5*normal(2, 1)";
  const estimate nats = one("kl", mixed, "normal(0, 2)"), bits = one("kl", mixed, "normal(0, 2)", {.unit = unit::bits});
  ASSERT_TRUE(nats.interval && bits.interval);
  EXPECT_LT(nats.interval->lower, nats.value);
  EXPECT_GT(nats.interval->upper, nats.value);
  EXPECT_DOUBLE_EQ(bits.interval->lower, nats.interval->lower / std::numbers::ln2);
  EXPECT_DOUBLE_EQ(bits.interval->upper, nats.interval->upper / std::numbers::ln2);
}

TEST(AskDensity, MassesAreOnZeroOneTwo) {
  const std::string teeth = "0.02,0.03,0.05,0.14,0.16,0.15,0.12,0.08,0.1,0.08,0.07";
  EXPECT_NEAR(one("kl", teeth, "binomial(10, 0.544)").value, 0.427349724856, 1e-11);
  EXPECT_NEAR(one("kl", "binomial(10, 0.544)", teeth).value, 0.251954847199, 1e-11);
  EXPECT_NEAR(one("kl", teeth, "discrete_uniform(0, 10)").value, 0.136679710950, 1e-11);
}

TEST(AskDensity, OrderAndWeightReachTheMeasure) {
  // Renyi of order 2 between N(0,1) and N(m,1) is m^2.
  question what;
  what.how.alpha = 2;
  EXPECT_NEAR(one("renyi_divergence", "normal(0, 1)", "normal(1.5, 1)", what).value, 2.25, 1e-11);
}

TEST(AskDensity, WhatCannotBeAnsweredHasAReason) {
  EXPECT_NE(refusal("kl", "normal(0,1)", "0.5,0.5").find("no common base measure"), std::string::npos);
  EXPECT_NE(refusal("kl", "normal(0,1)", "counts:3,4").find("has a density, no masses"), std::string::npos);
  EXPECT_NE(refusal("renyi_entropy", "normal(0,1)", "").find("no renyi_entropy"), std::string::npos);
  EXPECT_NE(refusal("mutual_information", "normal(0,1)", "normal(0,1)").find("joint table"), std::string::npos);
  const estimate infinite = one("kl", "cauchy(0,1)", "normal(0,1)");
  EXPECT_EQ(infinite.value, INFINITY);
  ASSERT_FALSE(infinite.notes.empty());
  EXPECT_NE(infinite.notes[0].find("E[X^2] is infinite"), std::string::npos);
}

}  // namespace
}  // namespace relent
