// Fits of several numbers: Gaussians to mixtures both ways, samples, log densities.
#include "relent/fit/joint_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

namespace relent {
namespace {

const joint_fit_family full_normals{find_joint_family("mvnormal")},
    diagonal_normals{find_joint_family("mvnormal_diagonal")};

joint_distribution two_modes() {
  const matrix covariance{{1, 0.6}, {0.6, 1}};
  return joint_mixture({0.5, 0.5}, {mvnormal({-2, 2}, covariance), mvnormal({2, -2}, covariance)});
}

const std::vector<double>& parameter(const joint_optimum& o, const std::string& name) {
  return std::ranges::find(o.parameters, name, &fitted_array::name)->values;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected, double within) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], within) << i;
  }
}

// The figures of the classic picture of two modes, from an integration of their own.
TEST(JointFit, ForwardKlHasTheMoments) {
  const joint_fit_answer a = fit(two_modes(), full_normals);
  ASSERT_EQ(a.optima.size(), 1U);
  expect_near(parameter(a.optima[0], "mean"), {0, 0}, 1e-14);
  expect_near(parameter(a.optima[0], "covariance"), {5, -3.4, -3.4, 5}, 1e-13);
  EXPECT_NEAR(a.optima[0].value.value, 0.829125594285, 1e-11);
}

TEST(JointFit, ReverseKlFindsBothModesAndTheSpuriousCentre) {
  const joint_fit_answer a = fit(two_modes(), full_normals, {.objective = "reverse_kl"});
  ASSERT_EQ(a.optima.size(), 3U);
  const std::vector<double> mode{-1.999975865396, 1.999975865396};
  const double sign = parameter(a.optima[0], "mean")[0] < 0 ? 1 : -1;
  expect_near(parameter(a.optima[0], "mean"), {sign * mode[0], sign * mode[1]}, 1e-9);
  expect_near(parameter(a.optima[1], "mean"), {-sign * mode[0], -sign * mode[1]}, 1e-9);
  for (const std::size_t i : {0U, 1U}) {
    expect_near(parameter(a.optima[i], "covariance"), {1.000048269858, 0.599951730142, 0.599951730142, 1.000048269858},
                1e-9);
    EXPECT_NEAR(a.optima[i].value.value, 0.693135608600, 1e-10);
  }
  expect_near(parameter(a.optima[2], "mean"), {0, 0}, 1e-8);
  expect_near(parameter(a.optima[2], "covariance"), {3.725674392360, -2.125674392360, -2.125674392360, 3.725674392360},
              1e-8);
  EXPECT_NEAR(a.optima[2].value.value, 2.499189017898, 1e-9);
  EXPECT_LT(a.unseen, 0.5);
  double shares = 0;
  for (const joint_optimum& o : a.optima) {
    shares += o.basin_share;
  }
  EXPECT_NEAR(shares, 1, 1e-12);
}

TEST(JointFit, ATimeLimitGivesTheBestPlaceThatWasSeenAndSaysSo) {
  const joint_fit_answer a = fit(two_modes(), full_normals, {.objective = "reverse_kl", .time_limit = 1e-9});
  ASSERT_FALSE(a.optima.empty());
  EXPECT_TRUE(std::isfinite(a.optima.front().value.value));
  ASSERT_FALSE(a.notes.empty());
  EXPECT_NE(a.notes.front().find("time limit"), std::string::npos) << a.notes.front();
}

TEST(JointFit, FarFromTheOriginItIsTheSame) {
  const matrix covariance{{1e-4, 6}, {6, 1e6}};
  const joint_distribution target =
      joint_mixture({0.5, 0.5}, {mvnormal({1e6 - 0.02, 2000}, covariance), mvnormal({1e6 + 0.02, -2000}, covariance)});
  const joint_fit_answer a = fit(target, full_normals, {.objective = "reverse_kl"});
  ASSERT_EQ(a.optima.size(), 3U);
  EXPECT_NEAR(a.optima[0].value.value, 0.693135608600, 1e-7);
  EXPECT_NEAR(a.optima[2].value.value, 2.499189017898, 1e-6);
  EXPECT_NEAR(parameter(a.optima[0], "mean")[0] - 1e6, -0.01999975865396, 1e-8);
}

