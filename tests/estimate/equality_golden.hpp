#pragma once

// The lines of tests/golden/equality_tests.tsv, made by listing every way of dealing out the pooled values.

#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/estimate/equality_test.hpp"

#include "measure/golden_file.hpp"

namespace relent::test {

/// Statistic and p-value of every golden case of one test; 1e-11 relatively.
inline void check_equality_golden(const std::string& name,
                                  const std::function<equality_test(std::span<const count_pair>)>& run) {
  int seen = 0;
  for (const auto& line : golden_lines("equality_tests")) {
    if (line[0] != name) {
      continue;
    }
    const std::vector<count_pair> cells = count_pairs(numbers(line[1]), numbers(line[2]));
    const equality_test found = run(cells);
    EXPECT_LT(relative_error(found.statistic, std::stod(line[3])), 1e-11) << name << " " << line[1] << " " << line[2];
    EXPECT_LT(relative_error(found.p_value, std::stod(line[4])), 1e-11) << name << " " << line[1] << " " << line[2];
    EXPECT_NE(found.test.find("exact"), std::string::npos) << found.test;
    ++seen;
  }
  EXPECT_GE(seen, 10) << name;
}

/// n values of a normal distribution, rounded to steps of `grid` where that is above 0.
inline std::vector<double> normal_values(std::size_t n, double mean, double sd, unsigned seed, double grid = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> one(mean, sd);
  std::vector<double> out(n);
  for (double& v : out) {
    v = one(random);
    v = grid > 0 ? std::round(v / grid) * grid : v;
  }
  return out;
}

}  // namespace relent::test
