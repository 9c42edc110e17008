// Losses that are sums over elements, and those made of several parts: known values, and gradients by differences.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/loss/distillation_loss.hpp"
#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/entropy_loss.hpp"
#include "relent/loss/gaussian_kl.hpp"
#include "relent/loss/policy_kl.hpp"
#include "relent/loss/r_drop.hpp"

#include "kernel/logit_pair.hpp"
#include "loss/row_tools.hpp"

namespace relent::test {
namespace {

/// Every element of x moved up and down, against the gradient found.
template <class F>
void expect_slopes(std::vector<double>& x, const std::vector<double>& found, const F& f) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double kept = x[i], h = 1e-6;
    x[i] = kept + h;
    const double up = f();
    x[i] = kept - h;
    const double down = f();
    x[i] = kept;
    EXPECT_NEAR(found[i], (up - down) / (2 * h), 2e-8 * std::max(1.0, std::abs(found[i]))) << i;
  }
}

TEST(r_drop_loss, three_conventions_of_the_same_parts) {
  std::vector<double> a = normal_numbers<double>(21, 1), b = normal_numbers<double>(21, 2);
  const std::vector<std::int64_t> classes{0, 6, 3};
  const double hard = cross_entropy_loss(rows_of(a, 3), classes) + cross_entropy_loss(rows_of(b, 3), classes);
  const double both =
      divergence_loss(rows_of(a, 3), rows_of(b, 3), {.measure = row_divergence::jeffreys}, {.reduce = reduction::sum});
  for (const auto convention : {r_drop_convention::paper, r_drop_convention::official, r_drop_convention::keras}) {
    const r_drop_options which{.alpha = 4, .convention = convention};
    std::vector<double> to_a(21), to_b(21);
    const auto loss = [&](double* out_a, double* out_b) {
      return r_drop_loss(rows_of(a, 3), rows_of(b, 3), classes, which, {}, {.input = {out_a}, .target = {out_b}});
    };
    const double expected = convention == r_drop_convention::paper      ? hard + 4.0 / 2 * both / 3
                            : convention == r_drop_convention::official ? hard / 2 + 4.0 / 2 * both
                                                                        : hard / 2 + 4.0 / 4 * both / 3;
    EXPECT_NEAR(loss(to_a.data(), to_b.data()), expected, 1e-13 * expected);
    expect_slopes(a, to_a, [&] { return loss(nullptr, nullptr); });
    expect_slopes(b, to_b, [&] { return loss(nullptr, nullptr); });
  }
}

TEST(symmetric_kl_loss, is_half_of_jeffreys) {
  std::vector<double> a = normal_numbers<double>(14, 3), b = normal_numbers<double>(14, 4), to(14);
  const double found = symmetric_kl_loss(rows_of(a, 2), rows_of(b, 2), {}, {.input = {to.data()}});
  EXPECT_EQ(found, divergence_loss(rows_of(a, 2), rows_of(b, 2), {.measure = row_divergence::jeffreys}) / 2);
  expect_slopes(a, to, [&] { return symmetric_kl_loss(rows_of(a, 2), rows_of(b, 2)); });
}

TEST(distillation_loss, is_its_two_parts) {
  std::vector<double> student = normal_numbers<double>(30, 5), teacher = normal_numbers<double>(30, 6);
  const std::vector<std::int64_t> classes{1, -100, 7};
  distillation_options which;
  which.hard_weight = 0.3;
  which.soft.temperature = 4;
  std::vector<double> to_student(30), to_teacher(30);
  const auto loss = [&](double* out, double* out_teacher) {
    return distillation_loss(rows_of(student, 3), rows_of(teacher, 3), classes, which, {},
                             {.input = {out}, .target = {out_teacher}});
  };
  const double soft =
      divergence_loss(rows_of(student, 3), rows_of(teacher, 3), which.soft, {.reduce = reduction::batchmean});
  EXPECT_NEAR(loss(to_student.data(), to_teacher.data()),
              0.3 * cross_entropy_loss(rows_of(student, 3), classes) + 0.7 * soft, 1e-14);
  expect_slopes(student, to_student, [&] { return loss(nullptr, nullptr); });
  expect_slopes(teacher, to_teacher, [&] { return loss(nullptr, nullptr); });
}

TEST(entropy_of_rows, of_uniform_and_certain_rows_and_its_gradient) {
  const std::vector<float> flat(1000, 3.0F), sure{0, -inf, -1e4F};
  EXPECT_NEAR(entropy_of_rows(rows_of(flat, 1)), std::log(1000.0), 1e-6);
  EXPECT_EQ(entropy_of_rows(rows_of(sure, 1)), 0);
  std::vector<double> x = normal_numbers<double>(20, 7), to(20);
  (void)entropy_of_rows(rows_of(x, 2), {}, {.input = {to.data()}});
  expect_slopes(x, to, [&] { return entropy_of_rows(rows_of(x, 2)); });
}

