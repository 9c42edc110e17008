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
  EXPECT_NE(refusal(normal(3, 1), t, {.time_limit = 20}).find("df runs away"), std::string::npos);
}

TEST(Fit, ATimeLimitIsSaid) {
  const fit_answer found = fit(two_modes(4), normals, {.objective = "reverse_kl", .most_starts = 3});
  ASSERT_FALSE(found.optima.empty());
  EXPECT_NE(found.notes.front().find("cut"), std::string::npos);
}

TEST(Fit, ATimeLimitStopsInsideAndTheBestSoFarIsSaid) {
  // A search of W2 takes longer than this, and none is finished.
  const fit_answer found =
      fit(parse_distribution("0.4*laplace(1, 2) + 0.6*gumbel(4, 1)"), normals, {.objective = "w2", .time_limit = 1e-6});
  ASSERT_FALSE(found.optima.empty());
  EXPECT_NE(found.notes.front().find("time limit"), std::string::npos);
  const fit_family two{.components = 2};
  const fit_answer mixtures = fit(two_modes(4), two, {.objective = "reverse_kl", .time_limit = 1e-6});
  ASSERT_FALSE(mixtures.optima.empty());
  EXPECT_NE(mixtures.notes.front().find("time limit"), std::string::npos);
  std::vector<double> x;
  for (int i = 0; i < 5000; ++i) {
    x.push_back(std::sin(i) + 0.3 * std::sin(7.7 * i));
  }
  const fit_answer samples = fit(observed_values{x}, {.components = 5}, {.time_limit = 1e-6});
  EXPECT_NE(samples.notes.front().find("time limit"), std::string::npos);
}

TEST(Fit, UniformNearADensity) {
  const fit_family uniforms{.members = find_family("uniform")};
  const fit_answer forward = fit(parse_distribution("beta(3, 2)"), uniforms);
  EXPECT_EQ(forward.optima[0].member.text(), "uniform(0, 1)");
  EXPECT_NEAR(forward.optima[0].value.value, -parse_distribution("beta(3, 2)").entropy(), 1e-12);
  EXPECT_NE(refusal(normal(0, 1), uniforms).find("infinite for every uniform"), std::string::npos);
  // KL(uniform(m-w, m+w)‖laplace(m, b)) = log(b/w) + w / (2 b) is least at w = 2 b.
  const fit_answer reverse = fit(parse_distribution("laplace(3, 0.7)"), uniforms, {.objective = "reverse_kl"});
  ASSERT_EQ(reverse.optima.size(), 1U);
  EXPECT_NEAR(parameter(reverse.optima[0], "low"), 3 - 1.4, 1e-6);
  EXPECT_NEAR(parameter(reverse.optima[0], "high"), 3 + 1.4, 1e-6);
  // Of a normal: log sqrt(2 pi) - log 2w + w^2/6 is least at w = sqrt 3.
  const fit_answer of_normal = fit(normal(-2, 1), uniforms, {.objective = "reverse_kl"});
  EXPECT_NEAR(parameter(of_normal.optima[0], "high"), -2 + std::sqrt(3), 1e-6);
}

TEST(Fit, WeightedObservations) {
  const fit_answer found = fit(observed_values{{1, 2, 5, 7}, {1, 2, 3, 2}}, normals);
  const double mean = (1 + 4 + 15 + 14) / 8.0;
  const double variance = ((1 - mean) * (1 - mean) + 2 * (2 - mean) * (2 - mean) + 3 * (5 - mean) * (5 - mean) +
                           2 * (7 - mean) * (7 - mean)) /
                          8;
  EXPECT_NEAR(parameter(found.optima[0], "mean"), mean, 1e-7);
  EXPECT_NEAR(parameter(found.optima[0], "sd"), std::sqrt(variance), 1e-7);
  // The sandwich of the mean: sqrt(sum w^2 (x - m)^2) / sum w.
  const double se = std::sqrt((1 - mean) * (1 - mean) + 4 * (2 - mean) * (2 - mean) + 9 * (5 - mean) * (5 - mean) +
                              4 * (7 - mean) * (7 - mean)) /
                    8;
  EXPECT_NEAR(*found.optima[0].parameters[0].standard_error, se, 1e-5);
  EXPECT_NE(refusal(observed_values{{1, 2}, {1, -1}}, normals).find("weights[1]"), std::string::npos);
  EXPECT_NE(refusal(observed_values{{1, 2}, {1}}, normals).find("2 values and 1 weights"), std::string::npos);
  EXPECT_NE(refusal(observed_values{{1, 2}, {0, 0}}, normals).find("weights sum to 0"), std::string::npos);
}

TEST(Fit, CountsAreObservations) {
  // Of a Poisson the standard error of the mean of n counts is sqrt(mean / n).
  const masses_at counted{{0, 1, 2, 3, 4}, {0.1, 0.3, 0.3, 0.2, 0.1}, 200};
  const fit_answer found = fit(counted, {.members = find_family("poisson")});
  EXPECT_NEAR(found.optima[0].parameters[0].value, 1.9, 1e-7);
  EXPECT_NEAR(*found.optima[0].parameters[0].standard_error, std::sqrt(1.9 / 200), 1e-6);
  // Places of their own: by maximum likelihood, exactly that of the repeated values.
  const fit_answer placed = fit(masses_at{{1.5, 2.5, 4}, {0.25, 0.5, 0.25}, 4}, {.members = find_family("gamma")});
  const fit_answer repeated = fit(observed_values{{1.5, 2.5, 2.5, 4}}, {.members = find_family("gamma")});
  EXPECT_EQ(placed.optima[0].member.text(), repeated.optima[0].member.text());
  EXPECT_NEAR(*placed.optima[0].parameters[0].standard_error, *repeated.optima[0].parameters[0].standard_error, 1e-9);
}

