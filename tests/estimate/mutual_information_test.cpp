#include "relent/estimate/mutual_information.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "estimate/dependence_data.hpp"
#include "estimate/refusal.hpp"

namespace relent {
namespace {

using test::column;
using test::normal_information;
using test::normal_pairs;

std::vector<std::string> parts(const std::string& text, char at) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) {
    out.push_back(part);
  }
  return out;
}

/// `1,2,3|4,5,6`: columns of numbers.
matrix columns_in(const std::string& text) {
  matrix out;
  if (text == "-") {
    return out;
  }
  const auto columns = parts(text, '|');
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto numbers = parts(columns[j], ',');
    if (j == 0) {
      out = matrix(numbers.size(), columns.size());
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      out(i, j) = std::stod(numbers[i]);
    }
  }
  return out;
}

std::vector<std::int32_t> labels_in(const std::string& text) {
  std::vector<std::int32_t> out;
  for (const std::string& part : parts(text, ',')) {
    out.push_back(std::stoi(part));
  }
  return out;
}

TEST(MutualInformation, IsWhatThePapersFormulasGive) {
  std::ifstream file(std::string(RELENT_TEST_DATA) + "/golden/dependence.tsv");
  std::string line;
  std::getline(file, line);
  std::getline(file, line);
  int lines = 0;
  for (; std::getline(file, line); ++lines) {
    const auto f = parts(line, '\t');
    const matrix x = columns_in(f[3]), y = columns_in(f[4]), z = columns_in(f[5]);
    const dependence_options how{
        .neighbours = std::stoul(f[2]),
        .variant = f[0] == "rectangle" ? ksg_variant::rectangle : ksg_variant::square,
        .scale = f[1] == "standardised" ? column_scale::standardised : column_scale::normal_scores,
        .with_interval = false};
    const estimate found = f[0] == "ross" ? sample_mutual_information(x, labels_in(f[6]), how)
                           : z.rows > 0   ? sample_conditional_mutual_information(x, y, z, how)
                                          : sample_mutual_information(x, y, how);
    EXPECT_NEAR(found.value, std::stod(f[7]), 1e-13) << "line " << lines + 3 << ": " << f[0] << " " << f[1];
  }
  EXPECT_EQ(lines, 69);
}

TEST(MutualInformation, DoesNotChangeUnderMonotoneFunctions) {
  const matrix pairs = normal_pairs(300, 0.5, 3), x = column(pairs, 0), y = column(pairs, 1);
  matrix bent = x, turned = y;
  std::ranges::for_each(bent.values, [](double& v) { v = std::exp(3 * v); });
  std::ranges::for_each(turned.values, [](double& v) { v = v * v * v; });
  const estimate plain = sample_mutual_information(x, y), other = sample_mutual_information(bent, turned);
  EXPECT_EQ(plain.value, other.value);
  EXPECT_EQ(plain.interval->lower, other.interval->lower);
  std::ranges::for_each(turned.values, [](double& v) { v = -v; });
  EXPECT_NEAR(sample_mutual_information(bent, turned).value, plain.value, 1e-13);
  EXPECT_NEAR(sample_mutual_information(y, x).value, plain.value, 1e-13);
}

TEST(MutualInformation, IsTheSameForAnyNumberOfThreads) {
  const matrix pairs = normal_pairs(3000, 0.5, 4), x = column(pairs, 0), y = column(pairs, 1);
  const estimate one = sample_mutual_information(x, y, {.threads = 1}),
                 two = sample_mutual_information(x, y, {.threads = 2});
  EXPECT_EQ(one.value, two.value);
  EXPECT_EQ(*one.standard_error, *two.standard_error);
}

TEST(MutualInformation, ComesNearTheTruthOfNormalPairs) {
  for (const double correlation : {0.0, 0.3, 0.6, 0.9, 0.99}) {
    const matrix pairs = normal_pairs(5000, correlation, 5);
    const estimate found = sample_mutual_information(column(pairs, 0), column(pairs, 1));
    EXPECT_NEAR(found.value, normal_information(correlation), 0.05) << correlation;
    EXPECT_EQ(found.method, method::ksg);
    EXPECT_LT(found.interval->upper - found.interval->lower, 0.12);
    const estimate rectangles =
        sample_mutual_information(column(pairs, 0), column(pairs, 1), {.variant = ksg_variant::rectangle});
    EXPECT_NEAR(rectangles.value, normal_information(correlation), 0.06) << correlation;
  }
}

