// Expectation and maximisation of mixtures of normals of several numbers.
#include "relent/fit/rows_mixture.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/fit/joint_fit.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mvnormal.hpp"

namespace relent {
namespace {

joint_mixture three_parts() {
  return {{0.2, 0.5, 0.3},
          {mvnormal({-3, 0, 100}, matrix{{1, 0.5, 0}, {0.5, 1, 0}, {0, 0, 4}}),
           mvnormal({0, 2, 110}, matrix{{0.5, 0, 0.2}, {0, 1, 0}, {0.2, 0, 9}}),
           mvnormal({3, -1, 90}, matrix{{1, -0.3, 0}, {-0.3, 0.4, 0}, {0, 0, 1}})}};
}

mvnormal_mixture_parameters rough_start() {
  return {{0.3, 0.3, 0.4},
          matrix{{-2, 0, 98}, {0, 1, 105}, {2, 0, 95}},
          {matrix{{2, 0, 0}, {0, 2, 0}, {0, 0, 20}}, matrix{{2, 0.1, 0}, {0.1, 2, 0}, {0, 0, 20}},
           matrix{{2, 0, 0}, {0, 2, 0}, {0, 0, 20}}}};
}

/// One iteration as the textbook has it (Bishop 2006, 9.2.2), a row at a time.
mvnormal_mixture_parameters textbook_step(const matrix& rows, const mvnormal_mixture_parameters& at,
                                          double& likelihood) {
  const joint_mixture model = at.model();
  const std::size_t k = at.weights.size(), d = rows.columns, n = rows.rows;
  mvnormal_mixture_parameters out{std::vector<double>(k), matrix(k, d), std::vector<matrix>(k, matrix(d, d))};
  matrix shares(n, k);
  std::vector<double> counts(k);
  likelihood = 0;
  for (std::size_t i = 0; i < n; ++i) {
    likelihood += model.log_density(rows.row(i)) / static_cast<double>(n);
    for (std::size_t c = 0; c < k; ++c) {
      shares(i, c) = std::exp(std::log(model.weights()[c]) + model.components()[c].log_density(rows.row(i)) -
                              model.log_density(rows.row(i)));
      counts[c] += shares(i, c);
      for (std::size_t j = 0; j < d; ++j) {
        out.means(c, j) += shares(i, c) * rows(i, j);
      }
    }
  }
  for (std::size_t c = 0; c < k; ++c) {
    out.weights[c] = counts[c] / static_cast<double>(n);
    for (std::size_t j = 0; j < d; ++j) {
      out.means(c, j) /= counts[c];
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t a = 0; a < d; ++a) {
        for (std::size_t b = 0; b < d; ++b) {
          out.covariances[c](a, b) +=
              shares(i, c) * (rows(i, a) - out.means(c, a)) * (rows(i, b) - out.means(c, b)) / counts[c];
        }
      }
    }
  }
  return out;
}

void expect_same(const mvnormal_mixture_parameters& a, const mvnormal_mixture_parameters& b, double within) {
  for (std::size_t k = 0; k < a.weights.size(); ++k) {
    EXPECT_NEAR(a.weights[k], b.weights[k], within);
    for (std::size_t i = 0; i < a.means.columns; ++i) {
      EXPECT_NEAR(a.means(k, i), b.means(k, i), within * 100);
      for (std::size_t j = 0; j < a.means.columns; ++j) {
        EXPECT_NEAR(a.covariances[k](i, j), b.covariances[k](i, j), within * 100);
      }
    }
  }
}

TEST(RowsMixture, AStepIsTheTextbooks) {
  const matrix rows = sample(three_parts(), 1003, 1);
  mvnormal_mixture_parameters at = rough_start();
  double likelihood = 0;
  const mvnormal_mixture_parameters expected = textbook_step(rows, at, likelihood);
  EXPECT_NEAR(mean_log_likelihood(rows, at), likelihood, 1e-12 * std::abs(likelihood));
  EXPECT_NEAR(em_steps(rows, at, 1, 0).front(), likelihood, 1e-12 * std::abs(likelihood));
  expect_same(at, expected, 1e-12);
}

TEST(RowsMixture, TheLikelihoodNeverFalls) {
  for (const bool diagonal : {false, true}) {
    const matrix rows = sample(three_parts(), 3000, 2);
    mvnormal_mixture_parameters at = rough_start();
    at.diagonal = diagonal;
    at.covariances[1](0, 1) = at.covariances[1](1, 0) = diagonal ? 0 : 0.1;
    const std::vector<double> likelihoods = em_steps(rows, at, 60, 1e-6);
    for (std::size_t i = 1; i < likelihoods.size(); ++i) {
      EXPECT_GE(likelihoods[i], likelihoods[i - 1] - 1e-12) << i;
    }
    EXPECT_GT(likelihoods.back(), likelihoods.front() + 0.05);
  }
}

TEST(RowsMixture, ThreadsChangeNoBit) {
  const matrix rows = sample(three_parts(), 20'000, 3);
  mvnormal_mixture_parameters one = rough_start(), two = rough_start();
  EXPECT_EQ(em_steps(rows, one, 4, 1e-6, 1), em_steps(rows, two, 4, 1e-6, 2));
  EXPECT_EQ(one.means, two.means);
  EXPECT_EQ(one.covariances, two.covariances);
}

TEST(RowsMixture, FindsWhatMadeTheRows) {
  const matrix rows = sample(three_parts(), 30'000, 4);
  const rows_mixture found = fit_mvnormal_mixture(rows, {.components = 3});
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(found.floored, 0U);
  EXPECT_NEAR(found.parameters.weights[0], 0.2, 0.01);
  EXPECT_NEAR(found.parameters.means(1, 2), 110, 0.15);
  EXPECT_NEAR(found.parameters.covariances[2](0, 1), -0.3, 0.03);
  // As likely as the truth, or more.
  double truth = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    truth += three_parts().log_density(rows.row(i)) / static_cast<double>(rows.rows);
  }
  EXPECT_GE(found.mean_log_likelihood, truth);
}

TEST(RowsMixture, OneComponentIsTheLikeliestNormal) {
  const matrix rows = sample(three_parts(), 500, 5);
  const rows_mixture found = fit_mvnormal_mixture(rows, {.components = 1});
  const mvnormal direct = mvnormal::fit(rows);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.parameters.means(0, i), direct.mean()[i], 1e-9);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(found.parameters.covariances[0](i, j), direct.covariance()(i, j), 1e-8);
    }
  }
}

