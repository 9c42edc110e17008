#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "relent/joint/dirichlet.hpp"
#include "relent/joint/joint_families.hpp"
#include "relent/joint/matrix_normal.hpp"
#include "relent/joint/multinomial.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"
#include "relent/joint/von_mises_fisher.hpp"
#include "relent/joint/wishart.hpp"

#include "joint_check.hpp"

namespace relent::test {
namespace {

const matrix spread{{2, 0.6, -0.3}, {0.6, 1, 0.1}, {-0.3, 0.1, 0.5}};

std::vector<joint_distribution> examples() {
  return {mvnormal({1, -2, 0.5}, spread),
          mvnormal_diagonal({1, -2}, {0.3, 4}),
          mvnormal_low_rank({0, 1, 2}, {{1}, {-0.5}, {2}}, {0.2, 1, 0.4}),
          mvnormal_low_rank({0, 1}, {{1, 0.3}, {-0.5, 2}}, {0.2, 1}),
          mv_student_t(7.5, {1, -2, 0.5}, spread),
          dirichlet({0.7, 2, 5}),
          dirichlet({40, 3}),
          wishart(4.5, {{1, 0.4}, {0.4, 2}}),
          von_mises_fisher({0.6, 0.8}, 1.5),
          von_mises_fisher({0, 0, 1}, 12),
          von_mises_fisher({0.5, 0.5, -0.5, 0.5}, 0),
          von_mises_fisher({0.5, 0.5, -0.5, 0.5}, 300),
          matrix_normal({{1, 2, 3}, {0, -1, 1}}, {{1, 0.3}, {0.3, 2}}, spread),
          multinomial(9, {0.2, 0.5, 0.3}),
          multinomial(40, {0, 0.9, 0.1, 0})};
}

TEST(JointFamilies, DrawsFollowTheDensityAndTheMoments) {
  for (const joint_distribution& d : examples()) {
    check_draws(d);
  }
}

TEST(JointFamilies, OutsideTheSpaceThereIsNothing) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(dirichlet({1, 2}).log_density(std::vector{0.4, 0.7}), -infinity);
  EXPECT_EQ(dirichlet({1, 2}).log_density(std::vector{-0.1, 1.1}), -infinity);
  EXPECT_EQ(wishart(3, {{1, 0}, {0, 1}}).log_density(std::vector<double>{1, 2, 2, 1}), -infinity);
  EXPECT_EQ(wishart(3, {{1, 0}, {0, 1}}).log_density(std::vector<double>{1, 0.5, 0.4, 1}), -infinity);
  EXPECT_EQ(von_mises_fisher({1, 0}, 2).log_density(std::vector{0.6, 0.7}), -infinity);
  EXPECT_EQ(multinomial(3, {0.5, 0.5}).log_density(std::vector<double>{1, 1}), -infinity);
  EXPECT_EQ(multinomial(3, {0.5, 0.5}).log_density(std::vector{1.5, 1.5}), -infinity);
  EXPECT_EQ(multinomial(3, {1, 0}).log_density(std::vector<double>{2, 1}), -infinity);
  EXPECT_EQ(mv_student_t(1, {0, 0}, {{1, 0}, {0, 1}}).covariance()(0, 1) == 0, false);
}

TEST(JointFamilies, EntropyOfManyTrialsIsThatOfANormal) {
  // Two kinds: a binomial count, whose entropy tends to log(2 pi e n p q) / 2 + (3 - 2 / (p q)) / (12 n) ...: Knessl
  // 1998.
  for (const double trials : {1e6, 1e9, 1e10, 1e15}) {
    const double p = 0.3, variance = trials * p * (1 - p);
    EXPECT_NEAR(multinomial(trials, {p, 1 - p}).entropy(),
                0.5 * std::log(2 * std::numbers::pi * std::numbers::e * variance), 1e-6)
        << trials;
  }
}

TEST(JointFamilies, FarTailsKeepTheirLogDensity) {
  // log density of t in one dimension at 1e200: log(1/(pi (1 + x^2))) for df = 1.
  EXPECT_NEAR(mv_student_t(1, {0}, {{1}}).log_density(std::vector{1e200}),
              -std::log(std::numbers::pi) - 400 * std::log(10.0), 1e-10);
}

TEST(JointFamilies, MadeByNameFromTheirText) {
  for (const joint_family_entry& f : joint_families()) {
    EXPECT_EQ(find_joint_family(f.name), &f);
    for (const std::string_view alias : f.aliases) {
      EXPECT_EQ(find_joint_family(alias), &f);
    }
  }
  EXPECT_EQ(find_joint_family("normal"), nullptr);
  EXPECT_EQ(mvnormal_diagonal({1, -2.5}, {0.5, 1}).text(), "mvnormal_diagonal([1, -2.5], [0.5, 1])");
}

template <class D>
void check_fit(const D& truth, std::int64_t count, double within) {
  SCOPED_TRACE(truth.text());
  const matrix rows = sample(truth, count, 5);
  const D found = D::fit(rows);
  EXPECT_GE(mean_log_likelihood(found, rows), mean_log_likelihood(truth, rows)) << found.text();
  EXPECT_NEAR(mean_log_likelihood(found, rows), mean_log_likelihood(truth, rows), within) << found.text();
}

TEST(JointFamilies, FitsAreMoreLikelyThanTheTruthAndNearIt) {
  check_fit(mvnormal({1, -2, 0.5}, spread), 3000, 0.01);
  check_fit(mvnormal_diagonal({1, -2}, {0.3, 4}), 3000, 0.01);
  check_fit(mv_student_t(5, {1, -2, 0.5}, spread), 3000, 0.01);
  check_fit(dirichlet({0.7, 2, 5}), 3000, 0.01);
  check_fit(wishart(6, {{1, 0.4}, {0.4, 2}}), 3000, 0.01);
  check_fit(von_mises_fisher({0.6, 0, 0.8}, 9), 3000, 0.01);
  check_fit(multinomial(9, {0.2, 0.5, 0.3}), 3000, 0.01);
  const mvnormal_low_rank truth({0, 1, 2, 3}, {{1}, {-0.5}, {2}, {0.3}}, {0.2, 1, 0.4, 2});
  const matrix rows = sample(truth, 3000, 5);
  const auto found = mvnormal_low_rank::fit(rows, 1);
  EXPECT_GE(mean_log_likelihood(found, rows), mean_log_likelihood(truth, rows)) << found.text();
}

TEST(JointFamilies, MatricesAreFittedByTurns) {
  const matrix_normal truth({{1, 2, 3}, {0, -1, 1}}, {{1, 0.3}, {0.3, 2}}, spread);
  const matrix rows = sample(truth, 2000, 5);
  const auto found = matrix_normal::fit(rows, 2);
  const double best = mean_log_likelihood(found, rows);
  EXPECT_GE(best, mean_log_likelihood(truth, rows)) << found.text();
  EXPECT_NEAR(found.row_covariance()(0, 0) + found.row_covariance()(1, 1), 2, 1e-12);
  for (const double step : {-1e-3, 1e-3}) {
    matrix u = found.row_covariance(), v = found.column_covariance();
    u(0, 1) += step, u(1, 0) += step;
    EXPECT_LT(mean_log_likelihood(matrix_normal(found.mean_matrix(), u, v), rows), best);
    v(1, 1) += step;
    EXPECT_LT(mean_log_likelihood(matrix_normal(found.mean_matrix(), found.row_covariance(), v), rows), best);
  }
  EXPECT_EQ(refusal([&] { (void)matrix_normal::fit(rows, 4); }),
            "matrix_normal: rows of 6 numbers are no matrices of 4 rows");
  EXPECT_NE(refusal([] {
              (void)matrix_normal::fit({{1, 2, 3, 4}}, 2);
            }).find("too few, or too much alike"),
            std::string::npos);
}

TEST(JointFamilies, FitsCannotBeImprovedByAStep) {
  const matrix rows = sample(dirichlet({0.7, 2, 5}), 500, 9);
  const dirichlet found = dirichlet::fit(rows);
  const double best = mean_log_likelihood(found, rows);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const double step : {-1e-3, 1e-3}) {
      std::vector<double> moved = found.concentration();
      moved[i] *= 1 + step;
      EXPECT_LT(mean_log_likelihood(dirichlet(moved), rows), best);
    }
  }
  const matrix t_rows = sample(mv_student_t(4, {0, 1}, {{1, 0.2}, {0.2, 3}}), 800, 9);
  const mv_student_t t = mv_student_t::fit(t_rows);
  for (const double step : {-1e-2, 1e-2}) {
    EXPECT_LT(mean_log_likelihood(mv_student_t(t.df() * (1 + step), t.location(), t.shape()), t_rows),
              mean_log_likelihood(t, t_rows));
    matrix wider = t.shape();
    for (double& v : wider.values) {
      v *= 1 + step;
    }
    EXPECT_LT(mean_log_likelihood(mv_student_t(t.df(), t.location(), wider), t_rows), mean_log_likelihood(t, t_rows));
  }
}

