#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/estimate/mutual_information.hpp"

namespace relent {
namespace {

struct pair_of_columns {
  matrix x, y;
};

pair_of_columns drawn(std::size_t n) {
  pair_of_columns out{matrix(n, 1), matrix(n, 1)};
  counter_stream bits(3, 0);
  for (std::size_t i = 0; i < n; ++i) {
    out.x(i, 0) = bits.normal();
    out.y(i, 0) = 0.8 * out.x(i, 0) + 0.6 * bits.normal();
  }
  return out;
}

operand numbers(std::vector<double> values, std::vector<std::int64_t> missing_rows = {}) {
  const std::int64_t missing = std::ssize(missing_rows);
  return {"d.csv:x", samples{std::move(values), missing, std::move(missing_rows)}};
}

answer information(const operand& p, const operand& q, question what = {}) {
  what.measures = {"mutual_information"};
  return ask(what, p, &q).answers.at(0);
}

std::string refusal(const operand& p, const operand& q) {
  try {
    static_cast<void>(information(p, q));
  } catch (const error& e) {
    return e.what();
  }
  return "answered";
}

TEST(AskDependence, TwoColumnsOfTheSameRows) {
  const auto [x, y] = drawn(200);
  const estimate nats = sample_mutual_information(x, y, {.level = 0.5});
  const answer bits = information(numbers(x.values), numbers(y.values), {.unit = unit::bits, .level = 0.5});
  EXPECT_EQ(bits.estimate.method, method::ksg);
  EXPECT_DOUBLE_EQ(bits.estimate.value, nats.value / std::log(2));
  EXPECT_DOUBLE_EQ(bits.estimate.interval->lower, nats.interval->lower / std::log(2));
  EXPECT_EQ(bits.estimate.level, 0.5);
}

TEST(AskDependence, RowsStayPairedWhereValuesAreMissing) {
  // x lacks rows 1 and 4, y lacks rows 0 and 4: 3, 5, 6, 7, ... and 2 are what both have.
  auto [x, y] = drawn(60);
  std::vector<double> of_x, of_y;
  matrix left_x(0, 1), left_y(0, 1);
  for (std::size_t i = 0; i < 60; ++i) {
    const bool in_x = i != 1 && i != 4, in_y = i != 0 && i != 4;
    if (in_x) {
      of_x.push_back(x(i, 0));
    }
    if (in_y) {
      of_y.push_back(y(i, 0));
    }
    if (in_x && in_y) {
      left_x.values.push_back(x(i, 0));
      left_y.values.push_back(y(i, 0));
    }
  }
  left_x.rows = left_y.rows = left_x.values.size();
  const answer found = information(numbers(of_x, {1, 4}), numbers(of_y, {0, 4}));
  EXPECT_EQ(found.estimate.value, sample_mutual_information(left_x, left_y).value);
  EXPECT_EQ(found.estimate.notes.front(),
            "3 of 60 rows have a missing value on one side or the other and are left out");
  EXPECT_EQ(refusal({"x", samples{of_x, 2}}, numbers(of_y, {0, 4})),
            "p: 2 values are missing, and which rows those are must be known to pair the others (missing_rows)");
}

TEST(AskDependence, WordsAndSeveralColumnsTakePart) {
  const auto [x, y] = drawn(120);
  categories words{{}, {"low", "high"}};
  for (std::size_t i = 0; i < y.rows; ++i) {
    words.codes.push_back(i == 7 ? -1 : y(i, 0) > 0 ? 1 : 0);
  }
  const operand w{"w", words};
  const answer there = information(numbers(x.values), w), back = information(w, numbers(x.values));
  EXPECT_EQ(there.estimate.method, method::mixed_knn);
  EXPECT_EQ(there.estimate.value, back.estimate.value);
  EXPECT_EQ(there.estimate.notes.front(),
            "1 of 120 rows have a missing value on one side or the other and are left out");
  matrix both(120, 2);
  for (std::size_t i = 0; i < 120; ++i) {
    both(i, 0) = x(i, 0);
    both(i, 1) = y(i, 0);
  }
  const operand joint{"a,b", joint_samples{both, {"a", "b"}}};
  EXPECT_GT(information(joint, w).estimate.value, there.estimate.value);
  EXPECT_EQ(information(joint, numbers(x.values)).estimate.value, sample_mutual_information(both, x).value);
}

TEST(AskDependence, RefusesWhatCannotBePaired) {
  EXPECT_EQ(refusal(numbers({1, 2, 3, 4, 5}), numbers({1, 2, 3, 4})),
            "p has 5 rows and q has 4; they are paired row by row, so they must be the same");
  EXPECT_EQ(refusal(numbers({1}, {1}), numbers({1}, {0})), "no row has a value on both sides");
}

}  // namespace
}  // namespace relent
