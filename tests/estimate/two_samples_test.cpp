// Both sides observed; a density against observations; rows of several numbers.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/estimate/sample_divergence.hpp"
#include "relent/estimate/sample_entropy.hpp"

#include "estimate/refusal.hpp"

namespace relent {
namespace {

constexpr double no_end = std::numeric_limits<double>::infinity();

std::vector<double> values(const std::string& of, std::int64_t n, std::uint64_t seed) {
  return sample(parse_distribution(of), n, seed, 1);
}

joint_distribution joint(const std::string& text) { return std::get<joint_distribution>(parse_any_distribution(text)); }

matrix table(const std::string& of, std::int64_t n, std::uint64_t seed) { return sample(joint(of), n, seed, 1); }

std::string independent(const std::string& first, int d) {
  std::string out = "independent(" + first;
  for (int i = 1; i < d; ++i) {
    out += ", normal(0, 1)";
  }
  return out + ")";
}

bool holds(const estimate& e, double truth) {
  return e.interval && e.interval->lower <= truth && truth <= e.interval->upper;
}

/// How many of a hundred intervals hold the truth.
template <class Ask>
int held(double truth, const Ask& ask) {
  int out = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    out += holds(ask(seed), truth) ? 1 : 0;
  }
  return out;
}

// A short form of bench/calibration/samples.cpp: of 100 intervals at 95%, 88 and fewer come once in 300 times.
TEST(TwoSamples, IntervalsHoldTheTruthOnALine) {
  const auto two = [](const std::string& p, const std::string& q, std::int64_t n) {
    return held(divergence_between("kl_divergence", parse_distribution(p), parse_distribution(q)).value,
                [&](std::uint64_t s) { return sample_kl_divergence(values(p, n, 2 * s), values(q, n, 2 * s + 1)); });
  };
  EXPECT_GE(two("normal(0, 1)", "normal(0, 1)", 300), 89);
  EXPECT_GE(two("normal(0, 1)", "normal(1, 1)", 1000), 89);
  EXPECT_GE(two("normal(0, 1)", "student_t(3)", 300), 89);
  EXPECT_GE(two("exponential(1)", "exponential(0.5)", 300), 89);
  EXPECT_GE(held(0.5,
                 [&](std::uint64_t s) {
                   return sample_kl_divergence(values("normal(0, 1)", 300, s), parse_distribution("normal(1, 1)"));
                 }),
            89);
  EXPECT_GE(held(1, [&](std::uint64_t s) { return sample_entropy(values("exponential(1)", 300, s)); }), 89);
}

TEST(TwoSamples, IntervalsHoldTheTruthOfRows) {
  const std::string p2 = independent("normal(0, 1)", 2), q2 = independent("normal(1, 1)", 2);
  const std::string p5 = independent("normal(0, 1)", 5), q5 = independent("normal(1, 1)", 5);
  EXPECT_GE(
      held(0.5,
           [&](std::uint64_t s) { return sample_kl_divergence(table(p2, 300, 2 * s), table(q2, 300, 2 * s + 1)); }),
      87);
  EXPECT_GE(
      held(0.5,
           [&](std::uint64_t s) { return sample_kl_divergence(table(p5, 200, 2 * s), table(q5, 200, 2 * s + 1)); }),
      87);
  EXPECT_GE(held(0.5, [&](std::uint64_t s) { return sample_kl_divergence(table(p2, 300, s), joint(q2)); }), 87);
}

TEST(TwoSamples, ManyColumnsHaveALowerEndAlone) {
  const estimate got = sample_kl_divergence(table(independent("normal(0, 1)", 7), 300, 1),
                                            table(independent("normal(2, 1)", 7), 300, 2));
  EXPECT_EQ(got.interval->upper, no_end);
  EXPECT_LT(got.interval->lower, 2);
  EXPECT_GT(got.value, 0.5);
  EXPECT_NE(got.notes.back().find("only a lower end is given"), std::string::npos);
}

TEST(TwoSamples, UnitsDoNotMatter) {
  const matrix p = table(independent("normal(0, 1)", 3), 300, 1), q = table(independent("normal(1, 1)", 3), 300, 2);
  matrix far_p = p, far_q = q;
  for (matrix* m : {&far_p, &far_q}) {
    for (std::size_t i = 0; i < m->rows; ++i) {
      (*m)(i, 0) = (*m)(i, 0) * 1e-6 + 1;
      (*m)(i, 2) = (*m)(i, 2) * 1e9;
    }
  }
  const estimate here = sample_kl_divergence(p, q), there = sample_kl_divergence(far_p, far_q);
  EXPECT_NEAR(here.value, there.value, 1e-7);
  EXPECT_NEAR(sample_entropy(far_p).value, sample_entropy(p).value + std::log(1e3), 1e-8);
}

TEST(TwoSamples, ThreadsDoNotMatter) {
  const matrix p = table(independent("normal(0, 1)", 4), 700, 1), q = table(independent("normal(1, 1)", 4), 900, 2);
  const estimate one = sample_kl_divergence(p, q, 0.95, 1), four = sample_kl_divergence(p, q, 0.95, 4);
  EXPECT_EQ(one.value, four.value);
  EXPECT_EQ(one.interval->lower, four.interval->lower);
  EXPECT_EQ(one.interval->upper, four.interval->upper);
}

TEST(TwoSamples, OneColumnIsALine) {
  const std::vector<double> x = values("normal(0, 1)", 200, 1), y = values("normal(1, 1)", 250, 2);
  matrix p(x.size(), 1), q(y.size(), 1);
  p.values = x;
  q.values = y;
  EXPECT_EQ(sample_kl_divergence(p, q).value, sample_kl_divergence(x, y).value);
  EXPECT_EQ(sample_entropy(p).value, sample_entropy(x).value);
}

TEST(TwoSamples, WholeNumbersAreMasses) {
  const distribution p = parse_distribution("poisson(3)"), q = parse_distribution("poisson(4)");
  const double truth = divergence_between("kl_divergence", p, q).value;
  EXPECT_GE(
      held(truth,
           [&](std::uint64_t s) { return sample_kl_divergence(sample(p, 1000, 2 * s), sample(q, 1000, 2 * s + 1)); }),
      89);
  const std::vector<double> x = sample(p, 2000, 1), y = sample(q, 2000, 2);
  EXPECT_NE(sample_kl_divergence(x, y).notes.front().find("they were counted"), std::string::npos);
  // Few of each: spread over cells, so that what Q happens to lack is no end.
  const std::vector<double> few(x.begin(), x.begin() + 50), others(y.begin(), y.begin() + 40);
  const estimate got = sample_kl_divergence(few, others);
  EXPECT_TRUE(std::isfinite(got.value));
  EXPECT_EQ(got.notes.front().substr(0, 29), "the values are whole numbers:");
  EXPECT_NEAR(sample_entropy(x).value, p.entropy(), 0.06);
}

TEST(TwoSamples, AtomsBesideADensityAreCounted) {
  // A third of P at 0, a fifth of Q; the rest normal(5, 1) and normal(5.5, 1).
  std::vector<double> x = values("normal(5, 1)", 1000, 1), y = values("normal(5.5, 1)", 800, 2);
  x.insert(x.end(), 500, 0.0);
  y.insert(y.end(), 200, 0.0);
  const double a = 1.0 / 3, b = 0.2;
  const double truth = a * std::log(a / b) + (1 - a) * (std::log((1 - a) / (1 - b)) + 0.125);
  const estimate got = sample_kl_divergence(x, y);
  EXPECT_NEAR(got.value, truth, 0.04);
  EXPECT_TRUE(holds(got, truth));
  EXPECT_EQ(got.notes.front().substr(0, 25), "0 occurs more than five t");
  const double entropy = -a * std::log(a) - (1 - a) * std::log(1 - a) + (1 - a) * 1.4189385332;
  EXPECT_NEAR(sample_entropy(x).value, entropy, 0.05);
}

TEST(TwoSamples, WhatQNeverShowsIsInfiniteWithALeastValue) {
  std::vector<double> x = values("normal(0, 1)", 300, 1);
  const std::vector<double> y = values("normal(0, 1)", 300, 2);
  x.insert(x.end(), 100, 0.125);
  const estimate got = sample_kl_divergence(x, y);
  EXPECT_EQ(got.value, no_end);
  EXPECT_GT(got.interval->lower, 0.35);  // a quarter of P where Q has no more than about one in a hundred
  EXPECT_LT(got.interval->lower, 1);
  EXPECT_EQ(got.interval->upper, no_end);
  EXPECT_NE(got.notes[1].find("0.125 occurs 100 times in p and never among q's 300"), std::string::npos)
      << got.notes[1];
}

TEST(TwoSamples, FarApartHasNoUpperEnd) {
  const estimate got = sample_kl_divergence(values("normal(0, 1)", 300, 1), values("normal(9, 1)", 300, 2));
  EXPECT_EQ(got.interval->upper, no_end);
  EXPECT_NE(got.notes.front().find("100% of p's values lie beyond all of q's"), std::string::npos);
}

TEST(TwoSamples, ADensityAgainstObservations) {
  const distribution p = parse_distribution("normal(0, 1)");
  const std::vector<double> y = values("normal(0.5, 1.2)", 3000, 3);
  const double truth = divergence_between("kl_divergence", p, parse_distribution("normal(0.5, 1.2)")).value;
  const estimate got = density_kl_divergence(p, y);
  EXPECT_TRUE(holds(got, truth));
  EXPECT_NEAR(got.value, truth, 0.03);
  EXPECT_NEAR(density_cross_entropy(p, y).value, got.value + p.entropy(), 0.01);
  const joint_distribution p2 = joint("independent(normal(0, 1), normal(0, 1))");
  const estimate two = density_kl_divergence(p2, table("independent(normal(0.5, 1), normal(0, 1))", 1000, 5));
  EXPECT_TRUE(holds(two, 0.125));
}

TEST(TwoSamples, RowsWithoutDensityAreSaidToBeSo) {
  matrix line = table(independent("normal(0, 1)", 2), 100, 1);
  const matrix plane = line;
  for (std::size_t i = 0; i < line.rows; ++i) {
    line(i, 1) = 3 * line(i, 0) + 1;
  }
  EXPECT_EQ(sample_entropy(line).value, -no_end);
  EXPECT_EQ(sample_kl_divergence(line, plane).value, no_end);
  matrix constant = plane;
  for (std::size_t i = 0; i < constant.rows; ++i) {
    constant(i, 1) = 4;
  }
  EXPECT_EQ(
      test::refusal([&] { return sample_kl_divergence(plane, constant); }),
      "sample_kl_divergence: q: column 1 is constant (4 in every row), so the rows have no density; leave it out");
  matrix repeated(60, 2);
  for (std::size_t i = 0; i < 60; ++i) {
    repeated(i, 0) = plane(i / 10, 0);
    repeated(i, 1) = plane(i / 10, 1);
  }
  EXPECT_NE(test::refusal([&] { return sample_entropy(repeated); }).find("column 0: 6 distinct values occur again"),
            std::string::npos);
}

TEST(TwoSamples, RefusesWhatCannotBe) {
  const matrix p = table(independent("normal(0, 1)", 3), 50, 1), q = table(independent("normal(0, 1)", 2), 50, 2);
  EXPECT_EQ(test::refusal([&] { return sample_kl_divergence(p, q); }),
            "sample_kl_divergence: p has 3 columns, q has 2");
  EXPECT_EQ(test::refusal([&] { return sample_kl_divergence(q, joint(independent("normal(0, 1)", 3))); }).substr(0, 51),
            "sample_kl_divergence: the rows have 2 numbers, inde");
  matrix few(3, 3);
  few.values = {1, 2, 3, 4, 5, 6, 7, 8, 10};
  EXPECT_EQ(
      test::refusal([&] { return sample_entropy(few); }),
      "sample_entropy: rows: 3 rows of 3 numbers lie in a plane, where they have no density; 4 rows are the least");
  matrix hole = q;
  hole(7, 1) = std::nan("");
  EXPECT_EQ(test::refusal([&] { return sample_entropy(hole); }), "sample_entropy: rows[7][1] = nan, must be finite");
  EXPECT_EQ(test::refusal([&] { return sample_entropy(std::vector<double>{1}); }),
            "sample_entropy: values: one value has no neighbour; 2 are the least");
  const estimate point = sample_entropy(std::vector<double>(9, 2.5));
  EXPECT_EQ(point.value, -no_end);
  EXPECT_EQ(point.notes.front(), "every value is 2.5: a single point has no density");
  EXPECT_TRUE(std::isfinite(sample_entropy(std::vector<double>{1, 2}).value));
  EXPECT_TRUE(std::isfinite(sample_kl_divergence(std::vector<double>{1, 2}, std::vector<double>{3}).value));
  EXPECT_EQ(sample_kl_divergence(std::vector<double>(9, 2.5), std::vector<double>(4, 2.5)).value, 0);
  EXPECT_EQ(sample_kl_divergence(std::vector<double>(9, 2.5), std::vector<double>(4, 3.5)).value, no_end);
}

TEST(TwoSamples, NumbersOfAnySizeAreNumbers) {
  std::vector<double> x = values("uniform(-1, 1)", 200, 1), y = values("uniform(-1, 1)", 200, 2);
  const double here = sample_kl_divergence(x, y).value, entropy = sample_entropy(x).value;
  for (const double size : {0x1p1023, 0x1p-1000}) {
    std::vector<double> big_x = x, big_y = y;
    for (std::vector<double>* side : {&big_x, &big_y}) {
      for (double& v : *side) {
        v *= size * 1.75;
      }
    }
    EXPECT_NEAR(sample_kl_divergence(big_x, big_y).value, here, 1e-9);
    EXPECT_NEAR(sample_entropy(big_x).value, entropy + std::log(size) + std::log(1.75), 1e-9);
  }
}

TEST(TwoSamples, NoNumberIsLostFarFromZero) {
  std::vector<double> x = values("normal(0, 1)", 500, 1), y = values("normal(1, 1)", 500, 2);
  const double here = sample_kl_divergence(x, y).value;
  for (std::vector<double>* side : {&x, &y}) {
    for (double& v : *side) {
      v = 1e8 + v;
    }
  }
  EXPECT_NEAR(sample_kl_divergence(x, y).value, here, 1e-4);
}

}  // namespace
}  // namespace relent
