#include "relent/divergence/line_distance.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/distribution/zipf.hpp"
#include "relent/divergence/divergence_between.hpp"

namespace relent {
namespace {

std::vector<double> numbers(const std::string& text) {
  std::vector<double> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    out.push_back(std::stod(part));
  }
  return out;
}

/// `gamma(2, 1)` of the golden file's four families.
distribution made(const std::string& text) {
  const std::string name = text.substr(0, text.find('('));
  const std::vector<double> a = numbers(text.substr(name.size() + 1, text.size() - name.size() - 2));
  if (name == "normal") {
    return normal(a.at(0), a.at(1));
  }
  if (name == "gamma") {
    return gamma(a.at(0), a.at(1));
  }
  if (name == "uniform") {
    return uniform(a.at(0), a.at(1));
  }
  return poisson(a.at(0));
}

TEST(LineDistance, IsTheHighPrecisionValueWithinItsOwnErrorBound) {
  std::ifstream in(std::string(RELENT_TEST_DATA) + "/golden/line_distance.tsv");
  ASSERT_TRUE(in);
  int tried = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#') || line.starts_with("measure\t")) {
      continue;
    }
    SCOPED_TRACE(line);
    std::vector<std::string> field;
    std::istringstream fields(line);
    for (std::string part; std::getline(fields, part, '\t');) {
      field.push_back(part);
    }
    const double want = std::stod(field.at(4)), bound = std::stod(field.at(5));
    const estimate found = line_distance(field[0], made(field[1]), numbers(field[2]), numbers(field[3]));
    ASSERT_TRUE(found.error_bound);
    EXPECT_LE(std::abs(found.value - want), *found.error_bound);
    EXPECT_LE(*found.error_bound, bound * want);
    EXPECT_TRUE(found.notes.empty()) << found.notes[0];
    ++tried;
  }
  EXPECT_EQ(tried, 105);
}

TEST(LineDistance, OneMassIsTheMeanDistanceToIt) {
  const std::vector<double> place{0.25}, all{1};
  // X of uniform(0, 1): E|X - 1/4| = (1/16 + 9/16) / 2, E(X - 1/4)^2 = 1/12 + 1/16.
  EXPECT_NEAR(line_distance("wasserstein_1", uniform(0, 1), place, all).value, 5. / 16, 1e-14);
  EXPECT_NEAR(line_distance("wasserstein_2", uniform(0, 1), place, all).value, std::sqrt(7. / 48), 1e-14);
}

TEST(LineDistance, ManyPlacesConvergeToTheDensityTheyStandFor) {
  for (const int n : {100, 5000}) {
    std::vector<double> places, masses(static_cast<std::size_t>(n), 1.0 / n);
    const normal d(1, 2);
    for (int i = 0; i < n; ++i) {
      places.push_back(d.quantile((i + 0.5) / n));
    }
    const estimate w1 = line_distance("wasserstein_1", d, places, masses);
    EXPECT_LT(w1.value, 6.0 / n);
    EXPECT_GT(w1.value, 0.5 / n);
    EXPECT_LE(*w1.error_bound, 1e-6 * w1.value) << n;
    EXPECT_LT(line_distance("wasserstein_2", d, places, masses).value, 3 / std::sqrt(n)) << n;
    // Against another density: the triangle inequality, on both sides.
    for (const char* measure : {"wasserstein_1", "wasserstein_2", "energy_distance"}) {
      const double there = divergence_between(measure, d, gamma(2, 1)).value;
      const double here = line_distance(measure, gamma(2, 1), places, masses).value;
      EXPECT_NEAR(here, there, line_distance(measure, d, places, masses).value * (1 + 1e-9)) << measure << n;
    }
  }
}

TEST(LineDistance, InfiniteWithTheReason) {
  const std::vector<double> places{0, 1}, masses{0.5, 0.5};
  for (const distribution& heavy : {distribution(cauchy(0, 1)), distribution(zipf(1.5))}) {
    const estimate w1 = line_distance("wasserstein_1", heavy, places, masses);
    EXPECT_EQ(w1.value, std::numeric_limits<double>::infinity());
    ASSERT_FALSE(w1.notes.empty());
    EXPECT_NE(w1.notes[0].find("a mean is infinite"), std::string::npos);
  }
  EXPECT_TRUE(std::isfinite(line_distance("energy_distance", cauchy(0, 1), places, masses).value));
}

TEST(LineDistance, BadListsAreRefused) {
  const std::vector<double> one{1}, two{0.5, 0.5}, none;
  EXPECT_THROW(static_cast<void>(line_distance("kl_divergence", normal(0, 1), one, one)), error);
  EXPECT_THROW(static_cast<void>(line_distance("wasserstein_1", normal(0, 1), one, two)), error);
  EXPECT_THROW(static_cast<void>(line_distance("wasserstein_1", normal(0, 1), none, none)), error);
}

}  // namespace
}  // namespace relent