TEST(JointFit, DiagonalMembersSitOnTheModesToo) {
  const joint_fit_answer a = fit(two_modes(), diagonal_normals, {.objective = "reverse_kl"});
  ASSERT_EQ(a.optima.size(), 2U);
  // One mode alone: a diagonal normal's variances are 1 / the diagonal of the precision, KL = -log(1 - 0.36) / 2 + log
  // 2; the other mode's tail moves that by little.
  EXPECT_NEAR(parameter(a.optima[0], "sd")[0], 0.8, 0.01);
  EXPECT_NEAR(a.optima[0].value.value, -0.5 * std::log(0.64) + std::log(2.0), 0.01);
  EXPECT_NEAR(a.optima[0].value.value, a.optima[1].value.value, 1e-11);
}

/// KL(q‖p) of two numbers by the trapezoidal rule over q's own coordinates.
double plain_kl(const joint_distribution& q, const joint_distribution& p) {
  constexpr double step = 0.06, reach = 7;
  const matrix c = q.covariance();
  const double a = std::sqrt(c(0, 0)), b = c(0, 1) / a, d = std::sqrt(c(1, 1) - b * b);
  const std::vector<double> mean = q.mean();
  double sum = 0, mass = 0;
  for (double u = -reach; u <= reach; u += step) {
    for (double v = -reach; v <= reach; v += step) {
      const std::vector<double> x{mean[0] + a * u, mean[1] + b * u + d * v};
      const double w = std::exp(-0.5 * (u * u + v * v));
      sum += w * (q.log_density(x) - p.log_density(x));
      mass += w;
    }
  }
  return sum / mass;
}

/// Around an optimum every move of a parameter makes the divergence larger, by an integral of its own.
void expect_least(const joint_distribution& target, const joint_optimum& o, std::string_view measure, bool reversed) {
  const auto at = [&](const joint_distribution& q) {
    return reversed ? plain_kl(q, target) : divergence_between(measure, target, q).value;
  };
  const mvnormal* best = o.member.get<mvnormal>();
  ASSERT_NE(best, nullptr);
  const double here = at(o.member);
  for (const double step : {0.02, -0.02}) {
    for (std::size_t i = 0; i < best->mean().size(); ++i) {
      std::vector<double> mean = best->mean();
      mean[i] += step;
      EXPECT_GT(at(mvnormal(mean, best->covariance())), here + 1e-6);
      for (std::size_t j = 0; j <= i; ++j) {
        matrix covariance = best->covariance();
        covariance(i, j) += step;
        covariance(j, i) = covariance(i, j);
        EXPECT_GT(at(mvnormal(best->mean(), covariance)), here + 1e-6);
      }
    }
  }
}

TEST(JointFit, OptimaOfRandomMixturesAreLeastByAnotherIntegral) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    counter_stream stream(seed, 7);
    std::vector<double> weights;
    std::vector<joint_distribution> parts;
    double sum = 0;
    for (std::size_t k = 0; k < 2 + seed % 3; ++k) {
      weights.push_back(0.3 + stream.uniform());
      sum += weights.back();
      const double a = 0.4 + stream.uniform(), b = 0.4 + stream.uniform(), r = 1.4 * stream.uniform() - 0.7;
      parts.emplace_back(mvnormal({6 * stream.uniform() - 3, 6 * stream.uniform() - 3},
                                  matrix{{a * a, r * a * b}, {r * a * b, b * b}}));
    }
    for (double& w : weights) {
      w /= sum;
    }
    const joint_distribution target = joint_mixture(weights, parts);
    const joint_fit_answer a = fit(target, full_normals, {.objective = "reverse_kl"});
    ASSERT_FALSE(a.optima.empty());
    for (const joint_optimum& o : a.optima) {
      expect_least(target, o, "kl_divergence", true);
    }
    // Other random starts find the same ones.
    const joint_fit_answer again = fit(target, full_normals, {.objective = "reverse_kl", .seed = seed + 100});
    ASSERT_EQ(again.optima.size(), a.optima.size()) << seed;
    for (std::size_t i = 0; i < a.optima.size(); ++i) {
      EXPECT_NEAR(again.optima[i].value.value, a.optima[i].value.value, 1e-8);
    }
  }
}

