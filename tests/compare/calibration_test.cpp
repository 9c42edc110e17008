// Without drift the test rejects no more often than it says; with drift it finds it.

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/compare/comparison.hpp"

#include "compare/memory_source.hpp"

namespace relent {
namespace {

using testing::memory_source;
using sampler = std::function<double(std::mt19937_64&)>;

constexpr int repetitions = 800;
// Three standard errors above 5%: a calibrated test fails this once in seven hundred.
const double most_rejections = 0.05 + 3 * std::sqrt(0.05 * 0.95 / repetitions);

std::vector<double> drawn(std::size_t n, const sampler& one, std::mt19937_64& random) {
  std::vector<double> out(n);
  for (double& v : out) {
    v = one(random);
  }
  return out;
}

// The share of comparisons whose p-value is below 5%.
double rejections(std::size_t n, std::size_t m, const sampler& reference, const sampler& current, bool as_words,
                  int times = repetitions) {
  std::mt19937_64 random(11);
  int rejected = 0;
  compare_options how;
  how.threads = 1;
  for (int i = 0; i < times; ++i) {
    memory_source a("a");
    memory_source b("b");
    const std::vector<double> x = drawn(n, reference, random);
    const std::vector<double> y = drawn(m, current, random);
    if (as_words) {
      std::vector<std::string> u, v;
      for (const double w : x) u.push_back(std::isnan(w) ? testing::missing_word : std::to_string(static_cast<int>(w)));
      for (const double w : y) v.push_back(std::isnan(w) ? testing::missing_word : std::to_string(static_cast<int>(w)));
      a.words("x", u);
      b.words("x", v);
    } else {
      a.numbers("x", x);
      b.numbers("x", y);
    }
    const auto p = compare(a, b, how).columns[0].p_value;
    rejected += p && *p < 0.05 ? 1 : 0;
  }
  return static_cast<double>(rejected) / times;
}

sampler normal(double mean, double sd) {
  return [=](std::mt19937_64& r) { return std::normal_distribution<double>(mean, sd)(r); };
}
sampler geometric(double p) {
  return [=](std::mt19937_64& r) { return static_cast<double>(std::geometric_distribution<int>(p)(r)); };
}
sampler often_zero(double share) {  // two of three values tie, the rest have a long tail
  return [=](std::mt19937_64& r) {
    return std::uniform_real_distribution<double>()(r) < share ? 0.0
                                                               : std::exp(std::normal_distribution<double>(0, 2)(r));
  };
}
sampler missing_at(double share) {
  return [=](std::mt19937_64& r) {
    return std::uniform_real_distribution<double>()(r) < share ? std::nan("") : std::normal_distribution<double>()(r);
  };
}

TEST(Calibration, NumbersWithoutDriftAreRarelyRejected) {
  for (const auto& [n, m] :
       std::vector<std::pair<std::size_t, std::size_t>>{{200, 300}, {12, 15}, {700, 60}, {1000, 900}}) {
    EXPECT_LE(rejections(n, m, normal(0, 1), normal(0, 1), false), most_rejections) << n << " normal";
    EXPECT_LE(rejections(n, m, geometric(0.1), geometric(0.1), false), most_rejections) << n << " integers";
    EXPECT_LE(rejections(n, m, often_zero(0.67), often_zero(0.67), false), most_rejections) << n << " ties";
    EXPECT_LE(rejections(n, m, missing_at(0.1), missing_at(0.1), false), most_rejections) << n << " missing";
  }
}

TEST(Calibration, ASmallSideAgainstALargeOneIsRarelyRejected) {
  EXPECT_LE(rejections(200, 34000, normal(0, 1), normal(0, 1), false, 300), 0.05 + 3 * std::sqrt(0.05 * 0.95 / 300));
  EXPECT_LE(rejections(34000, 200, normal(0, 1), normal(0, 1), false, 300), 0.05 + 3 * std::sqrt(0.05 * 0.95 / 300));
}

TEST(Calibration, CategoriesWithoutDriftAreRarelyRejected) {
  for (const auto& [n, m] : std::vector<std::pair<std::size_t, std::size_t>>{{200, 300}, {12, 15}, {700, 60}}) {
    EXPECT_LE(rejections(n, m, geometric(0.05), geometric(0.05), true), most_rejections) << n << " many";
    EXPECT_LE(rejections(n, m, geometric(0.9), geometric(0.9), true), most_rejections) << n << " nearly constant";
    EXPECT_LE(rejections(n, m, geometric(0.4), geometric(0.4), true), most_rejections) << n;
  }
}

TEST(Calibration, DriftIsFound) {
  EXPECT_GT(rejections(200, 300, normal(0, 1), normal(0.5, 1), false), 0.95);
  EXPECT_GT(rejections(200, 300, normal(0, 1), normal(0, 1.6), false), 0.9);
  EXPECT_GT(rejections(200, 300, geometric(0.1), geometric(0.15), false), 0.9);
  EXPECT_GT(rejections(200, 300, often_zero(0.67), often_zero(0.5), false), 0.8);
  EXPECT_GT(rejections(200, 300, missing_at(0.02), missing_at(0.12), false), 0.85);
  EXPECT_GT(rejections(200, 300, geometric(0.4), geometric(0.55), true), 0.8);
}

}  // namespace
}  // namespace relent