TEST(entropy_of_rows, rows_with_nan_are_left_out_of_the_mean) {
  std::vector<double> x = normal_numbers<double>(30, 17);
  const double first = entropy_of_rows(rows_of(std::vector<double>(x.begin(), x.begin() + 10), 1)),
               last = entropy_of_rows(rows_of(std::vector<double>(x.begin() + 20, x.end()), 1));
  x[14] = std::nan("");
  std::vector<double> each(3), to(30, 7);
  for (const reduction how : {reduction::mean, reduction::token_mean}) {
    EXPECT_NEAR(
        entropy_of_rows(rows_of(x, 3), {.reduce = how, .nans = nan_policy::omit}, {.rows = each, .input = {to.data()}}),
        (first + last) / 2, 1e-15);
    EXPECT_EQ(each[1], 0);
    EXPECT_EQ(to[14], 0);
  }
  // Its gradient is of the mean of two.
  std::vector<double> of_first(10);
  (void)entropy_of_rows({x.data(), 1, 10}, {}, {.input = {of_first.data()}});
  EXPECT_NEAR(to[3], of_first[3] / 2, 1e-16);
  EXPECT_TRUE(std::isnan(entropy_of_rows(rows_of(x, 3), {.nans = nan_policy::propagate})));
  EXPECT_THROW((void)entropy_of_rows(rows_of(x, 3)), error);
}

TEST(kl_div, at_the_edges) {
  const std::vector<double> t{0, 0.5, 0, 0.5}, x{-inf, std::log(0.5), 1, std::log(0.25)};
  std::vector<double> values(4), to(4);
  const double found = kl_div(rows_of(x, 1), rows_of(t, 1), false, {.reduce = reduction::sum},
                              {.values = {values.data()}, .input = {to.data()}});
  EXPECT_NEAR(found, 0.5 * std::log(2.0), 1e-16);
  EXPECT_EQ(values[0], 0);
  EXPECT_EQ(to[1], -0.5);
  const std::vector<double> log_t{-inf, std::log(0.5), -inf, std::log(0.5)};
  EXPECT_NEAR(kl_div(rows_of(x, 1), rows_of(log_t, 1), true, {.reduce = reduction::sum}), found, 1e-16);
  const std::vector<double> bad{0, -0.5, 0, 0};
  EXPECT_THROW(kl_div(rows_of(x, 1), rows_of(bad, 1), false), error);
}

TEST(binary_cross_entropy_with_logits, extremes_and_gradients) {
  const std::vector<double> x{1e4, -1e4, 1e4, -40, inf, -inf}, t{1, 0, 0, 1, 1, 0};
  std::vector<double> values(6);
  (void)binary_cross_entropy_with_logits(rows_of(x, 1), rows_of(t, 1), {}, {}, {.values = {values.data()}});
  EXPECT_EQ(values[0], 0);
  EXPECT_EQ(values[1], 0);
  EXPECT_EQ(values[2], 1e4);
  EXPECT_NEAR(values[3], 40, 1e-14);
  EXPECT_EQ(values[4], 0);
  EXPECT_EQ(values[5], 0);
  std::vector<double> y = normal_numbers<double>(10, 8), target{0, 1, 0.3, 1, 0, 0, 1, 0.9, 1, 0}, to(10), to_t(10);
  const std::vector<double> up{1, 2, 3, 4, 5}, weight{5, 4, 3, 2, 1};
  const auto loss = [&](double* out, double* out_t) {
    return binary_cross_entropy_with_logits(rows_of(y, 2), rows_of(target, 2), {weight, up}, {},
                                            {.input = {out}, .target = {out_t}});
  };
  (void)loss(to.data(), to_t.data());
  expect_slopes(y, to, [&] { return loss(nullptr, nullptr); });
  expect_slopes(target, to_t, [&] { return loss(nullptr, nullptr); });
}

TEST(policy_kl_loss, estimators_and_masks) {
  std::vector<double> policy{-1, -2, -3, -0.5}, reference{-1.5, -2, -2, -1e-9 - 0.5}, to(4);
  const std::vector<std::uint8_t> mask{1, 1, 1, 0};
  const auto loss = [&](policy_kl_estimator which, double* out) {
    return policy_kl_loss(rows_of(policy, 2), rows_of(reference, 2), which, mask, {}, {.input = {out}});
  };
  EXPECT_NEAR(loss(policy_kl_estimator::k1, nullptr), (0.5 + 0 - 1) / 3, 1e-16);
  EXPECT_NEAR(loss(policy_kl_estimator::k2, nullptr), (0.125 + 0 + 0.5) / 3, 1e-16);
  EXPECT_NEAR(loss(policy_kl_estimator::k3, nullptr), (std::exp(-0.5) - 0.5 + std::exp(1) - 2) / 3, 1e-15);
  (void)loss(policy_kl_estimator::k3, to.data());
  EXPECT_EQ(to[3], 0);
  policy[3] = reference[3] + 1e-9;
  expect_slopes(policy, to, [&] { return loss(policy_kl_estimator::k3, nullptr); });
  // Near equality k3 is r^2/2, and not rounding.
  const std::vector<double> near_p{-1}, near_q{-1 + 1e-9};
  const double r = near_q[0] - near_p[0];
  EXPECT_NEAR(policy_kl_loss(rows_of(near_p, 1), rows_of(near_q, 1), policy_kl_estimator::k3, {}), r * r / 2, 1e-26);
}