TEST(JointFit, OtherObjectivesAreLeastWhereTheDivergenceRoomSays) {
  for (const auto& [objective, measure] :
       {std::pair{"js", "js_divergence"}, std::pair{"hellinger", "hellinger_distance"},
        std::pair{"jeffreys", "jeffreys_divergence"}, std::pair{"renyi", "renyi_divergence"}}) {
    const joint_distribution target = joint_mixture(
        {0.3, 0.7}, {mvnormal({0, 0}, matrix{{1, 0.2}, {0.2, 0.5}}), mvnormal({1.5, 1}, matrix{{2, 0}, {0, 1}})});
    const joint_fit_answer a = fit(target, full_normals, {.objective = objective, .most_starts = 10});
    ASSERT_FALSE(a.optima.empty()) << objective;
    expect_least(target, a.optima[0], measure, false);
  }
}

TEST(JointFit, FiveNumbersByQuasiMonteCarlo) {
  // The line's 0.5 N(-4, 1) + 0.5 N(4, 1) times standard normals, under a linear map A: its optima and values are the
  // line's, whose digits are known.
  matrix map(5, 5);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      map(i, j) = i == j ? 1 + 0.2 * static_cast<double>(i) : 0.3 - 0.1 * static_cast<double>(j);
    }
  }
  matrix covariance(5, 5);
  std::vector<double> left(5), right(5);
  for (std::size_t i = 0; i < 5; ++i) {
    right[i] = 4 * map(i, 0);
    left[i] = -right[i];
    for (std::size_t j = 0; j < 5; ++j) {
      for (std::size_t k = 0; k < 5; ++k) {
        covariance(i, j) += map(i, k) * map(j, k);
      }
    }
  }
  const joint_distribution target =
      joint_mixture({0.5, 0.5}, {mvnormal(left, covariance), mvnormal(right, covariance)});
  const joint_fit_answer a = fit(target, full_normals, {.objective = "reverse_kl"});
  ASSERT_EQ(a.optima.size(), 3U);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_NEAR(a.optima[i].value.value, 0.693052941666, 5e-4);
    const double sign = parameter(a.optima[i], "mean")[0] < 0 ? -1 : 1;
    for (std::size_t j = 0; j < 5; ++j) {
      EXPECT_NEAR(parameter(a.optima[i], "mean")[j], sign * 3.999601738203 * map(j, 0), 5e-3);
    }
    EXPECT_NEAR(parameter(a.optima[i], "covariance")[24], covariance(4, 4), 2e-2);
    ASSERT_TRUE(a.optima[i].value.interval);
  }
  EXPECT_NEAR(a.optima[2].value.value, 1.871196512169, 2e-2);
  const double variance = 3.472724929622 * 3.472724929622;
  EXPECT_NEAR(parameter(a.optima[2], "covariance")[0], variance, 0.05 * variance);
}

TEST(JointFit, ATargetThatIsNoMixtureOfNormals) {
  const joint_distribution target = mv_student_t(6, {1, -2}, matrix{{2, 0.5}, {0.5, 1}});
  const joint_fit_answer a = fit(target, full_normals, {.objective = "reverse_kl"});
  ASSERT_EQ(a.optima.size(), 1U);
  expect_near(parameter(a.optima[0], "mean"), {1, -2}, 1e-6);
  // By symmetry the covariance is a multiple of the shape.
  const std::vector<double>& c = parameter(a.optima[0], "covariance");
  EXPECT_NEAR(c[0] / c[1], 4, 1e-5);
  EXPECT_NEAR(c[0] / c[3], 2, 1e-5);
  expect_least(target, a.optima[0], "kl_divergence", true);
}

