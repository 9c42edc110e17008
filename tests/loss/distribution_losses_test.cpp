// Losses between named distributions: values and gradients at 60 digits, edges, reductions, what is refused.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/loss/diffusion_kl.hpp"
#include "relent/loss/discrete_kl.hpp"
#include "relent/loss/gaussian_kl.hpp"

#include "loss/row_tools.hpp"
#include "measure/golden_file.hpp"

namespace relent::test {
namespace {

using reals = std::vector<double>;

struct distribution_case {
  std::string region, loss;
  std::map<std::string, double> parameters{};
  reals first{}, second{};
  double value = 0;
  reals to_first{}, to_second{};
};

std::vector<distribution_case> distribution_cases() {
  std::vector<distribution_case> cases;
  for (const std::vector<std::string>& field : golden_lines("distribution_losses")) {
    distribution_case c{field.at(0), field.at(1)};
    for (const std::string& setting : split(field.at(2), ',')) {
      c.parameters[setting.substr(0, setting.find('='))] = std::stod(setting.substr(setting.find('=') + 1));
    }
    const auto list = [](const std::string& text) {
      reals made;
      for (const std::string& number : split(text, ',')) {
        made.push_back(std::strtod(number.c_str(), nullptr));
      }
      return made;
    };
    c.first = list(field.at(3));
    c.second = list(field.at(4));
    c.value = std::strtod(field.at(5).c_str(), nullptr);
    c.to_first = list(field.at(6));
    c.to_second = list(field.at(7));
    cases.push_back(c);
  }
  return cases;
}

void expect_all_near(const reals& found, const reals& expected, double bound, const distribution_case& c) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], bound * std::abs(expected[i])) << c.region << " " << c.loss << " " << c.value;
  }
}

void check_bernoulli(const distribution_case& c) {
  const row_content holds = c.parameters.at("logits") != 0 ? row_content::logits : row_content::probs;
  reals to_p(1), to_q(1);
  const double found = bernoulli_kl_loss(rows_of(c.first, 1, holds), rows_of(c.second, 1, holds), {},
                                         {.input = {to_p.data()}, .target = {to_q.data()}});
  EXPECT_NEAR(found, c.value, 1e-13 * c.value) << c.region << " " << c.first[0] << " " << c.second[0];
  expect_all_near(to_p, c.to_first, 1e-13, c);
  expect_all_near(to_q, c.to_second, 1e-13, c);
}

void check_full_vae(const distribution_case& c) {
  reals to_mean(c.first.size()), to_factor(c.second.size());
  const double found =
      full_vae_kl_loss(rows_of(c.first, 1), rows_of(c.second, 1), covariance_form::factor,
                       {c.parameters.at("beta"), c.parameters.at("free_bits")}, {.reduce = reduction::sum},
                       {.input = {to_mean.data()}, .target = {to_factor.data()}});
  EXPECT_NEAR(found, c.value, 1e-13 * c.value) << c.region;
  expect_all_near(to_mean, c.to_first, 1e-13, c);
  expect_all_near(to_factor, c.to_second, 1e-13, c);
}

void check_diffusion(const distribution_case& c) {
  static const diffusion_schedule schedule = diffusion_schedule::linear(1e-4, 0.02, 1000);
  const auto predicts = static_cast<diffusion_prediction>(c.parameters.at("predicts"));
  const auto variance = c.parameters.at("beta") != 0 ? diffusion_variance::beta : diffusion_variance::posterior;
  const std::vector<std::int64_t> steps{static_cast<std::int64_t>(c.parameters.at("step"))};
  reals to_prediction(3), to_target(3);
  const double found =
      diffusion_kl_loss(rows_of(c.first, 1), rows_of(c.second, 1), steps, schedule, predicts, variance,
                        {.reduce = reduction::sum}, {.input = {to_prediction.data()}, .target = {to_target.data()}});
  EXPECT_NEAR(found, c.value, 1e-12 * std::abs(c.value)) << steps[0];
  expect_all_near(to_prediction, c.to_first, 1e-12, c);
  expect_all_near(to_target, c.to_second, 1e-12, c);
}

