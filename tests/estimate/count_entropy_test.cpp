#include "relent/estimate/count_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "estimate/best_polynomial_table.hpp"
#include "estimate/refusal.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

/// "19*1,2*3": one category seen 19 times, three seen twice.
std::vector<double> counts_of(const std::string& groups) {
  std::vector<double> out;
  for (const std::string& group : test::split(groups, ',')) {
    const std::vector<std::string> parts = test::split(group, '*');
    out.insert(out.end(), std::stoul(parts.at(1)), std::stod(parts.at(0)));
  }
  return out;
}

method method_named(const std::string& text) {
  return *std::ranges::find_if(count_entropy_estimators(), [&](method m) { return name(m) == text; });
}

TEST(CountEntropy, AgreesWithFiftyDigits) {
  int tried = 0;
  for (const std::vector<std::string>& field : test::golden_lines("count_entropy")) {
    count_entropy_options how{.estimator = method_named(field.at(3))};
    if (field[2] != "-") {
      how.categories = std::stoll(field[2]);
    }
    std::vector<double> counts = counts_of(field[1]);
    counts.push_back(0);
    const estimate got = count_entropy(counts, how);
    const double bound = std::stod(field.at(6));
    EXPECT_NEAR(got.value, std::stod(field.at(4)), bound) << field[0] << " " << field[1] << " " << field[3];
    if (field.at(5) != "-") {
      EXPECT_NEAR(*got.standard_error, std::stod(field[5]), 1e-7 * std::stod(field[5]) + bound) << field[1];
    }
    EXPECT_EQ(got.method, *how.estimator);
    ++tried;
  }
  EXPECT_EQ(tried, 21 * 8);
}

TEST(CountEntropy, GivesWhatWuAndYangPrintForTheirExample) {
  // Their repository's README: k = 100000, 2910 symbols seen once and 45 twice, 15.794990467501666 bits; their
  // coefficients have ten digits or so.
  const std::vector<double> counts = counts_of("1*2910,2*45");
  const estimate got = count_entropy(counts, {.estimator = method::best_polynomial, .categories = 100'000});
  EXPECT_NEAR(got.value / std::log(2.0), 15.794990467501666, 1e-8);
}

TEST(CountEntropy, PolynomialsDeviateAlikeInBothDirections) {
  // What tells the best polynomial of degree L from all others: L + 2 deviations of the same size, in turn above and
  // below (Chebyshev).
  const double* a = estimating::best_polynomials;
  for (int degree = 1; degree <= 12; a += degree + 1, ++degree) {
    std::vector<double> peaks;
    for (int i = 0; i <= 200'000; ++i) {
      const double x = std::pow(i / 200'000.0, 3);
      double value = 0;
      for (int m = degree; m >= 0; --m) {
        value = value * x + a[m];
      }
      const double off = value + (x > 0 ? x * std::log(x) : 0);
      if (peaks.empty() || (off > 0) != (peaks.back() > 0)) {
        peaks.push_back(off);
      } else if (std::abs(off) > std::abs(peaks.back())) {
        peaks.back() = off;
      }
    }
    EXPECT_EQ(peaks.size(), static_cast<std::size_t>(degree) + 2) << degree;
    for (const double peak : peaks) {
      EXPECT_NEAR(std::abs(peak), a[0], 1e-6 * a[0]) << degree;
    }
  }
}

TEST(CountEntropy, LongListsAreCountedAsShortOnes) {
  std::mt19937_64 random(3);
  std::vector<double> counts(40'000);
  for (double& c : counts) {
    c = std::floor(std::exp(static_cast<double>(random() % 1200) / 100));  // from 1 to 160,000
  }
  const std::int64_t n = std::ssize(counts);
  double total = 0, plain = 0;
  for (const double c : counts) {
    total += c;
  }
  for (const double c : counts) {
    plain -= c / total * std::log(c / total);
  }
  EXPECT_NEAR(count_entropy(counts, {.estimator = method::plug_in}).value, plain, 1e-12);
  EXPECT_NEAR(count_entropy(counts, {.estimator = method::miller_madow}).value,
              plain + static_cast<double>(n - 1) / (2 * total), 1e-12);
  counts[30'000] = -0.0;  // a zero like any other
  EXPECT_LT(count_entropy(counts, {.estimator = method::plug_in}).value, plain);
  for (const double none : {-3.0, -0.5, 0.5, 1e300, std::nan(""), std::numeric_limits<double>::infinity()}) {
    counts[39'999] = none;
    if (none != 1e300) {
      EXPECT_NE(test::refusal([&] { return count_entropy(counts); }).find("counts[39999] = "), std::string::npos)
          << none;
    } else {
      EXPECT_NEAR(count_entropy(counts).value, 0, 1e-12);
    }
  }
  counts[30'000] = 2.5;
  EXPECT_EQ(test::refusal([&] { return count_entropy(counts); }),
            "count_entropy: counts[30000] = 2.5, must be a whole number >= 0 (a count)");
}

TEST(CountEntropy, RefusesWhatCannotBe) {
  const auto refused = [](const std::vector<double>& counts, const count_entropy_options& how = {}) {
    return test::refusal([&] { return count_entropy(counts, how); });
  };
  EXPECT_EQ(refused({1, -2}), "count_entropy: counts[1] = -2, must be a whole number >= 0 (a count)");
  EXPECT_EQ(refused({1, 2.5}), "count_entropy: counts[1] = 2.5, must be a whole number >= 0 (a count)");
  EXPECT_EQ(refused({std::nan(""), 1}), "count_entropy: counts[0] = nan, must be a whole number >= 0 (a count)");
  EXPECT_EQ(refused({1, std::numeric_limits<double>::infinity()}),
            "count_entropy: counts[1] = inf, must be a whole number >= 0 (a count)");
  EXPECT_EQ(refused({0, 0}), "count_entropy: counts: all counts are 0; nothing was observed");
  EXPECT_EQ(refused({}), "count_entropy: counts: all counts are 0; nothing was observed");
  EXPECT_EQ(refused({1, 2, 3}, {.categories = 2}),
            "count_entropy: categories = 2, must be at least 3, as many as were seen");
  EXPECT_EQ(refused({1, 2}, {.level = 1}), "count_entropy: level = 1, must be between 0 and 1");
  EXPECT_EQ(refused({1, 2}, {.estimator = method::knn}), "count_entropy: knn is no estimator of counts");
}

TEST(CountEntropy, StaysWithinWhatIsPossible) {
  for (const char* groups : {"1*1", "1*2", "1000*1", "1*30", "25*4", "1000000000*1,1*1", "1000000000*5", "3*1,1*7"}) {
    const std::vector<double> counts = counts_of(groups);
    for (const method m : count_entropy_estimators()) {
      const estimate got = count_entropy(counts, {.estimator = m, .categories = 30});
      EXPECT_GE(got.value, 0) << groups << " " << name(m);
      EXPECT_LE(got.value, std::log(30.0) + 1e-14) << groups << " " << name(m);
    }
  }
}

}  // namespace
}  // namespace relent