TEST(RowsMixture, TheFloorKeepsRepeatedRowsFromAPoint) {
  matrix rows = sample(mvnormal({0, 0}, matrix{{1, 0}, {0, 1}}), 200, 6);
  for (std::size_t i = 0; i < 60; ++i) {  // on a line, far away: one component would collapse onto it
    rows(i, 0) = 20 + 0.01 * static_cast<double>(i);
    rows(i, 1) = 20;
  }
  const rows_mixture found = fit_mvnormal_mixture(rows, {.components = 2});
  EXPECT_EQ(found.floored, 1U);
  EXPECT_TRUE(std::isfinite(found.mean_log_likelihood));
  // Not below the floor, in units of the columns' spread.
  double mean = 0, square = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    mean += rows(i, 1) / static_cast<double>(rows.rows);
    square += rows(i, 1) * rows(i, 1) / static_cast<double>(rows.rows);
  }
  EXPECT_NEAR(found.parameters.covariances[1](1, 1) / (square - mean * mean), 1e-6, 1e-9);
}

TEST(RowsMixture, TheNumberOfComponentsByBicAndByCrossValidation) {
  const observed_rows rows{sample(three_parts(), 1500, 7)};
  const joint_fit_answer by_bic = fit(rows, joint_fit_family{});
  EXPECT_EQ(by_bic.family, "mixture of 3 mvnormals");
  EXPECT_NE(by_bic.notes[0].find("3 components by the least BIC"), std::string::npos);
  const joint_fit_answer by_folds = fit(rows, joint_fit_family{}, {.choose = "cross-validation"});
  EXPECT_NE(by_folds.notes[0].find("cross-validation"), std::string::npos);
  EXPECT_GE(by_folds.optima[0].parameters[0].values.size(), 3U);
  EXPECT_THROW((void)fit(rows, joint_fit_family{}, {.choose = "aic"}), error);
}

TEST(RowsMixture, Refuses) {
  const matrix rows = sample(three_parts(), 50, 8);
  EXPECT_THROW((void)fit_mvnormal_mixture(rows, {.components = 0}), error);
  EXPECT_THROW((void)fit_mvnormal_mixture(rows, {.components = 51}), error);
  EXPECT_THROW((void)fit_mvnormal_mixture(matrix(), {.components = 1}), error);
  matrix broken = rows;
  broken(3, 1) = INFINITY;
  EXPECT_THROW((void)fit_mvnormal_mixture(broken), error);
  matrix flat = rows;
  for (std::size_t i = 0; i < flat.rows; ++i) {
    flat(i, 2) = flat(i, 0) - 2 * flat(i, 1);
  }
  EXPECT_THROW((void)fit_mvnormal_mixture(flat), error);
  EXPECT_NO_THROW((void)fit_mvnormal_mixture(flat, {.components = 2, .diagonal = true}));
}

}  // namespace
}  // namespace relent