using distribution_losses = on_every_path;

TEST_P(distribution_losses, golden) {
  for (const distribution_case& c : distribution_cases()) {
    if (c.loss == "bernoulli_kl") {
      check_bernoulli(c);
    } else if (c.loss == "full_vae_kl") {
      check_full_vae(c);
    } else {
      ASSERT_EQ(c.loss, "diffusion_kl");
      check_diffusion(c);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(paths, distribution_losses, all_paths(), path_name);

TEST(bernoulli_kl_loss, at_the_edges_and_between_forms) {
  const double infinite = inf;
  const reals p{0, 1, 0, 1, 0.5, 0.25, 0, 1}, q{0, 1, 0.25, 0.25, 0, 1, 1, 0};
  const reals expected{0, 0, -std::log(0.75), -std::log(0.25), infinite, infinite, infinite, infinite};
  reals p_logits(8), q_logits(8);
  for (std::size_t i = 0; i < 8; ++i) {
    p_logits[i] = std::log(p[i]) - std::log(1 - p[i]);
    q_logits[i] = std::log(q[i]) - std::log(1 - q[i]);
  }
  for (const bool p_is_logits : {false, true}) {
    for (const bool q_is_logits : {false, true}) {
      const class_rows a = p_is_logits ? rows_of(p_logits, 2) : rows_of(p, 2, row_content::probs);
      const class_rows b = q_is_logits ? rows_of(q_logits, 2) : rows_of(q, 2, row_content::probs);
      reals values(8), to_p(8), to_q(8);
      (void)bernoulli_kl_loss(a, b, {}, {.values = {values.data()}, .input = {to_p.data()}, .target = {to_q.data()}});
      for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_TRUE(values[i] == expected[i] || std::abs(values[i] - expected[i]) < 1e-15) << p[i] << " " << q[i];
        EXPECT_TRUE(std::isfinite(to_p[i]) && std::isfinite(to_q[i])) << p[i] << " " << q[i];
      }
    }
  }
}

TEST(bernoulli_kl_loss, extreme_logits_and_bad_input) {
  const reals p{1e4, -1e4, 1e4, -1e4, 1e4}, q{-1e4, 1e4, 1e4, -1e4, 1e4 - 1};
  reals values(5), to_p(5), to_q(5);
  (void)bernoulli_kl_loss(rows_of(p, 1), rows_of(q, 1), {.reduce = reduction::none},
                          {.values = {values.data()}, .input = {to_p.data()}, .target = {to_q.data()}});
  EXPECT_EQ(values, (reals{1e4, 1e4, 0, 0, 0}));
  EXPECT_EQ(to_q, (reals{-1, 1, 0, 0, 0}));
  EXPECT_EQ(to_p, reals(5));
  const auto refused = [&](const reals& x, row_content holds) {
    EXPECT_THROW(bernoulli_kl_loss(rows_of(x, 1, holds), rows_of(x, 1, holds)), error);
  };
  refused({0.5, 1.5}, row_content::probs);
  refused({0.5, -0.1}, row_content::probs);
  refused({0.5, std::nan("")}, row_content::logits);
  refused({-1, -2}, row_content::log_probs);
  EXPECT_THROW(bernoulli_kl_loss(rows_of(p, 1), rows_of(reals(4), 1)), error);
}

TEST(bernoulli_kl_loss, is_the_divergence_of_two_classes_and_reduces) {
  const reals p = normal_numbers<double>(12, 31), q = normal_numbers<double>(12, 32);
  reals pairs_p, pairs_q, values(12), each(12);
  for (std::size_t i = 0; i < 12; ++i) {
    pairs_p.insert(pairs_p.end(), {p[i], 0});
    pairs_q.insert(pairs_q.end(), {q[i], 0});
  }
  const double sum =
      categorical_kl_loss(rows_of(pairs_p, 12), rows_of(pairs_q, 12), {.reduce = reduction::sum}, {.rows = each});
  const auto found = [&](reduction how) {
    return bernoulli_kl_loss(rows_of(p, 3), rows_of(q, 3), {.reduce = how}, {.values = {values.data()}});
  };
  EXPECT_NEAR(found(reduction::sum), sum, 1e-13);
  EXPECT_NEAR(found(reduction::mean), sum / 12, 1e-14);
  EXPECT_NEAR(found(reduction::batchmean), sum / 3, 1e-14);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_NEAR(values[i], each[i], 1e-13);
  }
}

TEST(categorical_kl_loss, has_its_sides_in_the_order_of_their_names) {
  const reals p{0.1, 0.4, 0.5}, q{0.8, 0.15, 0.05};
  reals to_p(3), to_q(3), to_input(3), to_target(3);
  const class_rows a = rows_of(p, 1, row_content::probs), b = rows_of(q, 1, row_content::probs);
  const loss_options sum{.reduce = reduction::sum};
  EXPECT_NEAR(categorical_kl_loss(a, b, sum, {.input = {to_p.data()}, .target = {to_q.data()}}),
              1.926979047155 * std::log(2), 1e-12);
  EXPECT_NEAR(categorical_kl_loss(b, a, sum), 2.021647970364 * std::log(2), 1e-12);
  (void)divergence_loss(b, a, {}, sum, {.input = {to_input.data()}, .target = {to_target.data()}});
  EXPECT_EQ(to_p, to_target);
  EXPECT_EQ(to_q, to_input);
}

TEST(full_vae_kl_loss, of_a_diagonal_is_the_diagonal_one) {
  const reals mean = normal_numbers<double>(6, 41, 1), log_variance = normal_numbers<double>(6, 42, 1);
  reals factor(18), covariance(18);
  for (std::size_t i = 0; i < 6; ++i) {
    factor[i * 3 + i % 3] = std::exp(log_variance[i] / 2);
    covariance[i * 3 + i % 3] = std::exp(log_variance[i]);
  }
  const vae_options which{.beta = 2, .free_bits = 0.3};
  reals each(2), expected(2);
  const double found = full_vae_kl_loss(rows_of(mean, 2), rows_of(factor, 2), covariance_form::factor, which,
                                        {.reduce = reduction::batchmean}, {.rows = each});
  EXPECT_NEAR(found,
              vae_kl_loss(rows_of(mean, 2), rows_of(log_variance, 2), which, {.reduce = reduction::batchmean},
                          {.rows = expected}),
              1e-14);
  EXPECT_NEAR(each[1], expected[1], 1e-14);
  EXPECT_NEAR(full_vae_kl_loss(rows_of(mean, 2), rows_of(covariance, 2), covariance_form::covariance, which,
                               {.reduce = reduction::batchmean}),
              found, 1e-14);
}

/// 1 + a a^T, or its Cholesky factor's like, of random numbers.
reals some_covariance(std::size_t d, unsigned seed) {
  const reals a = normal_numbers<double>(d * d, seed, 1);
  reals made(d * d);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      made[i * d + j] = i == j ? 1 : 0;
      for (std::size_t k = 0; k < d; ++k) {
        made[i * d + j] += a[i * d + k] * a[j * d + k];
      }
    }
  }
  return made;
}

