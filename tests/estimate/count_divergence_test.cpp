#include "relent/estimate/count_divergence.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "estimate/chi_square_interval.hpp"
#include "estimate/refusal.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

using list = std::vector<double>;

struct written_side {
  list values;
  bool counted;

  explicit written_side(const std::string& text) : counted(text.rfind("counts:", 0) == 0) {
    values = test::numbers(counted ? text.substr(7) : text);
  }
  [[nodiscard]] category_list view() const { return {values, counted}; }
};

estimate asked(const std::vector<std::string>& field) {
  const written_side p(field.at(2)), q(field.at(3));
  if (field[1] == "kl") {
    return count_kl_divergence(p.view(), q.view());
  }
  if (field[1] == "cross_entropy") {
    return count_cross_entropy(p.view(), q.view());
  }
  return field[1] == "js" ? count_js_divergence(p.view(), q.view(), std::stod(field.at(4)))
                          : count_mutual_information(p.values, std::stoul(field.at(4)));
}

bool has_note(const estimate& e, const std::string& words) {
  for (const std::string& note : e.notes) {
    if (note.find(words) != std::string::npos) {
      return true;
    }
  }
  return false;
}

TEST(CountDivergence, AgreesWithFiftyDigits) {
  int tried = 0;
  for (const std::vector<std::string>& field : test::golden_lines("count_divergence")) {
    const estimate got = asked(field);
    const std::string words = field[1] + " " + field[2] + " " + field[3];
    // Where Q lacks something the value is no lower than the interval.
    const double want = std::max(std::stod(field.at(5)), std::isinf(got.interval->upper) ? got.interval->lower : 0);
    EXPECT_NEAR(got.value, want, std::stod(field.at(6))) << words;
    EXPECT_LE(got.interval->lower, got.value) << words;
    EXPECT_GE(got.interval->upper, got.value) << words;
    ++tried;
  }
  EXPECT_EQ(tried, 49);
}

TEST(CountDivergence, IsInfiniteForCertainWhereAModelExcludesWhatWasSeen) {
  const list seen{60, 40, 5}, model{0.5, 0.5, 0};
  for (const estimate& e : {count_kl_divergence({seen}, {model, false}), count_cross_entropy({seen}, {model, false})}) {
    EXPECT_EQ(e.value, std::numeric_limits<double>::infinity());
    EXPECT_EQ(e.interval->lower, std::numeric_limits<double>::infinity());
    EXPECT_TRUE(has_note(e, "for certain"));
  }
}

TEST(CountDivergence, StaysOpenAboveWhereSomethingWasMerelyNotSeen) {
  const list p{0.25, 0.25, 0.5}, seen{60, 40, 0};
  const estimate e = count_kl_divergence({p, false}, {seen});
  EXPECT_TRUE(std::isfinite(e.value));
  EXPECT_EQ(e.interval->upper, std::numeric_limits<double>::infinity());
  // By hand: half of P is never seen in 100, so that Q's mass there is at most x = 1 - (0.025 / 2^3)^(1/100), whichever
  // of the 2^3 sets it is: KL of 1/2 and x is 0.7764. (With the last two together KL of 0.25,0.75 and 60:40 is 0.2526.)
  EXPECT_NEAR(e.interval->lower, 0.77644, 1e-5);
  EXPECT_TRUE(has_note(e, "never observed"));
  const list here{5, 0}, there{0, 5};
  const estimate apart = count_kl_divergence({here}, {there});
  EXPECT_TRUE(std::isfinite(apart.value));
  EXPECT_EQ(apart.interval->lower, 0);
  EXPECT_EQ(apart.interval->upper, std::numeric_limits<double>::infinity());
  const list many_here{60, 40, 0, 0}, many_there{0, 0, 70, 30};
  const estimate certain = count_kl_divergence({many_here}, {many_there});
  // Of 100 none was elsewhere: at least 0.95055 of P (Clopper & Pearson at 0.025 / 2^4) and at most 0.0626 of Q.
  const double most = std::pow(0.025 / 16, 0.01), least = 1 - most;
  EXPECT_NEAR(certain.interval->lower, most * std::log(most / least) + least * std::log(least / most), 1e-9);
}