TEST(JointFamilies, RefusalsNameTheParameterThePlaceAndTheBound) {
  EXPECT_EQ(refusal([] { mvnormal({0, std::nan("")}, {{1, 0}, {0, 1}}); }), "mvnormal: mean[1] = nan, must be finite");
  EXPECT_EQ(refusal([] { mvnormal({0, 0}, {{1}}); }), "mvnormal: covariance is 1 x 1, must be 2 x 2");
  EXPECT_EQ(refusal([] {
              mvnormal({0, 0}, {{1, 0.5}, {0.4, 2}});
            }),
            "mvnormal: covariance[1][0] = 0.4, must be equal to covariance[0][1] = 0.5: the matrix is not symmetric, "
            "by 0.1");
  EXPECT_EQ(refusal([] {
              mvnormal({0, 0}, {{1, 2}, {2, 1}});
            }),
            "mvnormal: covariance, whose least eigenvalue is -1, must be positive definite");
  EXPECT_EQ(refusal([] { mvnormal({}, matrix()); }), "mvnormal: mean has no numbers");
  EXPECT_EQ(refusal([] { mvnormal_diagonal({0, 0}, {1, 0}); }), "mvnormal_diagonal: sd[1] = 0, must be > 0");
  EXPECT_EQ(refusal([] {
              mvnormal_diagonal({0, 0}, {1});
            }),
            "mvnormal_diagonal: sd has 1 number, must be 2 as many as mean has");
  EXPECT_EQ(refusal([] {
              mvnormal_low_rank({0, 0}, {{1}, {2}, {3}}, {1, 1});
            }),
            "mvnormal_low_rank: factor is 3 x 1, must have 2 rows and a column or more");
  EXPECT_EQ(refusal([] { mv_student_t(0, {0}, {{1}}); }), "mv_student_t: df = 0, must be > 0");
  EXPECT_EQ(refusal([] { mv_student_t(2, {0}, {{-1}}); }),
            "mv_student_t: shape, whose least eigenvalue is -1, must be positive definite");
  EXPECT_EQ(refusal([] { dirichlet({1}); }), "dirichlet: concentration has 1 number, must have 2 or more");
  EXPECT_EQ(refusal([] { dirichlet({1, -1}); }), "dirichlet: concentration[1] = -1, must be > 0");
  EXPECT_EQ(refusal([] {
              wishart(1, {{1, 0}, {0, 1}});
            }),
            "wishart: df = 1, must be > 1 and finite, for a 2 x 2 scale");
  EXPECT_EQ(refusal([] {
              von_mises_fisher({1, 1}, 1);
            }),
            "von_mises_fisher: direction, whose length is 1.4142135623731, must be of length 1 within 1e-12");
  EXPECT_EQ(refusal([] { von_mises_fisher({1, 0}, -1); }), "von_mises_fisher: concentration = -1, must be >= 0");
  EXPECT_EQ(refusal([] {
              matrix_normal({{0, 0}}, {{1}}, {{1}});
            }),
            "matrix_normal: column_covariance is 1 x 1, must be 2 x 2");
  EXPECT_EQ(refusal([] { multinomial(2.5, {1}); }), "multinomial: trials = 2.5, must be a whole number >= 0");
  EXPECT_NE(refusal([] { multinomial(2, {0.5, 0.6}); }).find("must be 1 within"), std::string::npos);
}