TEST(full_vae_kl_loss, gradient_to_the_covariance) {
  constexpr std::size_t d = 4;
  const reals mean = normal_numbers<double>(d, 43, 1);
  for (const double free_bits : {0.0, 1.5}) {
    reals covariance = some_covariance(d, 44), to(d * d);
    const auto loss = [&](double* out) {
      return full_vae_kl_loss(rows_of(mean, 1), rows_of(covariance, 1), covariance_form::covariance,
                              {.free_bits = free_bits}, {.reduce = reduction::sum}, {.target = {out}});
    };
    (void)loss(to.data());
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        const double kept = covariance[i * d + j], h = 1e-5;
        covariance[i * d + j] = kept + h;  // only this triangle is read
        const double up = loss(nullptr);
        covariance[i * d + j] = kept - h;
        const double down = loss(nullptr);
        covariance[i * d + j] = kept;
        const double both = i == j ? to[i * d + j] : to[i * d + j] + to[j * d + i];
        EXPECT_NEAR(both, (up - down) / (2 * h), 1e-8) << i << " " << j << " " << free_bits;
        EXPECT_EQ(to[i * d + j], to[j * d + i]);
      }
    }
  }
}

TEST(full_vae_kl_loss, edges_types_masks_and_bad_input) {
  const double infinite = inf;
  const reals mean{0.5, -1, 0, 0}, factor{1, 7, 2, 0.5, 0, 3, 1, 1};  // the second is singular
  reals each(2), to_mean(4), to_factor(8);
  (void)full_vae_kl_loss(rows_of(mean, 2), rows_of(factor, 2), covariance_form::factor, {}, {.reduce = reduction::sum},
                         {.rows = each, .input = {to_mean.data()}, .target = {to_factor.data()}});
  EXPECT_NEAR(each[0], (0.25 + 0 + 1 + 4 + 0.25 - 1 - std::log(0.25)) / 2, 1e-15);
  EXPECT_EQ(each[1], infinite);
  EXPECT_EQ(to_factor, (reals{0, 0, 2, -1.5, 0, 0, 1, 0}));
  const std::vector<float> mean32{0.5F, -1}, factor32{1, 7, 2, 0.5F};
  EXPECT_NEAR(full_vae_kl_loss(rows_of(mean32, 1), rows_of(factor32, 1), covariance_form::factor, {},
                               {.reduce = reduction::sum}),
              each[0], 1e-14);
  const reals spoilt{0.5, -1, 0, std::nan("")};
  const std::vector<std::uint8_t> mask{1, 0};
  for (const loss_options& how : {loss_options{.reduce = reduction::token_mean, .mask = mask},
                                  loss_options{.reduce = reduction::token_mean, .nans = nan_policy::omit}}) {
    EXPECT_NEAR(full_vae_kl_loss(rows_of(spoilt, 2), rows_of(factor, 2), covariance_form::factor, {}, how,
                                 {.input = {to_mean.data()}}),
                each[0], 1e-14);
    EXPECT_EQ(to_mean, (reals{0.5, -1, 0, 0}));
  }
  EXPECT_THROW(full_vae_kl_loss(rows_of(spoilt, 2), rows_of(factor, 2)), error);
  EXPECT_THROW(full_vae_kl_loss(rows_of(mean, 2), rows_of(mean, 2)), error);
  const reals indefinite{1, 2, 2, 1};
  EXPECT_THROW(full_vae_kl_loss(rows_of(mean32, 1), rows_of(indefinite, 1), covariance_form::covariance), error);
}

