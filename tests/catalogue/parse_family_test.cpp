#include "relent/catalogue/parse_family.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

std::string family_refusal(const char* text) {
  try {
    static_cast<void>(parse_family(text));
  } catch (const error& e) {
    return e.message();
  }
  return "nothing was refused";
}

TEST(ParseFamily, ReadsWhatItWrites) {
  for (const char* text : {"normal", "binomial(trials=10)", "gamma(shape=2.5)", "mixture of 3 normals"}) {
    EXPECT_EQ(parse_family(std::string(text).starts_with("mix") ? "mixture(3)" : text).text(), text);
  }
  EXPECT_EQ(parse_family(" Binomial( n = 10 ) ").text(), "binomial(trials=10)");
  EXPECT_EQ(parse_family("mixture").components, 0U);
}

TEST(ParseFamily, AModelIsADistributionWhereAllParametersAreGiven) {
  EXPECT_TRUE(std::holds_alternative<distribution>(parse_model("normal(0, 1)")));
  EXPECT_TRUE(std::holds_alternative<distribution>(parse_model("normal(mean=0, sd=1)")));
  EXPECT_TRUE(std::holds_alternative<distribution>(parse_model("0.5*normal(0,1) + 0.5*normal(2,1)")));
  EXPECT_TRUE(std::holds_alternative<fit_family>(parse_model("normal")));
  EXPECT_TRUE(std::holds_alternative<fit_family>(parse_model("normal(sd=1)")));
  EXPECT_TRUE(std::holds_alternative<fit_family>(parse_model("mixture(2)")));
}

TEST(ParseFamily, Refusals) {
  EXPECT_NE(family_refusal("gama").find("did you mean \"gamma\""), std::string::npos);
  EXPECT_NE(family_refusal("normal(0)").find("has a name"), std::string::npos);
  EXPECT_NE(family_refusal("normal(sd=1").find("is missing"), std::string::npos);
  EXPECT_NE(family_refusal("normal(width=1)").find("no parameter"), std::string::npos);
  EXPECT_NE(family_refusal("mixture(0)").find("from 1 to 1000"), std::string::npos);
  EXPECT_NE(family_refusal("normal x").find("not expected"), std::string::npos);
  EXPECT_NE(family_refusal("").find("no family"), std::string::npos);
}

}  // namespace
}  // namespace relent
