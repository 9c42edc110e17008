#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"
#include "relent/estimate/count_divergence.hpp"
#include "relent/estimate/count_entropy.hpp"

#include "measure/golden_check.hpp"

namespace relent {
namespace {

using strings = std::vector<std::string>;
using reals = std::vector<double>;

operand list(std::string_view text) { return parse_operand(text, {}); }

measurement ask_text(const question& what, std::string_view p, std::string_view q = {}) {
  const operand first = list(p);
  if (q.empty()) {
    return ask(what, first, nullptr);
  }
  const operand second = list(q);
  return ask(what, first, &second);
}

answer one(const std::string& measure, std::string_view p, std::string_view q = {}, question what = {}) {
  what.measures = {measure};
  return ask_text(what, p, q).answers.at(0);
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const error& e) {
    return e.message();
  }
  return "answered";
}

bool has_note(const answer& a, const std::string& part) {
  for (const std::string& note : a.estimate.notes) {
    if (note.find(part) != std::string::npos) {
      return true;
    }
  }
  return false;
}

strings names(const measurement& m) {
  strings out;
  for (const answer& a : m.answers) {
    out.push_back(a.name);
  }
  return out;
}

TEST(Ask, DefaultsSuitWhatWasGiven) {
  EXPECT_EQ(names(ask_text({}, "0.5,0.5")), (strings{"entropy", "perplexity"}));
  EXPECT_EQ(names(ask_text({}, "0.5,0.5", "0.9,0.1")),
            (strings{"kl_divergence", "reverse_kl_divergence", "cross_entropy", "js_divergence", "js_distance",
                     "total_variation", "hellinger_distance"}));
  EXPECT_EQ(names(ask_text({}, "0.1,0.2;0.3,0.4")),
            (strings{"joint_entropy", "conditional_entropy", "mutual_information", "normalized_mutual_information",
                     "variation_of_information"}));
}

TEST(Ask, EachMeasureAnswersOnceInTheOrderAsked) {
  EXPECT_EQ(names(ask_text({.measures = {"tv", "kl", "KL", "total_variation"}}, "0.5,0.5", "0.9,0.1")),
            (strings{"total_variation", "kl_divergence"}));
}

TEST(Ask, UnitsConvertEverythingOnceAtTheEnd) {
  const question nats{.explain = true}, bits{.unit = unit::bits, .explain = true};
  const answer a = one("kl", "counts:30,20,50", "0.2,0.3,0.5", nats),
               b = one("kl", "counts:30,20,50", "0.2,0.3,0.5", bits);
  const double factor = 1 / std::log(2.0);
  EXPECT_DOUBLE_EQ(b.estimate.value, a.estimate.value * factor);
  EXPECT_DOUBLE_EQ(*b.estimate.standard_error, *a.estimate.standard_error * factor);
  EXPECT_DOUBLE_EQ(b.estimate.interval->upper, a.estimate.interval->upper * factor);
  EXPECT_DOUBLE_EQ(b.contributions[0].value, a.contributions[0].value * factor);
  EXPECT_EQ(one("tv", "0.5,0.5", "0.9,0.1", bits).estimate.value, one("tv", "0.5,0.5", "0.9,0.1", nats).estimate.value);
  EXPECT_NEAR(one("js_distance", "1,0", "0,1", bits).estimate.value, 1, 1e-15);
}

TEST(Ask, AnInfiniteAnswerNamesItsElements) {
  const answer a = one("reverse_kl", "0.25,0.25,0.25,0.25,0", "0.2,0.2,0.2,0.2,0.2");
  EXPECT_EQ(a.estimate.value, INFINITY);
  EXPECT_EQ(a.estimate.notes, (strings{"element 4: Q has 0.2 where P has 0"}));
  EXPECT_EQ(one("kl", "0.5,0.5,0", "0,0.5,0.5").estimate.notes, (strings{"element 0: P has 0.5 where Q has 0"}));
  EXPECT_EQ(one("bhattacharyya", "1,0", "0,1").estimate.value, INFINITY);
  const operand p{"p", masses{{0.5, 0.5}, {}, {"BR", "PT"}}}, q{"q", masses{{1, 0}, {}, {"BR", "PT"}}};
  const measurement named = ask({.measures = {"kl"}}, p, &q);
  EXPECT_EQ(named.answers[0].estimate.notes, (strings{"element \"PT\": P has 0.5 where Q has 0"}));
}

TEST(Ask, OnlySoManyElementsAreNamed) {
  const operand p{"p", masses{std::vector<double>(100, 0.01)}};
  std::vector<double> corner(100);
  corner[0] = 1;
  const operand q{"q", masses{corner}};
  const answer few = ask({.measures = {"kl"}, .named_elements = 10}, p, &q).answers[0];
  ASSERT_EQ(few.estimate.notes.size(), 11U);
  EXPECT_EQ(few.estimate.notes.back(), "and 89 more elements");
  EXPECT_EQ(ask({.measures = {"kl"}}, p, &q).answers[0].estimate.notes.size(), 99U);
}

TEST(Ask, ContributionsComeLargestFirst) {
  const answer a = one("kl", "0.1,0.4,0.5", "0.8,0.15,0.05", {.explain = true});
  ASSERT_EQ(a.contributions.size(), 3U);
  EXPECT_EQ(a.contributions[0].index, 2);
  EXPECT_NEAR(a.contributions[0].value, 0.5 * std::log(10), 1e-15);
  EXPECT_EQ(a.contributions[0].q, 0.05);
  EXPECT_EQ(a.contributions[1].index, 1);
  EXPECT_TRUE(one("kl", "0.1,0.4,0.5", "0.8,0.15,0.05").contributions.empty());
  EXPECT_EQ(
      one("kl", "1,4,5", "0.8,0.15,0.05", {.how = {.mode = mass_mode::normalise}, .explain = true}).contributions[0].p,
      0.5);
}

TEST(Ask, SelfInformationAlwaysListsItsElements) {
  const answer a = one("self_information", "1/4,3/4", {}, {.unit = unit::bits});
  ASSERT_EQ(a.contributions.size(), 2U);
  EXPECT_NEAR(a.contributions[0].value, 2, 1e-15);
  EXPECT_NEAR(one("self_information", "1/6", {}, {.unit = unit::bits}).estimate.value, 2.584962500721, 1e-12);
}

TEST(Ask, JointTablesNameTheirCells) {
  const answer a = one("mi", "0.5,0;0,0.5", {}, {.unit = unit::bits, .explain = true});
  EXPECT_NEAR(a.estimate.value, 1, 1e-15);
  EXPECT_TRUE(a.contributions[0].label == "[0, 0]" || a.contributions[0].label == "[1, 1]");
  EXPECT_EQ(one("nmi", "0.5,0;0,0.5").estimate.value, 1);
}

TEST(Ask, RefusalsSayWhyAndWhere) {
  EXPECT_EQ(refusal([] { return one("kl", "0.5,0.5"); }),
            "kl_divergence compares two distributions; give a second operand");
  EXPECT_EQ(refusal([] { return one("kl", "0.5,0.5", "0.5,-0.1,0.6"); }),
            "p has 2 elements and q has 3 elements; they must be the same");
  EXPECT_EQ(refusal([] { return one("kl", "0.5,0.5", "1.1,-0.1"); }), "q[1] = -0.1, must be >= 0");
  EXPECT_EQ(refusal([] { return one("reverse_kl", "0.5,0.5", "1.1,-0.1"); }), "q[1] = -0.1, must be >= 0");
  EXPECT_EQ(refusal([] { return one("entropy", "counts:1,-2"); }), "p[1] = -2, must be a whole number >= 0 (a count)");
  EXPECT_EQ(refusal([] { return one("kl", "0.5,0.5", "counts:1,1.5"); }),
            "q[1] = 1.5, must be a whole number >= 0 (a count)");
  EXPECT_EQ(refusal([] { return one("entropy", "counts:0,0"); }), "p: all counts are 0; nothing was observed");
  EXPECT_NE(refusal([] { return one("mi", "0.5,0.5"); }).find("rows between semicolons"), std::string::npos);
  EXPECT_NE(refusal([] { return one("mi", "0.5,0.5", "0.5,0.5"); }).find("one joint table"), std::string::npos);
  EXPECT_NE(refusal([] { return one("f_divergence", "0.5,0.5", "0.5,0.5"); }).find("generator"), std::string::npos);
  EXPECT_NE(refusal([] { return one("kl", "0.5,0.4", "0.5,0.5"); }).find("p sums to 0.9"), std::string::npos);
  EXPECT_NE(refusal([] { return one("entropy", "nan,0.5"); }).find("p[0] = nan"), std::string::npos);
  EXPECT_NE(refusal([] { return one("renyi", "0.5,0.5", "0.5,0.5", {.how = {.alpha = -1}}); }).find("alpha"),
            std::string::npos);
  EXPECT_EQ(refusal([] { return one("kl", "0.5,0.5", "0.5,0.5", {.level = 95}); }),
            "level = 95, must be between 0 and 1");
}

TEST(Ask, PairsThatNoRoomAnswersGetAReason) {
  const operand numbers{"x.npy", samples{{1, 2, 3}}}, words{"d.csv:c", categories{{0, 1}, {"a", "b"}}},
      m = list("0.5,0.5");
  EXPECT_NE(refusal([&] { return ask({.measures = {"perplexity"}}, numbers, nullptr); }).find("numbers have a density"),
            std::string::npos);
  EXPECT_NE(refusal([&] { return ask({}, words, &m); }).find("no labels"), std::string::npos);
  EXPECT_NE(refusal([&] { return ask({}, words, &numbers); }).find("holds numbers and the other words"),
            std::string::npos);
  EXPECT_NE(refusal([&] { return ask({.measures = {"nmi"}}, numbers, &numbers); }).find("mutual_information alone"),
            std::string::npos);
  EXPECT_NE(refusal([&] { return ask({.measures = {"mi"}}, numbers, nullptr); }).find("as the second operand"),
            std::string::npos);
  for (const route& r : routes()) {
    EXPECT_FALSE(r.p.empty() || r.words.empty());
  }
}

TEST(Ask, CountsAnswerWithTheDeltaMethod) {
  // Entropy of a fair coin seen 30:70, by hand: variance (sum p log^2 p - H^2) / n.
  const answer a = one("entropy", "counts:30,70", {}, {.estimator = "plug_in"});
  const double h = -(0.3 * std::log(0.3) + 0.7 * std::log(0.7));
  const double variance = (0.3 * std::log(0.3) * std::log(0.3) + 0.7 * std::log(0.7) * std::log(0.7) - h * h) / 100;
  EXPECT_NEAR(a.estimate.value, h, 1e-15);
  EXPECT_EQ(a.estimate.method, method::plug_in);
  EXPECT_NEAR(*a.estimate.standard_error, std::sqrt(variance), 1e-15);
  const double first_order = 1.959963984540054 * std::sqrt(variance);
  EXPECT_GE(a.estimate.interval->upper - h, first_order * (1 - 1e-12));
  EXPECT_LE(a.estimate.interval->upper - h, 1.1 * first_order);
  EXPECT_EQ(*a.estimate.level, 0.95);
  EXPECT_FALSE(a.estimate.error_bound);
}

TEST(Ask, CountsAreEstimatedByWhatSuitsTheMeasure) {
  const auto by = [](const char* measure, const char* p, const char* q = nullptr, const char* estimator = "") {
    return one(measure, p, q != nullptr ? q : std::string{}, {.estimator = estimator}).estimate;
  };
  const reals p{19, 2, 0, 7}, q{30, 12, 5, 9}, masses{0.5, 0.25, 0.125, 0.125};
  const double h = count_entropy(p, {.categories = 4}).value;
  EXPECT_EQ(by("entropy", "counts:19,2,0,7").value, h);
  EXPECT_EQ(by("entropy", "counts:19,2,0,7").method, method::grassberger);
  EXPECT_EQ(by("perplexity", "counts:19,2,0,7").value, std::exp(h));
  EXPECT_EQ(by("joint_entropy", "counts:19,2;0,7").value, h);
  EXPECT_EQ(by("entropy", "counts:19,2,0,7", nullptr, "NSB").value,
            count_entropy(p, {.estimator = method::nsb, .categories = 4}).value);
  EXPECT_EQ(by("kl", "counts:19,2,0,7", "0.5,0.25,0.125,0.125").value, count_kl_divergence({p}, {masses, false}).value);
  EXPECT_EQ(by("reverse_kl", "counts:19,2,0,7", "counts:30,12,5,9").value, count_kl_divergence({q}, {p}).value);
  EXPECT_EQ(by("ce", "counts:19,2,0,7", "counts:30,12,5,9").value, count_cross_entropy({p}, {q}).value);
  const estimate js = count_js_divergence({p}, {q});
  EXPECT_EQ(by("js", "counts:19,2,0,7", "counts:30,12,5,9").interval->upper, js.interval->upper);
  EXPECT_EQ(by("js_distance", "counts:19,2,0,7", "counts:30,12,5,9").value, std::sqrt(js.value));
  EXPECT_EQ(by("mi", "counts:12,5;7,9").value, count_mutual_information(reals{12, 5, 7, 9}, 2).value);
  EXPECT_EQ(by("tv", "counts:19,2,0,7", "counts:30,12,5,9").method, method::plug_in);
  EXPECT_EQ(by("kl", "counts:1,3", "0.5,0.5", "plug_in").value, by("kl", "0.25,0.75", "0.5,0.5").value);
  const operand word{"d.csv:c", categories{{0, 0, 0, 1, 1}, {"a", "b"}}};
  EXPECT_EQ(ask({.measures = {"entropy"}}, word, nullptr).answers[0].estimate.value,
            count_entropy(reals{3, 2}).value);  // how many other words there are is unknown
}

TEST(Ask, EstimatorsAreRefusedWhereTheyDoNotAnswer) {
  const auto refused = [](const char* measure, const char* p, const char* q, const char* estimator) {
    return refusal([&] { return one(measure, p, q, {.estimator = estimator}); });
  };
  EXPECT_EQ(refused("entropy", "counts:1,2", "", "miler_madow"),
            "no estimator \"miler_madow\"; did you mean \"miller_madow\"?");
  EXPECT_NE(refused("entropy", "counts:1,2", "", "x").find("there are plug_in, miller_madow"), std::string::npos);
  EXPECT_NE(refused("kl", "counts:1,2", "0.5,0.5", "nsb").find("nsb does not answer kl_divergence"), std::string::npos);
  EXPECT_NE(refused("entropy", "0.5,0.5", "", "nsb").find("nsb does not answer entropy"), std::string::npos);
  EXPECT_EQ(names(ask_text({.estimator = "nsb"}, "counts:1,2")), (strings{"entropy", "perplexity"}));
}

TEST(Ask, WhatWasNeverObservedLeavesTheUpperLimitOpen) {
  const answer open = one("kl", "0.25,0.25,0.5", "counts:60,40,0");
  EXPECT_TRUE(std::isfinite(open.estimate.value));
  ASSERT_TRUE(open.estimate.interval);
  EXPECT_EQ(open.estimate.interval->upper, INFINITY);
  EXPECT_TRUE(std::isfinite(open.estimate.interval->lower));
  EXPECT_GT(open.estimate.interval->lower, 0);
  EXPECT_EQ(open.estimate.notes[0], "element 2: P has 0.5 where Q has no observation");
  EXPECT_TRUE(has_note(open, "never observed"));

  const answer certain = one("kl", "counts:60,40,5", "0.5,0.5,0");
  EXPECT_EQ(certain.estimate.interval->lower, INFINITY);
  EXPECT_TRUE(has_note(certain, "for certain"));
}

TEST(Ask, NearEqualityIsSaid) {
  const answer a = one("kl", "counts:52,48", "0.5,0.5");
  EXPECT_EQ(a.estimate.interval->lower, 0);
  EXPECT_TRUE(has_note(a, "do not tell P from Q"));
  EXPECT_FALSE(has_note(one("kl", "counts:90,10", "0.5,0.5"), "do not tell"));
  EXPECT_TRUE(has_note(one("tv", "counts:90,2", "0.5,0.5"), "1 count is below 5"));
}

TEST(Ask, CategoriesLineUpByLabel) {
  const operand p{"a", categories{{0, 0, 1, -1}, {"x", "y"}}}, q{"b", categories{{0, 1, 1, 1}, {"y", "x"}}};
  const measurement m = ask({.measures = {"tv"}, .explain = true}, p, &q);
  EXPECT_NEAR(m.answers[0].estimate.value, 2.0 / 3 - 0.75 < 0 ? 0.75 - 2.0 / 3 : 0, 1e-15);
  EXPECT_TRUE(has_note(m.answers[0], "p: 1 of 4 values are missing"));
  EXPECT_TRUE(m.answers[0].contributions[0].label == "x" || m.answers[0].contributions[0].label == "y");
}

TEST(Ask, PairedCategoriesBecomeATable) {
  const operand p{"a", categories{{0, 0, 1, 1, -1}, {"x", "y"}}}, q{"b", categories{{1, 1, 0, 0, 0}, {"u", "v"}}};
  const answer a = ask({.measures = {"mi"}, .unit = unit::bits}, p, &q).answers[0];
  EXPECT_NEAR(a.estimate.value * std::log(2.0), count_mutual_information(reals{0, 2, 2, 0}, 2).value, 1e-15);
  EXPECT_TRUE(has_note(a, "1 of 5 rows"));
  const operand shorter{"b", categories{{1, 1}, {"u", "v"}}};
  EXPECT_NE(refusal([&] { return ask({.measures = {"mi"}}, p, &shorter); }).find("5 rows and q has 2"),
            std::string::npos);
}

TEST(Ask, NumbersAreNotBinnedWhereTheyNeedNotBe) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  samples x, y;
  for (int i = 0; i < 4000; ++i) {
    x.values.push_back(normal(random));
    y.values.push_back(normal(random) + 1);
  }
  const operand p{"x", x}, q{"y", y};
  const answer a = ask({.measures = {"kl"}}, p, &q).answers[0];
  EXPECT_NE(a.estimate.method, method::binned);
  EXPECT_NEAR(a.estimate.value, 0.5, 0.1);  // KL of N(0,1) and N(1,1)
  EXPECT_LT(a.estimate.interval->lower, a.estimate.value);
  const answer same = ask({.measures = {"js"}}, p, &p).answers[0];
  EXPECT_EQ(same.estimate.value, 0);  // every value is there twice
  EXPECT_EQ(same.estimate.method, method::binned);
  EXPECT_TRUE(has_note(same, "bins"));
  const operand constant{"c", samples{{3, 3, 3}}};
  EXPECT_EQ(ask({.measures = {"tv"}}, constant, &constant).answers[0].estimate.value, 0);
  const operand empty{"e", samples{{}, 4}};
  EXPECT_NE(refusal([&] { return ask({.measures = {"tv"}}, p, &empty); }).find("q has no values"), std::string::npos);
}