/// Of a normal distribution, 3 above its logarithm.
joint_log_density_target shifted_normal(const mvnormal& model, bool gradient) {
  const std::size_t d = model.mean().size();
  joint_log_density_target out{[model](const matrix& points, std::span<double> values) {
                                 for (std::size_t i = 0; i < points.rows; ++i) {
                                   values[i] = 3 + model.log_density(points.row(i));
                                 }
                               },
                               std::vector<double>(d, 0.0), std::vector<double>(d, 1.0)};
  if (gradient) {
    out.gradient = [model](const matrix& points, matrix& to) {
      const matrix covariance = model.covariance();
      const double det = covariance(0, 0) * covariance(1, 1) - covariance(0, 1) * covariance(1, 0);
      for (std::size_t i = 0; i < points.rows; ++i) {
        const double a = points(i, 0) - model.mean()[0], b = points(i, 1) - model.mean()[1];
        to(i, 0) = -(covariance(1, 1) * a - covariance(0, 1) * b) / det;
        to(i, 1) = -(covariance(0, 0) * b - covariance(0, 1) * a) / det;
      }
    };
  }
  return out;
}

TEST(JointFit, ALogDensityHasItsBoundAndEvidence) {
  const mvnormal model({1, 2}, matrix{{2, 0.5}, {0.5, 1}});
  for (const bool gradient : {false, true}) {
    const joint_fit_answer a = fit(shifted_normal(model, gradient), full_normals, {.objective = "reverse_kl"});
    ASSERT_EQ(a.optima.size(), 1U);
    EXPECT_NEAR(*a.log_evidence, 3, 1e-8);
    EXPECT_NEAR(*a.optima[0].elbo, 3, 1e-7);
    expect_near(parameter(a.optima[0], "covariance"), {2, 0.5, 0.5, 1}, 1e-5);
    const joint_fit_answer flat = fit(shifted_normal(model, gradient), diagonal_normals, {.objective = "reverse_kl"});
    // What independence costs: half the log of the product of variances and precisions.
    EXPECT_NEAR(flat.optima[0].value.value, 0.5 * std::log(2 * 1 / 1.75), 1e-6);
    EXPECT_NEAR(*flat.optima[0].elbo, 3 - 0.5 * std::log(2 * 1 / 1.75), 1e-6);
  }
  joint_log_density_target known = shifted_normal(model, true);
  known.log_evidence = 3;
  EXPECT_NEAR(fit(known, full_normals, {.objective = "reverse_kl"}).optima[0].value.value, 0, 1e-7);
}

TEST(JointFit, ALogDensityWithoutAnIntegralIsRefused) {
  const joint_log_density_target flat{
      [](const matrix&, std::span<double> out) { std::ranges::fill(out, 0.0); }, {0, 0}, {1, 1}};
  EXPECT_THROW((void)fit(flat, full_normals, {.objective = "reverse_kl"}), error);
  joint_log_density_target wrong = flat;
  wrong.scale = {1};
  EXPECT_THROW((void)fit(wrong, full_normals, {.objective = "reverse_kl"}), error);
  wrong.scale = {1, -1};
  EXPECT_THROW((void)fit(wrong, full_normals, {.objective = "reverse_kl"}), error);
}

TEST(JointFit, RowsHaveTheLikeliestNormalWithErrors) {
  const joint_distribution truth = mvnormal({1, -1}, matrix{{2, 0.6}, {0.6, 0.5}});
  const joint_fit_answer a = fit(observed_rows{sample(truth, 2000, 5)}, full_normals);
  const std::vector<fitted_array>& p = a.optima[0].parameters;
  ASSERT_EQ(p[1].standard_errors.size(), 4U);
  // Fisher's information of a normal: the variances of mean and covariance.
  EXPECT_NEAR(p[0].standard_errors[0], std::sqrt(p[1].values[0] / 2000), 1e-12);
  const double c01 = p[1].values[1];
  EXPECT_NEAR(p[1].standard_errors[1], std::sqrt((p[1].values[0] * p[1].values[3] + c01 * c01) / 2000), 1e-12);
  EXPECT_LT(p[1].intervals[0].lower, 2);
  EXPECT_GT(p[1].intervals[0].upper, 2);
}