TEST(Fit, ComponentsByCrossValidation) {
  const std::vector<double> x = sample(parse_distribution("0.4*normal(-3, 1) + 0.6*normal(3, 0.5)"), 400, 3);
  const fit_answer found = fit(observed_values{x}, {.components = 0}, {.choose = "cross-validation"});
  EXPECT_EQ(found.family, "mixture of 2 normals");
  EXPECT_NE(found.notes.front().find("cross-validation"), std::string::npos);
  EXPECT_NE(refusal(observed_values{x}, {.components = 0}, {.choose = "aic"}).find("bic or cross_validation"),
            std::string::npos);
}

TEST(Fit, ALogDensityOfManyPlacesIsAskedForMany) {
  int calls = 0;
  std::size_t places = 0;
  log_density_target target{.log_density = [](double x) { return -std::abs(x); }};
  target.log_densities = [&](std::span<const double> x, std::span<double> out) {
    ++calls;
    places += x.size();
    for (std::size_t i = 0; i < x.size(); ++i) {
      out[i] = -std::abs(x[i]);
    }
  };
  const fit_answer many = fit(target, normals, {.objective = "reverse_kl"});
  const fit_answer one =
      fit(log_density_target{.log_density = target.log_density}, normals, {.objective = "reverse_kl"});
  EXPECT_EQ(*many.log_evidence, *one.log_evidence);
  EXPECT_EQ(many.optima[0].member.text(), one.optima[0].member.text());
  EXPECT_NEAR(*many.log_evidence, std::log(2), 1e-10);
  EXPECT_GT(places, 5 * static_cast<std::size_t>(calls));
}

TEST(Fit, HeavyNarrowAndFarLogDensities) {
  // 1 / (1 + x^2) has the integral pi and no mean; KL(normal‖cauchy) is that of the named family.
  const log_density_target heavy{.log_density = [](double x) { return -std::log1p(x * x); }};
  const fit_answer found = fit(heavy, normals, {.objective = "reverse_kl"});
  const fit_answer named = fit(parse_distribution("cauchy(0, 1)"), normals, {.objective = "reverse_kl"});
  EXPECT_NEAR(*found.log_evidence, std::log(M_PI), 1e-11);
  EXPECT_NEAR(parameter(found.optima[0], "sd"), parameter(named.optima[0], "sd"), 1e-6);
  EXPECT_NE(refusal(heavy, normals).find("no mean or variance"), std::string::npos);
  // Student's t with 3.5 degrees of freedom has a variance, 3.5 / 1.5.
  const log_density_target t{.log_density = [](double x) { return -2.25 * std::log1p(x * x / 3.5); }};
  EXPECT_NEAR(parameter(fit(t, normals).optima[0], "sd"), std::sqrt(3.5 / 1.5), 1e-8);
  const log_density_target too_heavy{.log_density = [](double x) { return -std::log1p(std::abs(x)); }};
  EXPECT_NE(refusal(too_heavy, normals, {.objective = "reverse_kl"}).find("falls no faster than 1/|x|"),
            std::string::npos);
  for (const double sd : {1e-6, 1e-2}) {
    for (const double mean : {0.3, sd < 1e-3 ? 7.0 : 1e6}) {
      const log_density_target narrow{
          .log_density = [=](double x) { return -(x - mean) * (x - mean) / (2 * sd * sd); }};
      const fit_answer of = fit(narrow, normals, {.objective = "reverse_kl"});
      EXPECT_NEAR(*of.log_evidence, std::log(sd) + 0.5 * std::log(2 * M_PI), 1e-7) << mean << " " << sd;
      EXPECT_NEAR(parameter(of.optima[0], "mean"), mean, 1e-3 * sd) << sd;
      EXPECT_NEAR(parameter(of.optima[0], "sd"), sd, 1e-5 * sd);
    }
  }
}

TEST(Fit, FarFromZeroIsNoRunaway) {
  for (const char* objective : {"reverse_kl", "js"}) {
    const fit_answer found =
        fit(parse_distribution("0.6*normal(1e6, 1) + 0.4*laplace(1000003, 2)"), normals, {.objective = objective});
    EXPECT_NEAR(parameter(found.optima[0], "mean"), 1e6, 3) << objective;
  }
  const fit_answer two = fit(parse_distribution("0.6*normal(1e5, 1) + 0.4*normal(100008, 2)"), {.components = 2},
                             {.objective = "reverse_kl"});
  EXPECT_NEAR(two.optima[0].parameters[2].value, 1e5, 1e-4);
  EXPECT_NEAR(two.optima[0].parameters[3].value, 100008, 1e-4);
}

}  // namespace
}  // namespace relent
