#include "relent/compare/associations.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "compare/independence.hpp"
#include "compare/memory_source.hpp"
#include "compare/sampled_columns.hpp"

namespace relent {
namespace {

using testing::memory_source;

/// x and y with correlation 0.8, noise, words that follow x, and columns that tell nothing.
memory_source made(std::size_t n, std::uint64_t seed = 1) {
  std::vector<double> x, y, noise;
  std::vector<std::string> words, ids;
  counter_stream bits(seed, 0);
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(i % 50 == 3 ? testing::missing_number : bits.normal());
    y.push_back(0.8 * (std::isnan(x.back()) ? 0 : x.back()) + 0.6 * bits.normal());
    noise.push_back(bits.normal());
    words.emplace_back(y.back() > 0 ? "high" : "low");
    ids.push_back("id" + std::to_string(i));
  }
  memory_source out("made");
  out.numbers("x", x).numbers("y", y).numbers("noise", noise).words("word", words).words("id", ids);
  out.numbers("flat", std::vector<double>(n, 2.5)).numbers("empty", std::vector<double>(n, testing::missing_number));
  return out;
}

const association& pair_in(const associations& a, const std::string& x, const std::string& y) {
  return *std::ranges::find_if(a.pairs, [&](const association& p) { return p.x == x && p.y == y; });
}

TEST(Associations, EveryPairStrongestFirst) {
  const associations found = find_associations(made(1000));
  EXPECT_EQ(found.rows, 1000);
  ASSERT_EQ(found.columns.size(), 4U);
  EXPECT_EQ(found.columns[0].missing, 20);
  ASSERT_EQ(found.pairs.size(), 6U);
  EXPECT_TRUE(std::ranges::is_sorted(found.pairs, std::greater{}, &association::strength));
  const association& straight = pair_in(found, "x", "y");
  EXPECT_NEAR(straight.strength, 0.8, 0.06);
  EXPECT_EQ(straight.rows, 980);
  EXPECT_LT(*straight.adjusted_p_value, 1e-12);
  EXPECT_EQ(straight.mutual_information.estimate.method, method::ksg);
  const association& worded = pair_in(found, "y", "word");
  EXPECT_GT(worded.strength, 0.9);  // a word is a function of y
  EXPECT_EQ(worded.mutual_information.estimate.method, method::mixed_knn);
  EXPECT_GT(*pair_in(found, "x", "noise").adjusted_p_value, 0.01);
  ASSERT_EQ(found.skipped.size(), 3U);
  EXPECT_EQ(found.skipped[0].reason, "all words differ");
  EXPECT_EQ(found.skipped[1].reason, "constant, always 2.5");
  EXPECT_EQ(found.skipped[2].reason, "no values");
}

TEST(Associations, DrawsRowsAndDoesNotDependOnThreads) {
  const memory_source data = made(3000);
  std::vector<std::string> told;
  const associations one = find_associations(data, {.rows = 400, .threads = 1, .on_progress = [&](const progress& p) {
                                                      told.push_back(p.what + " " + std::string(p.things));
                                                    }});
  const associations two = find_associations(data, {.rows = 400, .threads = 2});
  EXPECT_EQ(one.rows_used, 400);
  for (std::size_t i = 0; i < one.pairs.size(); ++i) {
    EXPECT_EQ(one.pairs[i].mutual_information.estimate.value, two.pairs[i].mutual_information.estimate.value);
    EXPECT_EQ(one.pairs[i].p_value, two.pairs[i].p_value);
  }
  EXPECT_EQ(told.front(), "reading rows");
  EXPECT_EQ(told.back(), "associating columns pairs");
}

TEST(Associations, RefusesWhatHasNoPairs) {
  const auto said = [](const source& data, const association_options& how = {}) {
    try {
      static_cast<void>(find_associations(data, how));
    } catch (const error& e) {
      return std::string(e.what());
    }
    return std::string("nothing");
  };
  EXPECT_EQ(said(made(100), {.columns = {"x", "flat"}}),
            "made: associations need two columns, and there is one; \"flat\" is left out: constant, always 2.5");
  EXPECT_EQ(said(made(100), {.columns = {"nois"}}), "no column \"nois\" in made; did you mean \"noise\"?");
  EXPECT_EQ(said(made(0)), "made has no rows");
  EXPECT_EQ(said(made(100), {.rows = 19}), "rows = 19, must be >= 20");
}

TEST(Independence, RejectsAsOftenAsItSays) {
  counter_stream bits(5, 0);
  int small = 0;
  constexpr int times = 1000;
  for (int t = 0; t < times; ++t) {
    std::vector<double> x, y;
    for (int i = 0; i < 100; ++i) {
      x.push_back(bits.normal());
      y.push_back(std::floor(6 * bits.uniform()));
    }
    small += *comparing::test_independence(comparing::celled(x), comparing::celled(y)).p_value < 0.05 ? 1 : 0;
  }
  EXPECT_LE(small, 70);  // 5% of 1,000 and 3 standard deviations
  EXPECT_GE(small, 15);
}

TEST(Independence, EveryCellExpectsFiveRows) {
  std::vector<double> x;
  std::vector<std::int32_t> words;
  counter_stream bits(6, 0);
  for (int i = 0; i < 300; ++i) {
    x.push_back(bits.uniform() < 0.3 ? 0 : bits.normal());
    words.push_back(static_cast<std::int32_t>(-std::log(bits.uniform()) * 4));
  }
  for (const auto& column : {comparing::celled(x), comparing::celled(words)}) {
    std::vector<int> count(column.size);
    for (const std::int32_t c : column.cells) {
      ++count[static_cast<std::size_t>(c)];
    }
    EXPECT_GE(count.size(), 3U);
    EXPECT_GE(*std::ranges::min_element(count), 38);  // sqrt(5 * 300)
  }
}

TEST(SampledColumns, EveryRowIsAsLikely) {
  std::vector<double> rows;
  for (int i = 0; i < 20; ++i) {
    rows.push_back(i);
  }
  memory_source data("d", 7);
  data.numbers("row", rows);
  const std::vector<std::size_t> columns{0};
  const auto all = comparing::sample_columns(data, columns, 100, {});
  EXPECT_EQ(all.columns[0].numbers, rows);
  const auto some = comparing::sample_columns(data, columns, 5, {});
  EXPECT_EQ(some.columns[0].numbers.size(), 5U);
  EXPECT_TRUE(std::ranges::is_sorted(some.columns[0].numbers));
}

}  // namespace
}  // namespace relent