TEST(JointFit, ErrorsOfFamiliesCoverTheTruthAsOftenAsTheySay) {
  // Nominal 95%: of 200 samples, between 90% and 99%.
  struct family_case {
    const char* name;
    joint_distribution truth;
    std::vector<double> parameter;
    std::size_t which;
  };
  const std::vector<family_case> cases{
      {"dirichlet", dirichlet({2, 3, 0.7}), {2, 3, 0.7}, 0},
      {"mv_student_t", mv_student_t(4, {1, 2}, matrix{{1, 0.3}, {0.3, 2}}), {1, 2}, 1}};
  for (const family_case& c : cases) {
    std::vector<int> covered(c.parameter.size());
    constexpr int samples = 200;
    for (int s = 0; s < samples; ++s) {
      const matrix rows = sample(c.truth, 150, static_cast<std::uint64_t>(s) + 11);
      const joint_fit_answer a = fit(observed_rows{rows}, joint_fit_family{find_joint_family(c.name)});
      const fitted_array& p = a.optima[0].parameters[c.which];
      for (std::size_t i = 0; i < covered.size(); ++i) {
        covered[i] += p.intervals[i].lower <= c.parameter[i] && c.parameter[i] <= p.intervals[i].upper ? 1 : 0;
      }
    }
    for (const int n : covered) {
      EXPECT_GE(n, samples * 90 / 100) << c.name;
      EXPECT_LE(n, samples * 99 / 100) << c.name;
    }
  }
}

std::string refusal(const joint_fit_target& target, const joint_fit_family& family, const fit_options& how = {}) {
  try {
    (void)fit(target, family, how);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(JointFit, RefusalsSayWhy) {
  const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  EXPECT_TRUE(has(refusal(observed_rows{matrix{{1, 2}, {2, 4}, {3, 6}}}, full_normals), "collinear"));
  EXPECT_TRUE(has(refusal(observed_rows{matrix{{1, 2}, {1, 4}, {1, 5}}}, full_normals), "column 0 is constant"));
  EXPECT_TRUE(has(refusal(observed_rows{matrix{{1, 2, 3}, {2, 4, 5}}}, full_normals), "needs more than 3"));
  EXPECT_TRUE(has(refusal(observed_rows{matrix{{1, 2}, {2, NAN}}}, full_normals), "values[1][1]"));
  EXPECT_TRUE(has(refusal(observed_rows{sample(two_modes(), 20, 1)}, full_normals, {.objective = "reverse_kl"}),
                  "observations have none"));
  EXPECT_TRUE(has(refusal(observed_rows{matrix{{1, 2}, {1, 2}, {3, 4}}}, {nullptr, 3}), "2 distinct rows"));
  const joint_distribution half = independent({gamma(2, 1), normal(0, 1)});
  EXPECT_TRUE(has(refusal(half, full_normals, {.objective = "reverse_kl"}), "between 0 and inf"));
  EXPECT_TRUE(has(refusal(dirichlet({1, 2}), full_normals), "no divergence is defined"));
  EXPECT_TRUE(has(refusal(two_modes(), full_normals, {.objective = "w2"}), "not known"));
  EXPECT_TRUE(has(refusal(mv_student_t(1.5, {0, 0}, matrix{{1, 0}, {0, 1}}), full_normals), "no finite covariance"));
  EXPECT_TRUE(has(refusal(two_modes(), {find_joint_family("dirichlet")}), "fitted by mvnormal"));
  EXPECT_TRUE(has(refusal(two_modes(), full_normals, {.objective = "renyi", .alpha = 3}), "alpha"));
}

TEST(JointFit, ALimitCutsTheSearchAndSaysSo) {
  const joint_fit_answer a = fit(two_modes(), full_normals, {.objective = "reverse_kl", .most_starts = 3});
  ASSERT_FALSE(a.notes.empty());
  EXPECT_NE(a.notes[0].find("cut after"), std::string::npos);
}

}  // namespace
}  // namespace relent
