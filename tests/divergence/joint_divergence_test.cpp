#include "relent/divergence/joint_divergence.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/divergence/closed_joint.hpp"
#include "relent/divergence/entropy_of.hpp"

#include "divergence/as_gaussian.hpp"
#include "divergence/joint_expression.hpp"

namespace relent {
namespace {

using test::joint;

joint_options integrated() {
  joint_options how;
  how.divergence.closed_form = false;
  how.points = 512;
  return how;
}

std::string refusal(std::string_view measure, const std::string& p, const std::string& q,
                    const joint_options& how = {}) {
  try {
    (void)divergence_between(measure, joint(p), joint(q), how);
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}

/// What integration gives lies within what it says of the closed form.
void expect_agree(std::string_view measure, const std::string& p_text, const std::string& q_text, double alpha = 0.5) {
  SCOPED_TRACE(std::string(measure) + " of " + p_text + " | " + q_text);
  const joint_distribution p = joint(p_text), q = joint(q_text);
  joint_options by_sum = integrated(), by_form;
  by_sum.divergence.alpha = by_form.divergence.alpha = alpha;
  const estimate form = divergence_between(measure, p, q, by_form), sum = divergence_between(measure, p, q, by_sum);
  EXPECT_EQ(form.method, method::closed_form);
  if (sum.method == method::quadrature) {
    EXPECT_NEAR(sum.value, form.value, *sum.error_bound + *form.error_bound);
    EXPECT_LT(*sum.error_bound, 1e-7 * std::max(form.value, 1e-3));
  } else {
    ASSERT_EQ(sum.method, method::monte_carlo);
    EXPECT_NEAR(sum.value, form.value, 4 * *sum.standard_error + *form.error_bound);
    EXPECT_LT(*sum.standard_error, 0.05 * form.value);
    EXPECT_TRUE(sum.interval->lower <= sum.value && sum.value <= sum.interval->upper);
  }
}

constexpr std::string_view affine_measures[] = {
    "kl_divergence",      "reverse_kl_divergence", "jeffreys_divergence",    "renyi_divergence",
    "tsallis_divergence", "alpha_divergence",      "bhattacharyya_distance", "hellinger_distance"};

TEST(JointDivergence, CubatureAgreesWithClosedForms) {
  for (const std::string_view measure : affine_measures) {
    expect_agree(measure, "mvnormal([1, -2], [[2, 0.5], [0.5, 1]])", "mvnormal([0, 0.3], [[1, -0.2], [-0.2, 1.5]])",
                 0.3);
  }
  expect_agree("chi_square_pearson", "mvnormal([0, 0], [[1, 0.5], [0.5, 1]])",
               "mvnormal([0.5, 0], [[2, 0.2], [0.2, 1.5]])");
  expect_agree("renyi_divergence", "mvnormal([0, 0], [[1, 0.5], [0.5, 1]])",
               "mvnormal([0.5, 0], [[2, 0.2], [0.2, 1.5]])", 1.7);
  expect_agree("kl_divergence", "mvnormal([0, 0, 1], [[1, 0.5, 0], [0.5, 1, 0.2], [0, 0.2, 2]])",
               "mvnormal_diagonal([0.5, 0, 0], [1, 1.2, 1.1])");
  expect_agree("kl_divergence", "mvnormal_diagonal([0, 0, 0, 0], [1, 1, 1, 1])",
               "mvnormal_diagonal([0.5, 0, 0, -0.2], [1, 1.2, 1.1, 0.9])");
  expect_agree("kl_divergence", "mv_student_t(5, [0, 1], [[2, 0.3], [0.3, 1]])", "mvnormal([0, 0], [[3, 1], [1, 2]])");
}

TEST(JointDivergence, SamplingAgreesWithClosedForms) {
  for (const std::string_view measure : affine_measures) {
    expect_agree(measure, "dirichlet([2, 3, 4])", "dirichlet([3, 2.5, 2])", 0.3);
    expect_agree(measure, "von_mises_fisher([0, 0.6, 0.8], 3)", "von_mises_fisher([0, 0, 1], 5)", 0.3);
    expect_agree(measure, "wishart(5, [[2, 0.5], [0.5, 1]])", "wishart(6, [[1.5, 0.3], [0.3, 1]])", 0.7);
    expect_agree(measure, "multinomial(7, [0.2, 0.3, 0.5])", "multinomial(7, [0.3, 0.3, 0.4])", 0.7);
  }
  expect_agree("kl_divergence", "mvnormal_diagonal([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1])",
               "mvnormal_diagonal([0.5, 0, 0, -0.2, 1, 0], [1, 1.2, 1.1, 0.9, 1, 2])");
  expect_agree(
      "kl_divergence",
      "matrix_normal([[0, 0, 1], [0, 1, 0]], [[1, 0.3], [0.3, 2]], [[1, 0, 0], [0, 1, 0.2], [0, 0.2, 1]])",
      "matrix_normal([[0, 0.2, 1], [0, 1, 0]], [[1.2, 0], [0, 2]], [[1, 0, 0.1], [0, 1.5, 0.2], [0.1, 0.2, 1]])");
}

/// A mixture along one axis, times what is the same on both sides: the divergence is that of one number.
TEST(JointDivergence, MixturesAgreeWithIntegralsOverOneNumber) {
  const std::string b = "gamma(2, 1)";
  const distribution p = parse_distribution("0.3*normal(-1, 1) + 0.7*normal(2, 0.7)"),
                     q = parse_distribution("0.6*laplace(0, 1) + 0.4*logistic(1, 1)");
  const auto product = [&](const std::string& other) {
    return std::pair(
        joint("0.3*independent(normal(-1, 1)" + other + ") + 0.7*independent(normal(2, 0.7)" + other + ")"),
        joint("0.6*independent(laplace(0, 1)" + other + ") + 0.4*independent(logistic(1, 1)" + other + ")"));
  };
  for (const std::string_view measure : {"kl_divergence", "js_divergence", "js_distance", "hellinger_distance",
                                         "triangular_discrimination", "total_variation"}) {
    const double want = divergence_between(measure, p, q).value;
    {
      const auto [a, c] = product(", normal(0, 1)");
      const estimate found = divergence_between(measure, a, c);
      EXPECT_EQ(found.method, method::quadrature) << measure;
      // Laplace's kink and total variation's leave the trapezoidal rule its second order.
      EXPECT_NEAR(found.value, want, *found.error_bound) << measure;
      EXPECT_LT(*found.error_bound, 1e-3);
    }
    const auto [a, c] = product(", poisson(3), gamma(2, 1)");
    const estimate found = divergence_between(measure, a, c, {.points = 512});
    ASSERT_EQ(found.method, method::monte_carlo) << measure;
    EXPECT_NEAR(found.value, want, 4 * *found.standard_error + 1e-6) << measure;
    EXPECT_LT(*found.standard_error, 0.01);
  }
}

TEST(JointDivergence, ProductsAddUpFactorByFactor) {
  const joint_distribution p = joint("independent(normal(0, 1), gamma(2, 1), poisson(3))"),
                           q = joint("independent(laplace(0, 2), gamma(3, 2), poisson(4))");
  double kl = 0, renyi = 0, affinity = 1;
  for (const auto& [a, b] : {std::pair("normal(0, 1)", "laplace(0, 2)"), std::pair("gamma(2, 1)", "gamma(3, 2)"),
                             std::pair("poisson(3)", "poisson(4)")}) {
    const distribution x = parse_distribution(a), y = parse_distribution(b);
    kl += divergence_between("kl_divergence", x, y).value;
    renyi += divergence_between("renyi_divergence", x, y, {.alpha = 0.4}).value;
    affinity *= 1 - std::pow(divergence_between("hellinger_distance", x, y).value, 2);
  }
  EXPECT_NEAR(divergence_between("kl_divergence", p, q).value, kl, 1e-12);
  joint_options at;
  at.divergence.alpha = 0.4;
  EXPECT_NEAR(divergence_between("renyi_divergence", p, q, at).value, renyi, 1e-12);
  EXPECT_NEAR(divergence_between("hellinger_distance", p, q).value, std::sqrt(1 - affinity), 1e-12);
}

TEST(JointDivergence, ZeroOnItselfAndNeverNegative) {
  for (const std::string text :
       {"mvnormal([1, -2], [[2, 0.5], [0.5, 1]])", "dirichlet([2, 3, 4])", "wishart(5, [[2, 0.5], [0.5, 1]])",
        "von_mises_fisher([0, 0.6, 0.8], 3)", "multinomial(7, [0.2, 0.3, 0.5])",
        "mv_student_t(3, [0, 1], [[2, 0.3], [0.3, 1]])", "mvnormal_low_rank([0, 1], [[1], [2]], [0.5, 0.5])",
        "independent(gamma(2, 1), poisson(3))"}) {
    for (const std::string_view measure : joint_measures()) {
      if (measure == "cross_entropy" ||
          (measure == "wasserstein_2" && !as_gaussian(joint(text)) && joint(text).name() != "independent")) {
        continue;
      }
      const estimate found = divergence_between(measure, joint(text), joint(text), {.points = 64});
      EXPECT_GE(found.value, 0) << measure << ' ' << text;
      EXPECT_LT(found.value, 1e-6) << measure << ' ' << text;
    }
  }
}

TEST(JointDivergence, InfiniteAnswersSayWhy) {
  const auto why = [](std::string_view measure, const std::string& p, const std::string& q) {
    const estimate found = divergence_between(measure, joint(p), joint(q));
    EXPECT_TRUE(std::isinf(found.value)) << found.value;
    return found.notes.empty() ? std::string() : found.notes.front();
  };
  const std::string normal = "mvnormal([0, 0], [[1, 0], [0, 1]])";
  EXPECT_NE(why("kl_divergence", "mv_student_t(2, [0, 0], [[1, 0], [0, 1]])", normal).find("no finite variance"),
            std::string::npos);
  EXPECT_NE(why("chi_square_pearson", "mv_student_t(9, [0, 0], [[1, 0], [0, 1]])", normal).find("falls like a power"),
            std::string::npos);
  EXPECT_NE(why("chi_square_pearson", "mvnormal([0, 0], [[3, 0], [0, 1]])", normal).find("diverges"),
            std::string::npos);
  EXPECT_NE(why("chi_square_pearson", "mvnormal([0, 0], [[3, 0], [0, 1]])", "0.5*" + normal + " + 0.5*" + normal)
                .find("so much wider"),
            std::string::npos);
  EXPECT_NE(why("kl_divergence", "0.5*" + normal + " + 0.5*mv_student_t(1.5, [0, 0], [[1, 0], [0, 1]])",
                "0.5*" + normal + " + 0.5*" + normal)
                .find("no finite variance"),
            std::string::npos);
  EXPECT_NE(why("kl_divergence",
                "0.5*independent(normal(0, 1), uniform(0, 1)) + 0.5*independent(normal(0, 1), uniform(0, 2))",
                "independent(normal(0, 1), uniform(0, 1))")
                .find("one of the two has mass where the other has none"),
            std::string::npos);
  EXPECT_NE(why("kl_divergence", "multinomial(3, [0.5, 0.5])", "multinomial(4, [0.5, 0.5])").find("sum 3"),
            std::string::npos);
  EXPECT_NE(why("kl_divergence", "multinomial(3, [0.5, 0.5])", "multinomial(3, [1, 0])").find("gives it none"),
            std::string::npos);
}

TEST(JointDivergence, WassersteinOfNormals) {
  // Commuting covariances: the distance of the standard deviations.
  EXPECT_DOUBLE_EQ(divergence_between("wasserstein_2", joint("mvnormal_diagonal([0, 1], [1, 2])"),
                                      joint("mvnormal_diagonal([3, 1], [4, 2])"))
                       .value,
                   std::sqrt(9.0 + 9.0));
  // [[2, 1], [1, 2]] and I turned: eigenvalues 3 and 1 of one, 1 and 1 of the other.
  EXPECT_NEAR(closed_wasserstein_2(mvnormal({0, 0}, {{2, 1}, {1, 2}}), mvnormal({0, 0}, {{1, 0}, {0, 1}})).value,
              std::sqrt(3.0) - 1, 1e-15);
  // Not commuting: tr(C + C' - 2 (C^1/2 C' C^1/2)^1/2) by mpmath at 50 digits.
  EXPECT_NEAR(
      closed_wasserstein_2(mvnormal({1, 2}, {{2, 0.5}, {0.5, 1}}), mvnormal({0, 0}, {{1, -0.25}, {-0.25, 3}})).value,
      2.4302006489833207, 1e-14);
  // Near each other: covariances (1 + d) C are sqrt(tr C) (sqrt(1 + d) - 1) apart.
  const double d = 1e-9;
  EXPECT_NEAR(
      closed_wasserstein_2(mvnormal({0, 0}, {{2, 0}, {0, 1}}), mvnormal({0, 0}, {{2 * (1 + d), 0}, {0, 1 + d}})).value,
      std::sqrt(3.0) * d / 2, 1e-15);
  EXPECT_NE(refusal("wasserstein_2", "dirichlet([1, 2])", "dirichlet([1, 2])").find("normal distributions"),
            std::string::npos);
}

TEST(JointDivergence, EntropyOfMixturesHasAnInterval) {
  // Two parts so far apart that they do not overlap: the parts' entropy and log 2.
  const joint_distribution apart = joint(
      "0.5*mvnormal_diagonal([0, 0, 0, 0, 0], [1, 1, 1, 1, 1]) + "
      "0.5*mvnormal_diagonal([90, 0, 0, 0, 0], [1, 1, 1, 1, 1])");
  const estimate found = entropy_of(apart);
  EXPECT_EQ(found.method, method::monte_carlo);
  const double want = 5 * (0.5 + 0.5 * std::log(2 * std::numbers::pi)) + std::numbers::ln2;
  EXPECT_NEAR(found.value, want, 4 * *found.standard_error);
  EXPECT_LT(*found.standard_error, 0.01);
  EXPECT_EQ(entropy_of(joint("0.5*dirichlet([1, 2]) + 0.5*dirichlet([1, 2])")).method, method::monte_carlo);
}

TEST(JointDivergence, RefusalsNameWhatIsWrong) {
  EXPECT_NE(refusal("kl_divergence", "mvnormal([0], [[1]])", "mvnormal([0, 0], [[1, 0], [0, 1]])")
                .find("no common base measure"),
            std::string::npos);
  EXPECT_NE(
      refusal("kl_divergence", "dirichlet([1, 2])", "mvnormal([0, 0], [[1, 0], [0, 1]])").find("2 shares of a whole"),
      std::string::npos);
  EXPECT_NE(refusal("kl_divergence", "independent(poisson(1), normal(0, 1))", "independent(normal(0, 1), normal(0, 1))")
                .find("1 of them whole"),
            std::string::npos);
  EXPECT_NE(refusal("kl", "dirichlet([1, 2])", "dirichlet([1, 2])").find("no measure \"kl\""), std::string::npos);
  const std::string d = "dirichlet([1, 2])";
  joint_options how;
  how.points = 100;
  EXPECT_EQ(refusal("kl_divergence", d, d, how), "divergence_between: points = 100, must be a power of two");
  how = {};
  how.replicates = 1;
  EXPECT_EQ(refusal("kl_divergence", d, d, how), "divergence_between: replicates = 1, must be >= 2");
  how = {};
  how.divergence.alpha = 0;
  EXPECT_EQ(refusal("renyi_divergence", d, d, how), "divergence_between: alpha = 0, must be > 0 and finite");
}

/// A short form of what bench/calibration measures: 95% intervals cover in 300 repetitions between 91% and 98.5%, three
/// standard deviations around 95%.
TEST(JointDivergence, IntervalsCover) {
  const joint_distribution p = joint("mvnormal_diagonal([0, 0, 0, 0, 0], [1, 1, 1, 1, 1])"),
                           q = joint("mvnormal_diagonal([0.5, 0, 0, -0.2, 0.3], [1, 1.3, 1.1, 0.9, 1])");
  const double truth = divergence_between("kl_divergence", p, q).value;
  joint_options how = integrated();
  how.points = 128;
  int covered = 0;
  for (int k = 0; k < 300; ++k) {
    how.seed = static_cast<std::uint64_t>(1000 + k);
    const estimate found = divergence_between("kl_divergence", p, q, how);
    covered += found.interval->lower <= truth && truth <= found.interval->upper ? 1 : 0;
  }
  EXPECT_GE(covered, 273);
  EXPECT_LE(covered, 296);
}

/// Why intervals miss on one side more than on the other (docs/calibration.md): replicates that missed the rare large
/// terms have a low mean and a small spread together.
TEST(JointDivergence, LowAnswersHaveNarrowIntervals) {
  const joint_distribution p = joint("wishart(5, [[2, 0.5], [0.5, 1]])"),
                           q = joint("wishart(6, [[1.5, 0.3], [0.3, 1]])");
  joint_options how = integrated();
  how.points = 32;
  constexpr int repetitions = 150;
  double values = 0, widths = 0, squares = 0, wide_squares = 0, products = 0;
  for (int k = 0; k < repetitions; ++k) {
    how.seed = static_cast<std::uint64_t>(5000 + k);
    const estimate found = divergence_between("kl_divergence", p, q, how);
    const double width = found.interval->upper - found.interval->lower;
    values += found.value / repetitions, widths += width / repetitions;
    squares += found.value * found.value / repetitions, wide_squares += width * width / repetitions;
    products += found.value * width / repetitions;
  }
  const double correlation =
      (products - values * widths) / std::sqrt((squares - values * values) * (wide_squares - widths * widths));
  EXPECT_GT(correlation, 0.25);  // three standard deviations above none
}

TEST(JointDivergence, TheSameSeedGivesTheSameAnswer) {
  const joint_distribution p = joint("dirichlet([2, 3, 4])"),
                           q = joint("0.5*dirichlet([3, 2.5, 2]) + 0.5*dirichlet([1, 1, 1])");
  joint_options how{.points = 64};
  const double first = divergence_between("kl_divergence", p, q, how).value;
  EXPECT_EQ(divergence_between("kl_divergence", p, q, how).value, first);
  how.seed = 1;
  EXPECT_NE(divergence_between("kl_divergence", p, q, how).value, first);
}

}  // namespace
}  // namespace relent
