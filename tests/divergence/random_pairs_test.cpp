#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "measure/golden_file.hpp"

namespace relent {
namespace {

/// One line of tests/golden/divergence_random_pairs.tsv: group, measure, order, P, Q, value.
estimate asked(const std::vector<std::string>& line, bool closed_form) {
  divergence_options how{.closed_form = closed_form};
  if (line.at(1).starts_with("js_")) {
    how.weight = std::stod(line.at(2));
  } else if (line.at(2) != "-") {
    how.alpha = std::stod(line.at(2));
  }
  return divergence_between(line.at(1), parse_distribution(line.at(3)), parse_distribution(line.at(4)), how);
}

TEST(RandomPairs, TheErrorBoundHoldsInAThousandCasesAndIsNotSilly) {
  int sharp = 0;
  std::map<std::string, int> groups, measures;
  const auto lines = test::golden_lines("divergence_random_pairs");
  for (const auto& line : lines) {
    SCOPED_TRACE(line.at(0) + ": " + line.at(1) + " " + line.at(2) + " of " + line.at(3) + " | " + line.at(4));
    const double want = std::strtod(line.at(5).c_str(), nullptr);
    const estimate found = asked(line, false);
    const double ulp = std::nextafter(std::abs(want), 1e308) - std::abs(want);
    EXPECT_NEAR(found.value, want, *found.error_bound + ulp);
    EXPECT_EQ(found.method, method::quadrature);
    const bool is_sharp = *found.error_bound <= 1e-8 * std::abs(want);
    sharp += is_sharp ? 1 : 0;
    EXPECT_TRUE(is_sharp || *found.error_bound <= 1e-3 * std::abs(want) + 1e-9) << *found.error_bound;
    ++groups[line[0]];
    ++measures[line[1]];
  }
  EXPECT_GE(lines.size(), 1000U);
  EXPECT_GE(sharp, 0.95 * static_cast<double>(lines.size()));
  EXPECT_EQ(groups.size(), 10U);
  EXPECT_EQ(measures.size(), 15U);
}

}  // namespace
}  // namespace relent