TEST(MutualInformation, TakesSeveralColumnsASide) {
  // x1, x2, y1, y2 with x1 ~ y1 and x2 ~ y2 alone: informations add.
  const matrix rows = test::rows_drawn(4000, 4, 6, [](counter_stream& bits, double* row) {
    for (int j = 0; j < 2; ++j) {
      row[j] = bits.normal();
      row[j + 2] = 0.6 * row[j] + 0.8 * bits.normal();
    }
  });
  matrix x(4000, 2), y(4000, 2);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      x(i, j) = rows(i, j);
      y(i, j) = rows(i, j + 2);
    }
  }
  const estimate found = sample_mutual_information(x, y);
  EXPECT_NEAR(found.value, 2 * normal_information(0.6), 0.07);
  EXPECT_EQ(found.notes.back().substr(0, 42), "an estimate from neighbours in 4 columns l");
}

/// How many of 200 intervals hold the truth.
template <class Draw>
int held(double truth, std::size_t n, const Draw& draw) {
  int out = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const estimate found = draw(n, seed);
    out += found.interval->lower <= truth && truth <= found.interval->upper ? 1 : 0;
  }
  return out;
}

TEST(MutualInformation, IntervalsHoldTheTruth) {
  const auto normal = [](double correlation) {
    return [correlation](std::size_t n, std::uint64_t seed) {
      const matrix pairs = normal_pairs(n, correlation, seed);
      return sample_mutual_information(column(pairs, 0), column(pairs, 1), {.partitions = 20});
    };
  };
  EXPECT_GE(held(0, 200, normal(0)), 184);
  EXPECT_GE(held(normal_information(0.6), 200, normal(0.6)), 182);
  EXPECT_GE(held(normal_information(0.9), 200, normal(0.9)), 182);
}

TEST(MutualInformation, RepeatedValuesAreCounted) {
  // Whole numbers alone: the information of their table, here of a coin seen through a channel that turns one in ten.
  const matrix coins = test::rows_drawn(4000, 2, 7, [](counter_stream& bits, double* row) {
    row[0] = bits.coin() ? 1 : 0;
    row[1] = bits.uniform() < 0.1 ? 1 - row[0] : row[0];
  });
  const double truth = std::log(2) + 0.1 * std::log(0.1) + 0.9 * std::log(0.9);
  EXPECT_NEAR(sample_mutual_information(column(coins, 0), column(coins, 1)).value, truth, 0.02);
  // A whole number and a stretch above it (Gao et al. 2017, section 5): log m - (m - 1) log 2 / m.
  const matrix mixed = test::rows_drawn(4000, 2, 8, [](counter_stream& bits, double* row) {
    row[0] = std::floor(5 * bits.uniform());
    row[1] = row[0] + 2 * bits.uniform();
  });
  const double of_mixed = std::log(5) - 0.8 * std::log(2);
  EXPECT_NEAR(sample_mutual_information(column(mixed, 0), column(mixed, 1)).value, of_mixed, 0.05);
  // Zeros with probability 1/2 on both sides together, else independent normals: I is that of the coin, log 2.
  const matrix inflated = test::rows_drawn(4000, 2, 9, [](counter_stream& bits, double* row) {
    const bool zero = bits.coin();
    row[0] = zero ? 0 : bits.normal();
    row[1] = zero ? 0 : bits.normal();
  });
  const estimate both = sample_mutual_information(column(inflated, 0), column(inflated, 1));
  EXPECT_NEAR(both.value, std::log(2), 0.05);
  EXPECT_EQ(both.method, method::mixed_knn);
}

TEST(MutualInformation, NumbersAgainstCategories) {
  const matrix mixed = test::rows_drawn(3000, 2, 10, [](counter_stream& bits, double* row) {
    row[0] = std::floor(5 * bits.uniform());
    row[1] = row[0] + 2 * bits.uniform();
  });
  std::vector<std::int32_t> words(mixed.rows);
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = static_cast<std::int32_t>(mixed(i, 0));
  }
  const estimate found = sample_mutual_information(column(mixed, 1), words);
  const double truth = std::log(5) - 0.8 * std::log(2);
  EXPECT_NEAR(found.value, truth, 0.05);
  EXPECT_EQ(found.method, method::mixed_knn);
  EXPECT_LT(found.interval->lower, truth);
  EXPECT_GT(found.interval->upper, truth);
  words.back() = 17;
  EXPECT_EQ(sample_mutual_information(column(mixed, 1), words).notes.front(),
            "1 row of a category that occurs once tell nothing and are left out");
}