TEST(CountDivergence, SaysSoNearEquality) {
  const list even{52, 48}, coin{0.5, 0.5}, table{40, 60, 20, 30};
  const estimate e = count_kl_divergence({even}, {coin, false});
  EXPECT_EQ(e.interval->lower, 0);
  EXPECT_TRUE(has_note(e, "do not tell P from Q"));
  EXPECT_TRUE(has_note(count_mutual_information(table, 2), "do not tell the two from independent"));
  const list uneven{90, 10};
  EXPECT_FALSE(has_note(count_kl_divergence({uneven}, {coin, false}), "do not tell"));
}

TEST(CountDivergence, SaysWhereTheIntervalIsNoPromise) {
  const list rare{1, 0, 1, 0, 0, 2, 0, 1, 0, 0}, even(10, 0.1), many(10, 50);
  EXPECT_TRUE(has_note(count_kl_divergence({rare}, {even, false}), "no promise"));
  EXPECT_TRUE(has_note(count_js_divergence({rare}, {many}), "no promise"));
  EXPECT_TRUE(has_note(count_mutual_information(rare, 5), "no promise"));
  EXPECT_FALSE(has_note(count_kl_divergence({many}, {even, false}), "no promise"));
}

TEST(CountDivergence, RefusesWhatCannotBe) {
  const list two{1, 2}, three{1, 2, 3}, negative{1, -1}, half{1, 0.5}, none{0, 0}, masses{0.5, 0.5}, short_of{0.5, 0.4};
  const auto kl = [](const category_list& p, const category_list& q) {
    return test::refusal([&] { return count_kl_divergence(p, q); });
  };
  EXPECT_EQ(kl({two}, {three}), "count_kl_divergence: p has 2 and q has 3 categories; they must be the same");
  EXPECT_EQ(kl({two}, {negative}), "count_kl_divergence: q[1] = -1, must be a whole number >= 0 (a count)");
  EXPECT_EQ(kl({half}, {two}), "count_kl_divergence: p[1] = 0.5, must be a whole number >= 0 (a count)");
  EXPECT_EQ(kl({two}, {negative, false}), "count_kl_divergence: q[1] = -1, must be a mass >= 0");
  EXPECT_EQ(kl({two}, {short_of, false}), "count_kl_divergence: q sums to 0.9, must be 1");
  EXPECT_EQ(kl({none}, {masses, false}), "count_kl_divergence: p: all counts are 0; nothing was observed");
  EXPECT_EQ(kl({masses, false}, {masses, false}),
            "count_kl_divergence: p and q are both models; nothing is to be estimated");
  EXPECT_EQ(test::refusal([&] { return count_mutual_information(three, 2); }),
            "count_mutual_information: 3 counts do not make rows of 2 columns");
  EXPECT_EQ(test::refusal([&] { return count_js_divergence({two}, {two}, 1); }),
            "count_js_divergence: weight = 1, must be between 0 and 1");
}

/// Far away the interval is the normal one with mean shifted by the bias and both orders of variance.
TEST(CountDivergence, IntervalIsNormalFarFromEquality) {
  const estimating::bent_value far{.plug_in = 0.5, .bias = 0.001, .variance = 4e-6, .scale = 100'000};
  const interval got = estimating::chi_square_interval(far, 0.95);
  const double error = std::sqrt(4e-6 + 0.001 / 100'000);
  EXPECT_NEAR(got.lower, 0.499 - 1.96 * error, 0.03 * error);
  EXPECT_NEAR(got.upper, 0.499 + 1.96 * error, 0.03 * error);
}

/// At equality T is chi-square: the interval holds 0 exactly where T is not among its largest 5%.
TEST(CountDivergence, IntervalHoldsZeroWhereAOneSidedTestDoes) {
  // The 95% quantile of chi-square with 9 degrees of freedom, from tables.
  constexpr double quantile = 16.918977604620448, n = 100;
  for (const double factor : {0.01, 0.5, 0.999, 1.001, 1.5}) {
    const double plug_in = factor * quantile / (2 * n);
    const interval got = estimating::chi_square_interval(
        {.plug_in = plug_in, .bias = 9 / (2 * n), .variance = 2 * plug_in / n, .scale = n}, 0.95);
    EXPECT_EQ(got.lower == 0, factor < 1) << factor;
    EXPECT_GT(got.upper, 0) << factor;
  }
}

}  // namespace
}  // namespace relent