TEST(JointFamilies, FitsRefuseWhatHasNoMaximum) {
  EXPECT_EQ(refusal([] { (void)mvnormal::fit(matrix()); }), "mvnormal: no values to fit");
  EXPECT_EQ(refusal([] {
              (void)mvnormal::fit({{1, 2}, {std::nan(""), 3}});
            }),
            "mvnormal: values[1][0] = nan, must be finite");
  EXPECT_EQ(refusal([] {
              (void)mvnormal::fit({{1, 2}, {1, 3}, {1, 5}});
            }),
            "mvnormal: no maximum-likelihood fit: column 0 is constant");
  EXPECT_EQ(refusal([] {
              (void)mvnormal::fit({{1, 2}, {2, 4}, {3, 6}});
            }),
            "mvnormal: no maximum-likelihood fit: the 2 columns are collinear, they vary in 1 direction only");
  EXPECT_EQ(refusal([] {
              (void)dirichlet::fit({{0.5, 0.5}, {0.5, 0.5}});
            }),
            "dirichlet: no maximum-likelihood fit: all rows are alike");
  EXPECT_EQ(refusal([] {
              (void)dirichlet::fit({{0.5, 0.5}, {0.5, 0.6}});
            }),
            "dirichlet: values[1] must be two or more shares > 0 that sum to 1");
  EXPECT_EQ(refusal([] {
              (void)multinomial::fit({{1, 2}, {1, 3}});
            }),
            "multinomial: values[1] must be whole numbers >= 0 whose sum is > 0 and that of the other rows");
  EXPECT_EQ(refusal([] { (void)wishart::fit({{1, 2, 3}}); }), "wishart: rows of 3 numbers are no square matrices");
  EXPECT_EQ(refusal([] {
              (void)mvnormal_low_rank::fit({{1, 2}, {2, 3}, {5, 1}}, 2);
            }),
            "mvnormal_low_rank: factors = 2, must be at least 1 and less than the 2 columns");
}

}  // namespace
}  // namespace relent::test
