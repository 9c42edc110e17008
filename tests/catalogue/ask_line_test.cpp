// Distances along a line, for every pair of operands that has one.

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"

namespace relent {
namespace {

operand column(std::vector<double> values) { return {"column", samples{std::move(values)}}; }

estimate one(const std::string& measure, const operand& p, const operand& q, question what = {}) {
  what.measures = {measure};
  return ask(what, p, &q).answers.at(0).estimate;
}

estimate one(const std::string& measure, const std::string& p, const std::string& q, const question& what = {}) {
  return one(measure, parse_operand(p, {}), parse_operand(q, {}), what);
}

template <class... Given>
std::string refusal(const Given&... given) {
  try {
    one(given...);
  } catch (const error& e) {
    return e.what();
  }
  return "none";
}

question at(std::vector<double> support) { return {.support = std::move(support)}; }

TEST(AskLine, MassesLieAtWholeNumbersOrWhereTheSupportSays) {
  const estimate plain = one("w1", "0.5,0.5,0", "0,0.5,0.5");
  EXPECT_EQ(plain.value, 1);
  EXPECT_EQ(plain.method, method::exact);
  ASSERT_TRUE(plain.error_bound);
  EXPECT_LE(*plain.error_bound, 1e-14);
  EXPECT_EQ(one("w1", "0.5,0.5,0", "0,0.5,0.5", at({0, 1, 5})).value, 2.5);
  EXPECT_NEAR(one("w2", "0.5,0.5,0", "0,0.5,0.5", at({0, 1, 5})).value, std::sqrt(8.5), 1e-14);
  EXPECT_NEAR(one("energy", "1,0", "0,1", at({-3, 5})).value, 4, 1e-14);
  EXPECT_EQ(one("w1", "1", "0,0,1").value, 2) << "lists of different lengths lie on the same line";
}

TEST(AskLine, TheSupportIsChecked) {
  const std::string p = "0.5,0.5", q = "0.9,0.1";
  EXPECT_EQ(refusal("w1", p, q, at({0, 1, 2})), "support has 3 positions, p has 2 elements");
  EXPECT_EQ(refusal("w1", p, q, at({1, 1})), "support[1] = 1, must be > 1, the position before it");
  EXPECT_EQ(refusal("w1", p, q, at({0, INFINITY})), "support[1] = inf, must be finite");
  EXPECT_EQ(refusal("w1", std::string("normal(0,1)"), std::string("gamma(2,1)"), at({0, 1})),
            "support gives masses or counts their positions, and no operand is a list of those");
  EXPECT_EQ(refusal("kl", p, std::string("poisson(1)"), at({0, 0.5})),
            "support[1] = 0.5, must be a whole number where masses meet a distribution on whole numbers");
  EXPECT_NE(refusal("w1", std::string("0.5,-0.5"), std::string("normal(0,1)")).find("p[1] = -0.5"), std::string::npos);
  EXPECT_NE(refusal("w1", std::string("normal(0,1)"), std::string("0.5,0.6")).find("q sums to 1.1"), std::string::npos);
  EXPECT_NE(refusal("w1", std::string("0.1,0.2;0.3,0.4"), std::string("0.1,0.2;0.3,0.4")).find("joint table"),
            std::string::npos);
}

TEST(AskLine, WordsHaveNoPlaces) {
  const operand words{"words", categories{{0, 1, 1}, {"a", "b"}}};
  EXPECT_NE(refusal("w1", words, words).find("no wasserstein_1 of categories and categories: words have no places"),
            std::string::npos);
  EXPECT_NE(refusal("w1", column({1, 2}), words).find("words have no places"), std::string::npos);
}

TEST(AskLine, MassesAtASupportMeetADistributionOnWholeNumbers) {
  // KL of masses at 0, 1, 5 from poisson(1) = sum p log(p / (e^-1 / k!)).
  const double want = 0.5 * std::log(0.5) + 0.25 * std::log(0.25) * 2 + 1 + 0.25 * std::log(120.0);
  EXPECT_NEAR(one("kl", "0.5,0.25,0.25", "poisson(1)", at({0, 1, 5})).value, want, 1e-13);
  EXPECT_NEAR(one("kl", "0.5,0.5", "discrete_uniform(-3, 4)", at({-3, 4})).value, std::log(4), 1e-13);
  EXPECT_NEAR(one("w1", "1", "poisson(3)", at({7})).value, one("w1", "poisson(3)", "discrete_uniform(7,7)").value,
              1e-13);
}

TEST(AskLine, ColumnsAreComparedValueByValue) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise;
  std::vector<double> x(400), y(400);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = noise(random);
    y[i] = 0.5 + 2 * noise(random);
  }
  std::vector<double> a = x, b = y;
  std::ranges::sort(a);
  std::ranges::sort(b);
  double w1 = 0, w2 = 0;  // of as many values on each side the i-th smallest are paired
  for (std::size_t i = 0; i < a.size(); ++i) {
    w1 += std::abs(a[i] - b[i]) / 400;
    w2 += (a[i] - b[i]) * (a[i] - b[i]) / 400;
  }
  const estimate found = one("w1", column(x), column(y));
  EXPECT_NEAR(found.value, w1, 1e-13);
  EXPECT_NEAR(one("w2", column(x), column(y)).value, std::sqrt(w2), 1e-13);
  EXPECT_EQ(found.method, method::plug_in);
  ASSERT_TRUE(found.interval && found.level);
  EXPECT_LT(found.interval->lower, w1);
  EXPECT_GT(found.interval->lower, 0);
  // A column against a distribution, and against masses.
  EXPECT_NEAR(one("w1", column({0, 0, 1, 1}), {"m", masses{{0.5, 0.5}}}).value, 0, 1e-15);
  const estimate mixed = one("w1", column(x), parse_operand("normal(0,1)", {}));
  EXPECT_LT(mixed.value, 0.15);
  EXPECT_EQ(mixed.interval->lower, 0);
}

/// What the interval promises: it covers the truth in 95 of 100 samples or more; at equality and apart.
TEST(AskLine, IntervalsCoverTheTruth) {
  const operand model = parse_operand("gamma(2,1)", {});
  for (const char* measure : {"w1", "w2", "energy"}) {
    for (const double rate : {1.0, 0.8, 0.5}) {
      const operand source = parse_operand("gamma(2," + std::to_string(rate) + ")", {});
      const double truth = one(measure, source, model).value;
      int covered = 0;
      constexpr int rounds = 200;
      std::mt19937_64 random(11);
      std::gamma_distribution<double> draw(2, 1 / rate), other(2, 1);
      for (int round = 0; round < rounds; ++round) {
        std::vector<double> x(150), y(300);
        std::ranges::generate(x, [&] { return draw(random); });
        std::ranges::generate(y, [&] { return other(random); });
        const interval found = *one(measure, column(x), column(y)).interval;
        covered += found.lower <= truth + 1e-12 && truth <= found.upper;
      }
      EXPECT_GE(covered, 0.93 * rounds) << measure << " rate " << rate;
    }
  }
}

}  // namespace
}  // namespace relent
