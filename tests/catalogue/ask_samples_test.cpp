#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/answer.hpp"
#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/estimate/sample_divergence.hpp"

namespace relent {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

operand column(std::vector<double> values, std::int64_t missing = 0) {
  return {"d.csv:x", samples{std::move(values), missing}};
}

operand density(const std::string& text) { return {text, parse_distribution(text)}; }

answer one(const std::string& measure, const operand& p, const operand& q, question what = {}) {
  what.measures = {measure};
  return ask(what, p, &q).answers.at(0);
}

std::string refusal(const std::string& measure, const operand& p, const operand& q) {
  try {
    static_cast<void>(one(measure, p, q));
  } catch (const error& e) {
    return e.what();
  }
  return "answered";
}

std::vector<double> normals(std::int64_t n) { return sample(parse_distribution("normal(0, 1)"), n, 11); }

TEST(AskSamples, KlAndCrossEntropyAreWhatIsShownByDefault) {
  const operand p = column(normals(200)), q = density("normal(1, 1)");
  const measurement m = ask({}, p, &q);
  ASSERT_EQ(m.answers.size(), 2U);
  EXPECT_EQ(m.answers[0].name, "kl_divergence");
  EXPECT_EQ(m.answers[0].estimate.method, method::knn);
  EXPECT_EQ(m.answers[1].name, "cross_entropy");
  EXPECT_EQ(m.answers[1].estimate.method, method::plug_in);
  EXPECT_LT(m.answers[0].estimate.interval->lower, 0.5);
  EXPECT_GT(m.answers[0].estimate.interval->upper, 0.5);
}

TEST(AskSamples, UnitLevelAndMissingValuesAreThoseOfTheQuestion) {
  const std::vector<double> x = normals(200);
  const operand q = density("laplace(0, 1)");
  const estimate nats = sample_kl_divergence(x, parse_distribution("laplace(0, 1)"), 0.5);
  const answer bits = one("kl", column(x, 3), q, {.unit = unit::bits, .level = 0.5});
  EXPECT_DOUBLE_EQ(bits.estimate.value, nats.value / std::numbers::ln2);
  EXPECT_DOUBLE_EQ(bits.estimate.interval->upper, nats.interval->upper / std::numbers::ln2);
  EXPECT_EQ(bits.estimate.level, 0.5);
  EXPECT_EQ(bits.estimate.notes.front(), "p: 3 of 203 values are missing and left out");
}

TEST(AskSamples, ReverseKlIsThereWhereTheDataAreQ) {
  const operand data = column(normals(100)), model = density("normal(0.5, 1)");
  const answer reverse = one("reverse_kl", model, data);
  EXPECT_EQ(reverse.name, "reverse_kl_divergence");
  EXPECT_EQ(reverse.estimate.value, one("kl", data, model).estimate.value);
}

operand rows(const std::string& from, std::int64_t n, std::uint64_t seed) {
  const auto law = std::get<joint_distribution>(parse_any_distribution(from));
  return {from, joint_samples{.rows = sample(law, n, seed, 1)}};
}

TEST(AskSamples, RowsOfSeveralNumbersAreAnsweredLikeColumns) {
  const std::string first = "mvnormal_diagonal([0, 0], [1, 1])", second = "mvnormal_diagonal([1, 0], [1, 1])";
  const operand p = rows(first, 400, 1), q = rows(second, 400, 2);
  const operand model{second, std::get<joint_distribution>(parse_any_distribution(second))};
  const std::vector<std::pair<const operand*, const operand*>> pairs{{&p, &q}, {&p, &model}, {&model, &p}};
  for (const auto& [of, against] : pairs) {
    const measurement m = ask({}, *of, against);
    EXPECT_EQ(m.answers.size(), 7U);
    for (const answer& a : m.answers) {
      EXPECT_TRUE(a.estimate.interval) << a.name;
      const double truth = a.name.ends_with("kl_divergence") ? 0.5 : a.name == "js_divergence" ? 0.111426 : 0;
      if (truth > 0) {
        EXPECT_LE(a.estimate.interval->lower, truth) << a.name << " of " << of->text;
        EXPECT_GE(a.estimate.interval->upper, truth) << a.name << " of " << of->text;
      }
    }
  }
  EXPECT_EQ(ask({}, p, nullptr).answers.at(0).estimate.method, method::knn);
  EXPECT_EQ(refusal("js", p, rows("mvnormal_diagonal([0, 0, 0], [1, 1, 1])", 400, 3)),
            "a row of p has 2 numbers, one of q 3");
}

TEST(AskSamples, WeightsAreHeededOrRefused) {
  samples weighted{normals(100)};
  weighted.weights.assign(100, 2);
  const operand p{"w", weighted}, q = column(normals(120));
  EXPECT_EQ(one("js", p, q).estimate.value, one("js", column(normals(100)), q).estimate.value);
  EXPECT_EQ(one("kl", p, q).estimate.method, method::density_ratio);
  EXPECT_NE(refusal("cross_entropy", p, q).find("independent and equal"), std::string::npos);
  EXPECT_EQ(one("w1", p, q).estimate.value, one("w1", column(normals(100)), q).estimate.value);
  EXPECT_EQ(one("w1", p, q).estimate.interval->upper, one("w1", column(normals(100)), q).estimate.interval->upper);
  const operand thrice = column({2, 1, 1, 1, 5}), heavy{"w", samples{.values = {5, 1, 2}, .weights = {1, 3, 1}}};
  for (const char* measure : {"w1", "w2", "energy"}) {
    EXPECT_NEAR(one(measure, heavy, q).estimate.value, one(measure, thrice, q).estimate.value, 1e-14) << measure;
    const operand known = density("normal(0, 1)");
    EXPECT_NEAR(one(measure, heavy, known).estimate.value, one(measure, thrice, known).estimate.value, 1e-10)
        << measure;
  }
  EXPECT_NE(refusal("js", p, density("poisson(1)")).find("independent and equal"), std::string::npos);
}

TEST(AskSamples, AnAtomIsNotSmoothedInSilence) {
  std::vector<double> half = normals(100);
  std::fill_n(half.begin(), 10, 0.5);
  const answer noted = one("js", column(half), column(normals(120)));
  EXPECT_EQ(noted.estimate.method, method::density_ratio);
  EXPECT_NE(noted.estimate.notes.front().find("an atom"), std::string::npos);
  std::fill_n(half.begin(), 60, 0.5);
  EXPECT_NE(one("js", column(half), column(normals(120))).estimate.method, method::density_ratio);
}

TEST(AskSamples, WholeNumbersAreCountedAgainstMasses) {
  const operand q = density("poisson(1)");
  const operand data = column({1, 0, 2, 1});
  const answer kl = one("kl", data, q);
  EXPECT_EQ(kl.estimate.value, 0);  // 1 - 1.25 log 2 = 0.13 as it stands, of which the bias of 3 values is more
  EXPECT_EQ(kl.estimate.method, method::zhang_grabchak);
  EXPECT_EQ(kl.estimate.interval->lower, 0);
  EXPECT_GT(kl.estimate.interval->upper, 1 - 1.25 * std::numbers::ln2);
  EXPECT_NEAR(one("cross_entropy", data, q).estimate.value, 1 + 0.25 * std::numbers::ln2, 1e-14);
  EXPECT_NEAR(one("reverse_kl", q, data).estimate.value, kl.estimate.value, 1e-15);
  EXPECT_EQ(one("reverse_kl", q, column({1, 1.5})).estimate.notes.front(), "element \"1.5\": Q has 0.5 where P has 0");
  const answer off = one("kl", column({1, 1.5}), q);
  EXPECT_EQ(off.estimate.value, infinite);
  EXPECT_EQ(off.estimate.notes.front(), "element \"1.5\": P has 0.5 where Q has 0");
}

TEST(AskSamples, TooFewValuesAreRefused) {
  EXPECT_EQ(refusal("kl", column({1}, 4), density("normal(0, 1)")),
            "p has 1 of 5 values that are not missing; 2 are the least");
}

}  // namespace
}  // namespace relent