TEST(diffusion_schedule, numbers_of_the_paper) {
  const diffusion_schedule schedule = diffusion_schedule::linear(1e-4, 0.02, 1000);
  EXPECT_NEAR(schedule.abar(999), 4.035829765e-5, 1e-14);
  const reals one{1};
  EXPECT_NEAR(diffusion_prior_kl_loss(rows_of(one, 1), schedule), 2.017955604e-5, 1e-14);
  for (const std::int64_t step : {0, 1, 500, 999}) {
    EXPECT_NEAR(schedule.abar(step) + schedule.noise_variance(step), 1, 1e-15);
  }
  EXPECT_EQ(schedule.log_posterior_variance(0), schedule.log_posterior_variance(1));
  EXPECT_THROW(diffusion_schedule(reals{}), error);
  EXPECT_THROW(diffusion_schedule(reals{0.1, 0}), error);
  EXPECT_THROW(diffusion_schedule(reals{0.1, 1}), error);
  EXPECT_THROW((void)diffusion_schedule::linear(1e-4, 0.02, 0), error);
}

TEST(diffusion_kl_loss, learned_variances_masks_and_bad_input) {
  const diffusion_schedule schedule = diffusion_schedule::linear(1e-3, 0.1, 20);
  const std::vector<std::int64_t> steps{0, 7, 19};
  const reals prediction = normal_numbers<double>(12, 51, 1), target = normal_numbers<double>(12, 52, 1);
  reals fixed(12), learned = normal_numbers<double>(12, 53, 0.5), to(12), to_p(12), to_t(12);
  for (std::size_t i = 0; i < 12; ++i) {
    fixed[i] = std::log(schedule.beta(steps[i / 4]));
    learned[i] += fixed[i];
  }
  const auto loss = [&](const reals& log_variance, const loss_options& how, bool wanted = false) {
    return diffusion_kl_loss(rows_of(prediction, 3), rows_of(target, 3), rows_of(log_variance, 3), steps, schedule,
                             diffusion_prediction::start, how,
                             {.input = {wanted ? to_p.data() : nullptr}, .target = {wanted ? to_t.data() : nullptr}},
                             {wanted ? to.data() : nullptr});
  };
  EXPECT_NEAR(loss(fixed, {}),
              diffusion_kl_loss(rows_of(prediction, 3), rows_of(target, 3), steps, schedule,
                                diffusion_prediction::start, diffusion_variance::beta),
              1e-13);
  (void)loss(learned, {}, true);
  for (std::size_t i = 0; i < 12; ++i) {
    reals moved = learned;
    moved[i] += 1e-6;
    const double up = loss(moved, {});
    moved[i] -= 2e-6;
    EXPECT_NEAR(to[i], (up - loss(moved, {})) / 2e-6, 1e-7 * std::max(1.0, std::abs(to[i]))) << i;
    EXPECT_EQ(to_p[i], -to_t[i]);
  }
  const std::vector<std::uint8_t> mask{0, 1, 0};
  const double one = loss(learned, {.reduce = reduction::token_mean, .mask = mask}, true);
  reals each(3);
  (void)diffusion_kl_loss(rows_of(prediction, 3), rows_of(target, 3), rows_of(learned, 3), steps, schedule,
                          diffusion_prediction::start, {}, {.rows = each});
  EXPECT_NEAR(one, each[1], 1e-13);
  EXPECT_EQ(to[0], 0);
  EXPECT_NE(to[4], 0);
  const std::vector<std::int64_t> beyond{0, 20, 1}, short_list{0, 1};
  EXPECT_THROW(diffusion_kl_loss(rows_of(prediction, 3), rows_of(target, 3), beyond, schedule), error);
  EXPECT_THROW(diffusion_kl_loss(rows_of(prediction, 3), rows_of(target, 3), short_list, schedule), error);
  EXPECT_EQ(diffusion_prediction_of("epsilon"), diffusion_prediction::noise);
  EXPECT_THROW((void)diffusion_prediction_of("noize"), error);
  EXPECT_THROW((void)diffusion_variance_of("learned"), error);
  EXPECT_EQ(covariance_form_of("covariance"), covariance_form::covariance);
}

TEST(gaussian_kl_loss, masked_and_omitted_rows_are_not_read) {
  const reals zero(4), spoilt{0.5, -1, std::nan(""), 2};
  const std::vector<std::uint8_t> mask{1, 0};
  reals to(4);
  for (const loss_options& how : {loss_options{.reduce = reduction::token_mean, .mask = mask},
                                  loss_options{.reduce = reduction::token_mean, .nans = nan_policy::omit}}) {
    EXPECT_EQ(gaussian_kl_loss(rows_of(spoilt, 2), rows_of(zero, 2), rows_of(zero, 2), rows_of(zero, 2), how, {},
                               {.mean_p = {to.data()}}),
              0.625);
    EXPECT_EQ(to, (reals{0.5, -1, 0, 0}));
  }
}

}  // namespace
}  // namespace relent::test
