#include "relent/estimate/unseen_mass.hpp"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "estimate/refusal.hpp"

namespace relent {
namespace {

TEST(UnseenMass, IsTheShareOfWhatWasSeenOnce) {
  const std::vector<double> counts{4, 1, 1, 2, 0, 1, 2, 9};
  const estimate got = unseen_mass(counts);  // n = 20, three once, two twice
  EXPECT_DOUBLE_EQ(got.value, 3.0 / 20);
  EXPECT_EQ(got.method, method::good_turing);
  EXPECT_NEAR(*got.standard_error, std::sqrt(3 * (1 - 0.15) + 4) / 20, 1e-15);
  EXPECT_EQ(got.interval->lower, 0);
  EXPECT_NEAR(got.interval->upper, 8.7672730 / 20, 1e-7);  // the exact upper limit of a Poisson count of 3
  EXPECT_NEAR(unseen_categories(counts), 19.0 / 20 * 3 * 2 / (2 * 3), 1e-15);
  EXPECT_NE(got.notes.at(0).find("at least about 1 (Chao"), std::string::npos);
}

TEST(UnseenMass, KnowsItsEnds) {
  EXPECT_EQ(unseen_mass(std::vector<double>{1}).value, 1);
  EXPECT_EQ(unseen_mass(std::vector<double>{1}).interval->upper, 1);
  EXPECT_EQ(unseen_mass(std::vector<double>{1e9, 5}).value, 0);
  EXPECT_EQ(test::refusal([] {
              return unseen_mass(std::vector<double>{1, 0.5});
            }),
            "unseen_mass: counts[1] = 0.5, must be a whole number >= 0 (a count)");
  EXPECT_EQ(test::refusal([] { return unseen_mass(std::vector<double>{0}); }),
            "unseen_mass: counts: all counts are 0; nothing was observed");
}

/// The truth is the mass that this very sample missed.
TEST(UnseenMass, IntervalsHoldTheTruth) {
  std::mt19937_64 random(5);
  for (const int categories : {20, 200, 2000}) {
    std::vector<double> p(static_cast<std::size_t>(categories));
    for (int i = 0; i < categories; ++i) {
      p[static_cast<std::size_t>(i)] = 1.0 / (i + 1);
    }
    std::discrete_distribution<std::size_t> die(p.begin(), p.end());
    const std::vector<double> masses = die.probabilities();
    int held = 0;
    constexpr int rounds = 400;
    for (int round = 0; round < rounds; ++round) {
      std::vector<double> counts(p.size());
      for (int i = 0; i < 300; ++i) {
        counts[die(random)] += 1;
      }
      double missed = 0;
      for (std::size_t i = 0; i < p.size(); ++i) {
        missed += counts[i] == 0 ? masses[i] : 0;
      }
      const interval got = *unseen_mass(counts).interval;
      held += got.lower <= missed && missed <= got.upper;
    }
    EXPECT_GE(held, 0.93 * rounds) << categories;
  }
}

}  // namespace
}  // namespace relent
