#include "relent/catalogue/parse_joint_family.hpp"

#include <string>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

TEST(ParseJointFamily, ReadsFamiliesAndMixtures) {
  EXPECT_EQ(parse_joint_family("mvnormal").text(), "mvnormal");
  EXPECT_EQ(parse_joint_family(" MVT ").text(), "mv_student_t");
  EXPECT_EQ(parse_joint_family("mixture").components, 0U);
  EXPECT_EQ(parse_joint_family("mixture(3)").text(), "mixture of 3 mvnormals");
  EXPECT_TRUE(parse_joint_family("mixture(3, diagonal)").diagonal);
  EXPECT_FALSE(parse_joint_family("mixture(3, full)").diagonal);
  EXPECT_EQ(parse_joint_family("mvnormal", "4").text(), "mixture of 4 mvnormals");
  EXPECT_EQ(parse_joint_family("mvnormal_diagonal", "1").text(), "mixture of 1 mvnormal_diagonal");
}

std::string joint_refusal(const std::string& text, const std::string& components = "") {
  try {
    (void)parse_joint_family(text, components);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(ParseJointFamily, SaysWhatItCannotRead) {
  EXPECT_NE(joint_refusal("normal").find("mvnormal"), std::string::npos);
  EXPECT_NE(joint_refusal("gamma").find("one number"), std::string::npos);
  EXPECT_NE(joint_refusal("dirichlt").find("did you mean \"dirichlet\""), std::string::npos);
  EXPECT_NE(joint_refusal("mixture(0)").find("1 to 1000"), std::string::npos);
  EXPECT_NE(joint_refusal("mixture(2, round)").find("diagonal"), std::string::npos);
  EXPECT_NE(joint_refusal("mvnormal(mean=1)").find("not held"), std::string::npos);
  EXPECT_NE(joint_refusal("mvnormal x").find("not expected"), std::string::npos);
  EXPECT_NE(joint_refusal("dirichlet", "2").find("mixtures of normals"), std::string::npos);
  EXPECT_NE(joint_refusal("mvnormal", "2.5").find("whole number"), std::string::npos);
  EXPECT_NE(joint_refusal("mvnormal", "some").find("or auto"), std::string::npos);
}

TEST(ParseJointFamily, ModelsAreDistributionsOrFamilies) {
  EXPECT_TRUE(std::holds_alternative<joint_distribution>(parse_joint_model("mvnormal([0,1],[[1,0],[0,1]])")));
  EXPECT_TRUE(std::holds_alternative<joint_distribution>(
      parse_joint_model("0.5*mvnormal([0,1],[[1,0],[0,1]]) + 0.5*mvnormal([1,1],[[1,0],[0,1]])")));
  EXPECT_TRUE(std::holds_alternative<joint_fit_family>(parse_joint_model("mvnormal")));
  EXPECT_TRUE(std::holds_alternative<joint_fit_family>(parse_joint_model("mixture(2)")));
  EXPECT_THROW((void)parse_joint_model("normal(0, 1)"), error);
}

}  // namespace
}  // namespace relent
