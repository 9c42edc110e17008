#include "relent/catalogue/parse_distribution.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"

namespace relent {
namespace {

std::string refusal(const std::string& text) {
  try {
    return "none: " + parse_distribution(text).text();
  } catch (const error& e) {
    return e.what();
  }
}

std::string read(const std::string& text) { return parse_distribution(text).text(); }

TEST(ParseDistribution, TakesParametersInOrderAndByName) {
  EXPECT_EQ(read("normal(0, 1)"), "normal(0, 1)");
  EXPECT_EQ(read("normal(sd=2,mean=-1)"), "normal(-1, 2)");
  EXPECT_EQ(read("normal(3, sd = 2)"), "normal(3, 2)");
  EXPECT_EQ(read("  StudentT( 3 ) "), "student_t(3, 0, 1)");
  EXPECT_EQ(read("student_t(3, scale=0.5)"), "student_t(3, 0, 0.5)");
  EXPECT_EQ(read("GAUSSIAN(0,1)"), "normal(0, 1)");
  EXPECT_EQ(read("categorical([0.25, 0.75])"), "categorical([0.25, 0.75])");
}

TEST(ParseDistribution, ReadsNumbersAsTheyAreWritten) {
  EXPECT_EQ(read("normal(-1e-3, +2.5)"), "normal(-0.001, 2.5)");
  EXPECT_EQ(read("normal(- 3/4, .5)"), "normal(-0.75, 0.5)");
  EXPECT_EQ(read("von_mises(-pi/2, 1)"), "von_mises(-1.5707963267948966, 1)");
}

TEST(ParseDistribution, MixturesCarryAWeightBeforeEachComponent) {
  EXPECT_EQ(read("0.5*normal(-2,1) + 0.5*normal(2,1)"), "0.5*normal(-2, 1) + 0.5*normal(2, 1)");
  EXPECT_EQ(read("1/4*normal(0,1)+3/4*laplace(1,2)"), "0.25*normal(0, 1) + 0.75*laplace(1, 2)");
  EXPECT_EQ(read("0.5*(0.5*normal(0,1) + 0.5*normal(1,1)) + 0.5*gamma(2,1)"),
            "0.25*normal(0, 1) + 0.25*normal(1, 1) + 0.5*gamma(2, 1)");
  EXPECT_EQ(read("1*normal(0,1)"), "normal(0, 1)");
  EXPECT_EQ(read("(normal(0,1))"), "normal(0, 1)");
}

TEST(ParseDistribution, BuildsFromOthers) {
  EXPECT_EQ(read("affine(gamma(2, 1), 3, -1)"), "affine(gamma(2, 1), 3, -1)");
  EXPECT_EQ(read("truncated(normal(0,1), low=0, high=inf)"), "truncated(normal(0, 1), 0, inf)");
  EXPECT_EQ(read("truncated(0.5*normal(-2,1) + 0.5*normal(2,1), -1, 1)"),
            "truncated(0.5*normal(-2, 1) + 0.5*normal(2, 1), -1, 1)");
  EXPECT_EQ(read("exp(normal(0,1))"), "exp(normal(0, 1))");
  EXPECT_EQ(read("Log( 0.5*gamma(2,1) + 0.5*exp(gumbel(0,1)) )"), "log(0.5*gamma(2, 1) + 0.5*exp(gumbel(0, 1)))");
}

TEST(ParseDistribution, EveryFamilyReadsBackWhatItWrites) {
  for (const family_entry& f : families()) {
    if (f.name == "categorical") {
      continue;  // its one parameter is a list; above
    }
    for (const std::vector<double>& candidate :
         {std::vector{0.25, 0.5, 0.75}, std::vector{1.0, 2.0, 3.0}, std::vector{4.0, 0.25, 2.0},
          std::vector{9.0, 3.0, 2.0}, std::vector{0.3, 4.0, 1.5}}) {
      std::vector<parameter_value> values;
      for (std::size_t i = 0; i < f.parameters.size(); ++i) {
        values.emplace_back(candidate.at(i));
      }
      try {
        const std::string text = f.make(values).text();
        EXPECT_EQ(read(text), text);
        EXPECT_EQ(text.substr(0, text.find('(')), f.name);
        goto found;
      } catch (const error&) {
        continue;
      }
    }
    ADD_FAILURE() << f.name << " took none of the candidates";
  found:;
  }
}

TEST(ParseDistribution, ErrorsPointAtTheColumn) {
  EXPECT_EQ(refusal("normal(0, -1)"), "'normal(0, -1)': sd = -1 at column 11, must be > 0");
  EXPECT_EQ(refusal("normal(sd=0, mean=1)"), "'normal(sd=0, mean=1)': sd = 0 at column 11, must be > 0");
  EXPECT_EQ(refusal("0.5*normal(0,1) + 0.5*gamma(1, -2)"),
            "'0.5*normal(0,1) + 0.5*gamma(1, -2)': rate = -2 at column 32, must be > 0");
  EXPECT_EQ(refusal("categorical([0.5, -1])"),
            "'categorical([0.5, -1])': probabilities[1] = -1 at column 13, must be between 0 and 1");
  EXPECT_EQ(refusal("nromal(0,1)"), "'nromal(0,1)': no family \"nromal\" at column 1; did you mean \"normal\"?");
  EXPECT_EQ(refusal("frobnicate(0,1)"),
            "'frobnicate(0,1)': no family \"frobnicate\" at column 1; relent families lists them");
  EXPECT_EQ(refusal("normal(0, 1, 2)"),
            "'normal(0, 1, 2)': normal has 2 parameters (mean, sd), one more is given at column 14");
  EXPECT_EQ(refusal("normal(0)"), "'normal(0)': normal needs mean, sd; sd is missing at column 1");
  EXPECT_EQ(refusal("normal(0, sigma=1)"),
            "'normal(0, sigma=1)': normal has no parameter \"sigma\" at column 11; it has mean, sd");
  EXPECT_EQ(refusal("normal(0, mean=1)"), "'normal(0, mean=1)': mean is given twice, again at column 11");
  EXPECT_EQ(refusal("normal(mean=0, 1)"),
            "'normal(mean=0, 1)': a parameter without a name cannot follow a named one: at column 16");
  EXPECT_EQ(refusal("normal(0, 1"), "'normal(0, 1': ')' is missing to close the parameters at column 12");
  EXPECT_EQ(refusal("normal 0"), "'normal 0': '(' is missing after \"normal\" at column 8");
  EXPECT_EQ(refusal("normal(0,,1)"), "'normal(0,,1)': a parameter is missing at column 10");
  EXPECT_EQ(refusal("normal([0], 1)"), "'normal([0], 1)': mean must be one number at column 8");
  EXPECT_EQ(refusal("categorical(0.5)"),
            "'categorical(0.5)': probabilities must be a list of numbers, as in [0.2, 0.8], at column 13");
  EXPECT_EQ(refusal("normal(normal(0,1), 1)"),
            "'normal(normal(0,1), 1)': mean must be a number, not a distribution, at column 8");
  EXPECT_EQ(refusal("normal(0,1) x"), "'normal(0,1) x': \"x\" was not expected at column 13");
  EXPECT_EQ(refusal("normal(1e999, 1)"), "'normal(1e999, 1)': \"1e999\" is beyond the range of a double, at column 8");
  EXPECT_EQ(refusal(""), "'': a distribution is missing at column 1");
}

TEST(ParseDistribution, MixturesAreRefusedWithTheReason) {
  EXPECT_EQ(refusal("normal(0,1) + normal(2,1)"),
            "'normal(0,1) + normal(2,1)': a weight is missing, as in 0.5*normal(0, 1) + 0.5*normal(2, 1), at column 1");
  EXPECT_EQ(refusal("0.5*normal(0,1) + normal(2,1)"),
            "'0.5*normal(0,1) + normal(2,1)': a weight is missing, as in 0.5*normal(0, 1), at column 19");
  EXPECT_EQ(refusal("0.5 normal(0,1)"),
            "'0.5 normal(0,1)': '*' is missing between a weight and its component at column 5");
  EXPECT_NE(refusal("0.5*normal(0,1) + 0.6*normal(2,1)").find("the weights sum to 1.1, must be 1"), std::string::npos);
  EXPECT_NE(refusal("0.5*normal(0,1) + 0.5*poisson(2)").find("no common base measure"), std::string::npos);
  EXPECT_NE(refusal("-1*normal(0,1) + 2*normal(2,1)").find("weight[0] = -1, must be > 0"), std::string::npos);
}

TEST(ParseDistribution, ConstructionsSayWhatTheyNeed) {
  EXPECT_EQ(refusal("affine(3, 1)"),
            "'affine(3, 1)': affine needs a distribution, then shift, factor; none stands at column 8");
  EXPECT_EQ(refusal("affine(normal(0,1), 1)"),
            "'affine(normal(0,1), 1)': affine needs a distribution, shift, factor; factor is missing at column 1");
  EXPECT_EQ(refusal("affine(normal(0,1), 1, 0)"),
            "'affine(normal(0,1), 1, 0)': factor = 0 at column 24, must be other than 0");
  EXPECT_EQ(refusal("exp()"), "'exp()': exp needs a distribution; none stands at column 1");
  EXPECT_EQ(refusal("exp(2)"), "'exp(2)': exp needs a distribution; none stands at column 5");
  EXPECT_EQ(refusal("exp(normal(0,1), 2)"),
            "'exp(normal(0,1), 2)': exp takes a distribution and nothing else, at column 18");
  EXPECT_EQ(refusal("exp(normal(0,1), base=2)"),
            "'exp(normal(0,1), base=2)': exp takes a distribution and nothing else, at column 18");
  EXPECT_EQ(refusal("log(normal(0,1))"),
            "'log(normal(0,1))': normal(0, 1) can be below 0, where there is no logarithm, at column 1");
  EXPECT_EQ(
      refusal("truncated(uniform(0,1), 2, 3)"),
      "'truncated(uniform(0,1), 2, 3)': uniform(0, 1) has no probability between low = 2 and high = 3, at column 1");
}

TEST(ParseDistribution, ConstructionsBindTheirParametersAsFamiliesDo) {
  EXPECT_EQ(read("affine(gamma(2,1), factor=-1, shift=3)"), "affine(gamma(2, 1), 3, -1)");
  EXPECT_EQ(refusal("affine(gamma(2,1), 3, shift=1)"),
            "'affine(gamma(2,1), 3, shift=1)': shift is given twice, again at column 23");
  EXPECT_EQ(refusal("affine(gamma(2,1), [3], 1)"),
            "'affine(gamma(2,1), [3], 1)': shift must be one number at column 20");
  EXPECT_EQ(refusal("affine(gamma(2,1), 3, gamma(2,1))"),
            "'affine(gamma(2,1), 3, gamma(2,1))': factor must be a number, not a distribution, at column 23");
  EXPECT_EQ(refusal("affine(gamma(2,1), 3, 1, 1)"),
            "'affine(gamma(2,1), 3, 1, 1)': affine has 2 parameters (shift, factor), one more is given at column 26");
  EXPECT_EQ(refusal("affine(gamma(2,1), 3, scale=1)"),
            "'affine(gamma(2,1), 3, scale=1)': affine has no parameter \"scale\" at column 23; it has shift, factor");
}

TEST(ParseDistribution, MatricesHaveRowsOfOneLength) {
  EXPECT_EQ(refusal("normal([[1, 2], [3]], 1)"),
            "'normal([[1, 2], [3]], 1)': row 2 has 1 numbers, row 1 has 2, in the matrix at column 8");
  EXPECT_EQ(refusal("normal([[1, 2], [3, 4]], 1)"),
            "'normal([[1, 2], [3, 4]], 1)': mean must be one number at column 8");
}

TEST(ParseDistribution, NestingHasAnEnd) {
  std::string deep = "normal(0,1)", brackets(100'000, '(');
  for (int i = 0; i < 31; ++i) {
    deep = "affine(" + deep + ",1,2)";
  }
  EXPECT_EQ(read(deep).size(), std::string("normal(0, 1)").size() + 31 * std::string("affine(, 1, 2)").size());
  EXPECT_NE(refusal("affine(" + deep + ",1,2)").find("brackets are nested deeper than 32"), std::string::npos);
  EXPECT_NE(refusal(brackets).find("brackets are nested deeper than 32 at column 33"), std::string::npos);
}

TEST(ParseDistribution, ManyComponentsTakeLinearTime) {
  std::string text;
  constexpr int n = 1 << 14;
  for (int i = 0; i < n; ++i) {
    text += (i == 0 ? "" : "+") + std::string("1/16384*normal(0,1)");
  }
  const auto start = std::chrono::steady_clock::now();
  const distribution d = parse_distribution(text);
  EXPECT_EQ(d.get<mixture>()->components().size(), static_cast<std::size_t>(n));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace relent