/// The delta-method interval holds the truth about as often as it says, away from equality.
TEST(Ask, IntervalsCoverTheTruth) {
  const std::vector<double> p{0.1, 0.4, 0.5}, q{0.5, 0.3, 0.2};
  std::mt19937_64 random(7);
  const auto draw = [&](const std::vector<double>& from, int n) {
    std::discrete_distribution<int> die(from.begin(), from.end());
    counts out{std::vector<double>(3)};
    for (int i = 0; i < n; ++i) {
      out.values[static_cast<std::size_t>(die(random))] += 1;
    }
    return operand{"counts", out};
  };
  const operand truth_p{"p", masses{p}}, truth_q{"q", masses{q}};
  for (const char* name : {"kl", "js", "js_distance", "hellinger", "tv", "renyi", "chi2", "jeffreys", "ce"}) {
    const question what{.measures = {name}};
    const double truth = ask(what, truth_p, &truth_q).answers[0].estimate.value;
    int covered = 0;
    constexpr int rounds = 400;
    for (int i = 0; i < rounds; ++i) {
      const operand a = draw(p, 400), b = draw(q, 300);
      const interval found = *ask(what, a, &b).answers[0].estimate.interval;
      covered += found.lower <= truth && truth <= found.upper;
    }
    EXPECT_GE(covered, 0.90 * rounds) << name;
    EXPECT_LE(covered, 0.99 * rounds) << name;
  }
}

