// What estimators' authors, or those who compared them, print.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "relent/estimate/count_entropy.hpp"
#include "relent/estimate/unseen_mass.hpp"

namespace relent {
namespace {

using list = std::vector<double>;

// The example of the documentation of ndd (Marsili), 100 possible categories: entropy and the posterior's standard
// deviation. Its quadrature stops at about 1e-5; ours agrees with 50 digits in count_entropy_test.cpp.
TEST(PublishedNumbers, NsbOfNdd) {
  list counts{4, 12, 4, 5, 3, 1, 5, 1, 2, 2, 2, 2, 11, 3, 4, 12, 12, 1, 2};
  counts.resize(100);
  const estimate e = count_entropy(counts, {.estimator = method::nsb, .categories = 100});
  EXPECT_NEAR(e.value, 2.8060922529931225, 2e-5);
  EXPECT_NEAR(*e.standard_error, 0.11945501149743358, 1e-4);
}

/// Average of the categories seen and those that Chao's bound adds, over draws of n observations.
double average_richness(const list& p, int n) {
  constexpr int draws = 300;
  std::mt19937_64 random(1984);
  std::discrete_distribution<std::size_t> draw(p.begin(), p.end());
  double sum = 0;
  for (int i = 0; i < draws; ++i) {
    list counts(p.size());
    for (int k = 0; k < n; ++k) {
      ++counts[draw(random)];
    }
    sum +=
        static_cast<double>(std::ranges::count_if(counts, [](double c) { return c > 0; })) + unseen_categories(counts);
  }
  return sum / draws;
}

// Chiu 2023 (PeerJ 11, e14540), tables 6 and 7: averages of 1,000 simulations with 1,000 categories. The table has
// Chao's bound in the form f_1^2 / 2 f_2, ours is the one without bias, up to 1% lower here.
TEST(PublishedNumbers, ChaosBoundInSimulations) {
  list zipf_mandelbrot(1000), power(1000);
  for (std::size_t i = 0; i < 1000; ++i) {
    zipf_mandelbrot[i] = 1 / (static_cast<double>(i) + 11);
    power[i] = std::pow(static_cast<double>(i) + 1, -0.9);
  }
  struct row {
    int n;
    double of_zipf_mandelbrot, of_power;
  };
  for (const row& r :
       {row{1000, 809.2, 786}, row{2000, 919.4, 900.3}, row{4000, 977.4, 971.2}, row{8000, 997.3, 994.2}}) {
    EXPECT_NEAR(average_richness(zipf_mandelbrot, r.n), r.of_zipf_mandelbrot, 0.02 * r.of_zipf_mandelbrot) << r.n;
    EXPECT_NEAR(average_richness(power, r.n), r.of_power, 0.02 * r.of_power) << r.n;
  }
}

}  // namespace
}  // namespace relent
