#include "relent/fit/fit.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/normal.hpp"

namespace relent {
namespace {

const fit_family normals{.members = find_family("normal")};

double parameter(const optimum& o, const std::string& name) {
  for (const fitted_parameter& p : o.parameters) {
    if (p.name == name) {
      return p.value;
    }
  }
  ADD_FAILURE() << "no parameter " << name;
  return NAN;
}

distribution two_modes(double d) {
  const std::string n = std::to_string(d);
  return parse_distribution("0.5*normal(-" + n + ", 1) + 0.5*normal(" + n + ", 1)");
}

std::string refusal(const fit_target& target, const fit_family& family, const fit_options& how = {}) {
  try {
    static_cast<void>(fit(target, family, how));
  } catch (const error& e) {
    return e.message();
  }
  return "nothing was refused";
}

// Two modes: the published results, recomputed to twelve digits.
TEST(Fit, ForwardIsTheMeanAndSpread) {
  const fit_answer two = fit(two_modes(2), normals), four = fit(two_modes(4), normals);
  EXPECT_NEAR(parameter(two.optima.front(), "mean"), 0, 1e-12);
  EXPECT_NEAR(parameter(two.optima.front(), "sd"), 2.236067977500, 1e-11);
  EXPECT_NEAR(two.optima.front().value.value, 0.171998762480, 1e-11);
  EXPECT_NEAR(parameter(four.optima.front(), "sd"), 4.123105625618, 1e-11);
  EXPECT_NEAR(four.optima.front().value.value, 0.723553026546, 1e-11);
}

TEST(Fit, ReverseHasOneOptimumAtTwo) {
  const fit_answer found = fit(two_modes(2), normals, {.objective = "reverse_kl"});
  ASSERT_EQ(found.optima.size(), 1U);
  EXPECT_NEAR(parameter(found.optima[0], "mean"), 0, 1e-7);
  EXPECT_NEAR(parameter(found.optima[0], "sd"), 2.047009519858, 1e-9);
  EXPECT_NEAR(found.optima[0].value.value, 0.226507960761, 1e-11);
}

TEST(Fit, ReverseHasThreeOptimaAtFour) {
  const fit_answer found = fit(two_modes(4), normals, {.objective = "reverse_kl"});
  ASSERT_EQ(found.optima.size(), 3U);
  for (std::size_t i : {0U, 1U}) {
    EXPECT_NEAR(std::abs(parameter(found.optima[i], "mean")), 3.999601738203, 1e-9);
    EXPECT_NEAR(parameter(found.optima[i], "sd"), 1.000796289912, 1e-9);
    EXPECT_NEAR(found.optima[i].value.value, 0.693052941666, 1e-11);
  }
  EXPECT_NEAR(parameter(found.optima[2], "sd"), 3.472724929622, 1e-9);
  EXPECT_NEAR(found.optima[2].value.value, 1.871196512169, 1e-11);
  EXPECT_LT(found.unseen, 0.5);
}

TEST(Fit, OffCentreOptimaBeginAt2_41222972) {
  EXPECT_EQ(fit(two_modes(2.41), normals, {.objective = "reverse_kl"}).optima.size(), 1U);
  EXPECT_EQ(fit(two_modes(2.42), normals, {.objective = "reverse_kl"}).optima.size(), 3U);
}

TEST(Fit, AMemberOfTheFamilyIsFoundAgainByEveryObjective) {
  const fit_family gammas{.members = find_family("gamma")};
  for (const char* objective : {"forward_kl", "reverse_kl", "jeffreys", "alpha", "hellinger"}) {
    const fit_answer found = fit(gamma(2.5, 1.5), gammas, {.objective = objective});
    ASSERT_FALSE(found.optima.empty()) << objective;
    EXPECT_NEAR(parameter(found.optima[0], "shape"), 2.5, 1e-4) << objective;
    EXPECT_NEAR(parameter(found.optima[0], "rate"), 1.5, 1e-4) << objective;
  }
}

TEST(Fit, NearestByWasserstein2HasTheMomentsOfTheQuantiles) {
  // W2 between places and scales of one shape: the best normal has the target's mean, and sd = E[Q(U) z(U)].
  const fit_answer found = fit(parse_distribution("laplace(1, 2)"), normals, {.objective = "w2", .most_starts = 2});
  EXPECT_NEAR(parameter(found.optima.front(), "mean"), 1, 1e-3);
  // 2 E[Q(U) z(U)] of the standard Laplace and normal quantiles, by mpmath.
  EXPECT_NEAR(parameter(found.optima.front(), "sd"), 2.77566021920416, 1e-4);
}

TEST(Fit, GammaNearestToALogNormalHasItsMeans) {
  // KL(p‖gamma) is least where E x and E log x agree: shape / rate = e^(1/8), digamma(shape) - log rate = 0.
  const fit_answer found = fit(parse_distribution("log_normal(0, 0.5)"), {.members = find_family("gamma")});
  ASSERT_EQ(found.optima.size(), 1U);
  const double shape = parameter(found.optima[0], "shape"), rate = parameter(found.optima[0], "rate");
  EXPECT_NEAR(shape / rate, std::exp(0.125), 1e-7);
  EXPECT_NEAR(std::log(shape) - std::log(rate), 0.125, 1e-7);
}

TEST(Fit, ALogDensityKnowsItsEvidence) {
  // exp(-x^4): integral 2 Gamma(5/4).
  const log_density_target quartic{.log_density = [](double x) { return -x * x * x * x; }};
  const fit_answer found = fit(quartic, normals, {.objective = "reverse_kl"});
  ASSERT_EQ(found.optima.size(), 1U);
  EXPECT_NEAR(*found.log_evidence, std::log(2 * std::tgamma(1.25)), 1e-12);
  // E x^4 = 3 s^4 under the normal: 3 s^4 - log s is least at s^4 = 1/12.
  EXPECT_NEAR(parameter(found.optima[0], "sd"), std::pow(12.0, -0.25), 1e-8);
}

TEST(Fit, WormsTeeth) {
  const masses_at teeth{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                        {.001, .009, .042, .139, .169, .170, .121, .089, .1, .085, .075}};
  const fit_family ten{.members = find_family("binomial"), .held = {10.0, std::nullopt}};
  const fit_answer found = fit(teeth, ten);
  ASSERT_EQ(found.optima.size(), 1U);
  EXPECT_NEAR(parameter(found.optima[0], "p"), 0.57, 1e-7);
  EXPECT_NEAR(found.optima[0].value.value / std::log(2), 0.4769743908, 1e-9);
}

TEST(Fit, SamplesHaveStandardErrors) {
  const observed_values data{{1, 2, 3, 4, 5, 6}};
  const fit_answer found = fit(data, normals);
  const optimum& best = found.optima.front();
  EXPECT_NEAR(parameter(best, "mean"), 3.5, 1e-14);
  const double sd = std::sqrt(35.0 / 12);
  EXPECT_NEAR(parameter(best, "sd"), sd, 1e-13);
  EXPECT_NEAR(*best.parameters[0].standard_error, sd / std::sqrt(6), 1e-6);   // sigma / sqrt n
  EXPECT_NEAR(*best.parameters[1].standard_error, sd / std::sqrt(12), 1e-6);  // sigma / sqrt 2n
  EXPECT_NEAR(best.value.value, 0.5 * std::log(2 * M_PI * M_E * sd * sd), 1e-13);
}

TEST(Fit, Refusals) {
  EXPECT_NE(refusal(normal(0, 1), {.members = find_family("gamma")}).find("infinite"), std::string::npos);
  EXPECT_NE(refusal(gamma(2, 1), normals, {.objective = "reverse_kl"}).find("infinite"), std::string::npos);
  EXPECT_NE(refusal(observed_values{{1, 2}}, normals, {.objective = "reverse_kl"}).find("observations have none"),
            std::string::npos);
  EXPECT_NE(refusal(normal(0, 1), normals, {.objective = "forwrd_kl"}).find("did you mean"), std::string::npos);
  EXPECT_NE(refusal(parse_distribution("cauchy(0, 1)"), normals).find("variance"), std::string::npos);
  EXPECT_NE(refusal(parse_distribution("poisson(2)"), normals).find("masses"), std::string::npos);
  EXPECT_NE(refusal(observed_values{{1, 2, 2, 1}}, {.components = 3}).find("distinct"), std::string::npos);
  EXPECT_NE(refusal(observed_values{{3, 3, 3}}, {.components = 2}).find("equal"), std::string::npos);
  const log_density_target flat{.log_density = [](double) { return 0.0; }};
  EXPECT_NE(refusal(flat, normals, {.objective = "reverse_kl"}).find("does not integrate"), std::string::npos);
  const log_density_target poor{.log_density = [](double x) { return x > 1 ? NAN : -x * x; }};
  EXPECT_NE(refusal(poor, normals, {.objective = "reverse_kl"}).find("nan"), std::string::npos);
}

TEST(Fit, ARunawayFamilyIsRefusedSoon) {
  // Student's t is nearest to a normal with infinitely many degrees of freedom.
  const fit_family t{.members = find_family("student_t")};
  EXPECT_NE(refusal(normal(3, 1), t, {.time_limit = 20}).find("run away"), std::string::npos);
}

TEST(Fit, ATimeLimitIsSaid) {
  const fit_answer found = fit(two_modes(4), normals, {.objective = "reverse_kl", .most_starts = 3});
  ASSERT_FALSE(found.optima.empty());
  EXPECT_NE(found.notes.front().find("cut"), std::string::npos);
}

}  // namespace
}  // namespace relent