/// Where the slope vanishes the standard error says nothing; the interval must still hold the truth.
TEST(Ask, IntervalsCoverTheTruthWhereTheSlopeVanishes) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<int> die(0, 5);
  const operand uniform{"uniform", masses{std::vector<double>(6, 1.0 / 6)}};
  for (const char* name : {"entropy", "perplexity", "kl", "js", "chi2", "hellinger", "tv", "renyi_entropy"}) {
    const question what{.measures = {name}};
    const double truth = ask(what, uniform, &uniform).answers[0].estimate.value;
    int covered = 0;
    constexpr int rounds = 300;
    for (int i = 0; i < rounds; ++i) {
      counts seen{std::vector<double>(6)};
      for (int k = 0; k < 200; ++k) {
        seen.values[static_cast<std::size_t>(die(random))] += 1;
      }
      const operand data{"counts", seen};
      const interval found = *ask(what, data, &uniform).answers[0].estimate.interval;
      covered += found.lower <= truth && truth <= found.upper;
    }
    EXPECT_GE(covered, 0.93 * rounds) << name;
  }
  for (const char* few : {"counts:1", "counts:1,1", "counts:2,0", "counts:1,0,1", "counts:1,1,1"}) {
    EXPECT_LE(one("tsallis_entropy", few).estimate.interval->lower, one("tsallis_entropy", few).estimate.value) << few;
    EXPECT_EQ(one("tv", few, few).estimate.interval->lower, 0) << few;
  }
  const estimate even = one("entropy", "counts:50,50").estimate;
  EXPECT_NEAR(even.interval->upper, std::log(2.0), 1e-15);
  EXPECT_LT(even.interval->lower, even.value - 0.01);
  EXPECT_NEAR(*one("entropy", "counts:50,50", {}, {.estimator = "plug_in"}).estimate.standard_error, 0, 1e-15);
}

/// Every golden value of plain masses, through the door: an exact answer is within the error that it states.
TEST(Ask, ExactAnswersAreWithinTheErrorTheyState) {
  for (const measure_entry& m : measures()) {
    if (m.takes == arity::joint || m.parameter == "generator") {
      continue;
    }
    int tried = 0;
    for (const test::golden_case& c : test::read_golden(std::string(m.name))) {
      const operand p{"p", masses{c.p}}, q{"q", masses{c.q}};
      question what{.measures = {std::string(m.name)}, .how = test::parameters_of(c), .support = c.positions};
      const estimate found = ask(what, p, c.q.empty() ? nullptr : &q).answers[0].estimate;
      EXPECT_EQ(std::isinf(c.value), std::isinf(found.value)) << m.name;
      if (std::isfinite(c.value)) {
        ASSERT_TRUE(found.error_bound);
        EXPECT_LE(std::abs(found.value - c.value), *found.error_bound + test::written_as_zero)
            << m.name << " " << c.region << " alpha " << what.how.alpha;
      }
      ++tried;
    }
    EXPECT_GT(tried, 3) << m.name;
  }
}

}  // namespace
}  // namespace relent