TEST(MutualInformation, WhatAThirdExplainsIsNotCounted) {
  // x and y are both z and noise: dependent, and independent given z.
  const matrix rows = test::rows_drawn(2000, 3, 11, [](counter_stream& bits, double* row) {
    row[2] = bits.normal();
    row[0] = row[2] + 0.5 * bits.normal();
    row[1] = row[2] + 0.5 * bits.normal();
  });
  const matrix x = column(rows, 0), y = column(rows, 1), z = column(rows, 2);
  EXPECT_GT(sample_mutual_information(x, y).interval->lower, 0.3);
  const estimate given = sample_conditional_mutual_information(x, y, z);
  EXPECT_NEAR(given.value, 0, 0.05);
  // And what it does not explain is: of normal variables -1/2 log(1 - partial correlation^2).
  const matrix linked = test::rows_drawn(4000, 3, 12, [](counter_stream& bits, double* row) {
    row[2] = bits.normal();
    row[0] = row[2] + bits.normal();
    row[1] = row[2] + 0.8 * (row[0] - row[2]) + 0.6 * bits.normal();
  });
  EXPECT_NEAR(sample_conditional_mutual_information(column(linked, 0), column(linked, 1), column(linked, 2)).value,
              normal_information(0.8), 0.1);
}

TEST(MutualInformation, PValuesTellDependenceFromNone) {
  const matrix none = normal_pairs(150, 0, 13), some = normal_pairs(150, 0.85, 14);
  EXPECT_GT(independence_p_value(column(none, 0), column(none, 1), 99), 0.05);
  EXPECT_EQ(independence_p_value(column(some, 0), column(some, 1), 99), 0.01);
  const matrix rows = test::rows_drawn(300, 3, 15, [](counter_stream& bits, double* row) {
    row[2] = bits.normal();
    row[0] = row[2] + bits.normal();
    row[1] = row[2] + bits.normal();
  });
  EXPECT_GT(conditional_independence_p_value(column(rows, 0), column(rows, 1), column(rows, 2), 99), 0.05);
  const std::vector<std::int32_t> halves = [&] {
    std::vector<std::int32_t> out;
    for (std::size_t i = 0; i < none.rows; ++i) {
      out.push_back(none(i, 0) > 0 ? 1 : 0);
    }
    return out;
  }();
  EXPECT_EQ(independence_p_value(column(none, 0), halves, 99), 0.01);
  EXPECT_GT(independence_p_value(column(none, 1), halves, 99), 0.05);
}

TEST(MutualInformation, UnderIndependencePValuesAreUniform) {
  int small = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const matrix pairs = normal_pairs(60, 0, seed);
    small += independence_p_value(column(pairs, 0), column(pairs, 1), 39, {.threads = 1}) <= 0.1 ? 1 : 0;
  }
  EXPECT_GE(small, 8);
  EXPECT_LE(small, 34);  // 20 +- 3.3 standard deviations
}

TEST(MutualInformation, FewRowsAndConstantColumnsAreSaid) {
  const matrix pairs = normal_pairs(19, 0.5, 16), x = column(pairs, 0), y = column(pairs, 1);
  const estimate few = sample_mutual_information(x, y);
  EXPECT_FALSE(few.interval);
  EXPECT_EQ(few.notes.back(), "19 rows are too few for an interval; 20 are the least");
  const matrix flat{{1}, {1}, {1}, {1}, {1}, {1}}, rising{{1}, {2}, {3}, {4}, {5}, {6}};
  const estimate none = sample_mutual_information(flat, rising);
  EXPECT_EQ(none.value, 0);
  EXPECT_FALSE(none.interval);
  EXPECT_EQ(none.notes.back(), "x is constant and tells nothing");
  const std::vector<std::int32_t> words{0, 0, 0, 1, 1, 1};
  EXPECT_EQ(sample_mutual_information(flat, words).value, 0);
}

TEST(MutualInformation, RefusesWhatCannotBe) {
  const matrix three{{1}, {2}, {3}}, four{{1}, {2}, {3}, {4}}, hole{{1, 2}, {1, std::nan("")}, {1, 1}, {0, 0}};
  EXPECT_EQ(
      test::refusal([&] { return sample_mutual_information(three, four); }),
      "sample_mutual_information: y has 4 rows and x has 3; they are paired row by row, so they must be the same");
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(three, three); }),
            "sample_mutual_information: of 3 rows none has 3 neighbours; 4 rows are the least");
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(four, hole); }),
            "sample_mutual_information: y column 1[1] = nan, must be finite");
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(four, matrix(4, 0)); }),
            "sample_mutual_information: y has no columns");
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(four, four, {.level = 1}); }),
            "sample_mutual_information: level = 1, must be between 0 and 1");
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(four, four, {.neighbours = 0}); }),
            "sample_mutual_information: neighbours = 0, must be >= 1");
  const std::vector<std::int32_t> bad{0, 0, -2, 0}, lonely{0, 1, 2, 3};
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(four, bad); }),
            "sample_mutual_information: categories[2] = -2, must be >= 0");
  EXPECT_EQ(test::refusal([&] { return sample_mutual_information(four, lonely); }),
            "sample_mutual_information: no category occurs twice, and a single row has no neighbour in its category");
  EXPECT_EQ(test::refusal([&] { return independence_p_value(four, four, 0); }),
            "independence_p_value: permutations = 0, must be >= 1");
}

}  // namespace
}  // namespace relent