TEST(vae_kl_loss, known_values) {
  std::vector<double> mean{0.5, -1}, log_variance{0.2, -0.3}, to_mean(2), to_log(2);
  const loss_options sum{.reduce = reduction::sum};
  EXPECT_NEAR(vae_kl_loss(rows_of(mean, 1), rows_of(log_variance, 1), {}, sum), 0.656110489421, 1e-12);
  const std::vector<double> one{1}, zero{0}, log4{std::log(4.0)};
  EXPECT_NEAR(vae_kl_loss(rows_of(one, 1), rows_of(zero, 1), {}, sum), 0.5, 1e-16);
  EXPECT_NEAR(vae_kl_loss(rows_of(zero, 1), rows_of(log4, 1), {}, sum), 0.806852819440, 1e-12);
  // exp(v) - v - 1 is v^2/2 near 0.
  const std::vector<double> tiny{1e-9};
  EXPECT_NEAR(vae_kl_loss(rows_of(zero, 1), rows_of(tiny, 1), {}, sum), 0.25e-18, 1e-27);
  const vae_options free{.beta = 4, .free_bits = 0.2};
  const auto loss = [&](double* out, double* out_log) {
    return vae_kl_loss(rows_of(mean, 1), rows_of(log_variance, 1), free, sum, {.input = {out}, .target = {out_log}});
  };
  (void)loss(to_mean.data(), to_log.data());
  EXPECT_EQ(to_mean[0], 0) << "0.136 nats are free";
  expect_slopes(mean, to_mean, [&] { return loss(nullptr, nullptr); });
  expect_slopes(log_variance, to_log, [&] { return loss(nullptr, nullptr); });
}

TEST(gaussian_kl_loss, is_the_variational_one_against_the_standard_normal_and_its_gradients) {
  std::vector<double> mp = normal_numbers<double>(12, 9, 1), vp = normal_numbers<double>(12, 10, 1);
  std::vector<double> mq = normal_numbers<double>(12, 11, 1), vq = normal_numbers<double>(12, 12, 1);
  const std::vector<double> zero(12);
  EXPECT_NEAR(gaussian_kl_loss(rows_of(mp, 3), rows_of(vp, 3), rows_of(zero, 3), rows_of(zero, 3)),
              vae_kl_loss(rows_of(mp, 3), rows_of(vp, 3)), 1e-15);
  std::vector<double> to[4];
  for (std::vector<double>& out : to) {
    out.resize(12);
  }
  const auto loss = [&](bool wanted) {
    const gaussian_gradients where{{to[0].data()}, {to[1].data()}, {to[2].data()}, {to[3].data()}};
    return gaussian_kl_loss(rows_of(mp, 3), rows_of(vp, 3), rows_of(mq, 3), rows_of(vq, 3), {}, {},
                            wanted ? where : gaussian_gradients{});
  };
  (void)loss(true);
  expect_slopes(mp, to[0], [&] { return loss(false); });
  expect_slopes(vp, to[1], [&] { return loss(false); });
  expect_slopes(mq, to[2], [&] { return loss(false); });
  expect_slopes(vq, to[3], [&] { return loss(false); });
}

using logit_pairs = on_every_path;

TEST_P(logit_pairs, agree_with_the_losses) {
  for (const double size : {2.0, 1e-2, 1e-5}) {
    for (const std::size_t n : {1UL, 3UL, 16UL, 1000UL, 5000UL}) {
      const std::vector<float> a = normal_numbers<float>(n, 13);
      std::vector<float> b = normal_numbers<float>(n, 14, size);
      for (std::size_t i = 0; i < n; ++i) {
        b[i] += a[i];
      }
      const kernel::logit_pair found = kernel::compare_logits(a.data(), b.data(), static_cast<std::int64_t>(n));
      const auto loss = [&](row_divergence measure) {
        return divergence_loss(rows_of(b, 1), rows_of(a, 1), {.measure = measure}, {.reduce = reduction::sum});
      };
      const auto expect = [&](double value, double expected) { EXPECT_NEAR(value, expected, 2e-6 * expected) << size; };
      expect(found.kl_ab, loss(row_divergence::forward_kl));
      expect(found.kl_ba, loss(row_divergence::reverse_kl));
      expect(found.js, loss(row_divergence::js));
      EXPECT_EQ(found.argmax_b, std::max_element(b.begin(), b.end()) - b.begin());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(paths, logit_pairs, all_paths(), path_name);

}  // namespace
}  // namespace relent::test
