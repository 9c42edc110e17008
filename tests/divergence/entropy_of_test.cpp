#include "relent/divergence/entropy_of.hpp"

#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/normal.hpp"

#include "divergence/made.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

TEST(EntropyOf, KeepsItsBoundOnEveryFamily) {
  // The families that sum or integrate; all others have a formula.
  const std::set<std::string> sums{"logit_normal",   "poisson",           "binomial",
                                   "hypergeometric", "negative_binomial", "beta_binomial"};
  int found = 0;
  for (const family_entry& family : families()) {
    if (family.name == "categorical") {
      continue;  // no golden file: its parameter is a list
    }
    const std::string name(family.name);
    for (const auto& line : test::golden_lines("distribution_" + name)) {
      if (line.at(0) != "entropy") {
        continue;
      }
      const distribution d = test::made(name, line.at(1));
      const double want = std::strtod(line.at(3).c_str(), nullptr);
      SCOPED_TRACE(d.text());
      const estimate e = entropy_of(d);
      EXPECT_EQ(e.method, sums.contains(name) ? method::quadrature : method::closed_form);
      EXPECT_NEAR(e.value, want, *e.error_bound);
      EXPECT_LE(*e.error_bound, 1e-11 * std::max(std::abs(want), 1.0));
      ++found;
    }
  }
  EXPECT_GE(found, 70);
}

TEST(EntropyOf, OfWhatIsBuiltFromOthers) {
  const auto of = [](const std::string& text) { return entropy_of(parse_distribution(text)); };
  // Two halves of a uniform's mass that do not overlap: 1/2 log(2 w) each.
  const estimate halves = of("0.5*uniform(0, 1) + 0.5*uniform(2, 5)");
  EXPECT_EQ(halves.method, method::quadrature);
  EXPECT_NEAR(halves.value, std::log(2.0) + std::log(3.0) / 2, *halves.error_bound + 1e-15);
  // Mixing a distribution with itself changes nothing.
  const double normal_entropy = normal(0, 2).entropy();
  const estimate same = of("0.5*normal(0, 2) + 0.5*normal(0, 2)");
  EXPECT_NEAR(same.value, normal_entropy, *same.error_bound);
  EXPECT_LE(*same.error_bound, 1e-12);
  // An affine image of a closed form is one; of a sum it is a sum.
  EXPECT_EQ(of("affine(normal(0, 2), 1, 3)").method, method::closed_form);
  EXPECT_NEAR(of("affine(normal(0, 2), 1, 3)").value, normal_entropy + std::log(3.0), 1e-14);
  EXPECT_EQ(of("affine(poisson(3), 1, 1)").method, method::quadrature);
  EXPECT_NEAR(of("affine(poisson(3), 1, 1)").value, of("poisson(3)").value, 1e-14);
  EXPECT_EQ(of("exp(normal(1, 2))").method, method::closed_form);
  EXPECT_NEAR(of("exp(normal(1, 2))").value, normal_entropy + 1, 1e-14);
  EXPECT_EQ(of("log(gamma(2, 1))").method, method::quadrature);
  EXPECT_NEAR(of("log(exponential(1))").value, 1.5772156649015329, 1e-13);  // 1 + Euler's constant
  // Half of a symmetric distribution has log 2 less.
  const estimate half = of("truncated(normal(0, 2), 0, 1e300)");
  EXPECT_EQ(half.method, method::quadrature);
  EXPECT_NEAR(half.value, normal_entropy - std::log(2.0), *half.error_bound);
  EXPECT_EQ(entropy_of(categorical({0.25, 0.75})).method, method::closed_form);
}

TEST(EntropyOf, HumpsFarApartAreBothCounted) {
  const estimate far = entropy_of(parse_distribution("0.5*poisson(1) + 0.5*poisson(5000)"));
  const double want =
      std::log(2.0) +
      (entropy_of(parse_distribution("poisson(1)")).value + entropy_of(parse_distribution("poisson(5000)")).value) / 2;
  EXPECT_NEAR(far.value, want, *far.error_bound);
  EXPECT_LE(*far.error_bound, 1e-10);
}

}  // namespace
}  // namespace relent
