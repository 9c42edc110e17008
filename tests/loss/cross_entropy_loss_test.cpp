#include "relent/loss/cross_entropy_loss.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/loss/info_nce.hpp"

#include "kernel/half.hpp"
#include "loss/row_tools.hpp"

namespace relent::test {
namespace {

/// (f(x + h) - f(x - h)) / 2h for one number that f reads.
template <class F>
double slope(double& x, const F& f, double h = 1e-6) {
  const double kept = x;
  x = kept + h;
  const double up = f();
  x = kept - h;
  const double down = f();
  x = kept;
  return (up - down) / (2 * h);
}

using cross_entropies = on_every_path;

TEST_P(cross_entropies, gradients_with_weights_smoothing_focus_and_temperature_are_those_of_differences) {
  std::vector<double> x = normal_numbers<double>(33, 1);
  const std::vector<std::int64_t> classes{3, -100, 10};
  std::vector<double> w(11);
  for (std::size_t i = 0; i < 11; ++i) {
    w[i] = 0.1 * static_cast<double>(i);
  }
  const cross_entropy_options which{.label_smoothing = 0.2,
                                    .class_weights = w,
                                    .z_loss = 0.1,
                                    .focal_gamma = 1.5,
                                    .poly_epsilon = 0.5,
                                    .temperature = 1.7};
  std::vector<double> to(33, 9);
  const auto loss = [&](double* out) {
    return cross_entropy_loss(rows_of(x, 3), classes, which, {}, {.input = {out}});
  };
  (void)loss(to.data());
  for (std::size_t i = 0; i < 33; ++i) {
    EXPECT_NEAR(to[i], slope(x[i], [&] { return loss(nullptr); }), 5e-8) << i;
  }
  EXPECT_EQ(to[15], 0);
}

TEST_P(cross_entropies, every_type_and_length_wherever_the_true_class_is) {
  for (const std::int64_t n : {1, 7, 33, 64, 100, 2048, 2100, 6001}) {
    std::vector<float> x = normal_numbers<float>(static_cast<std::size_t>(2 * n), 21, 3);
    for (std::size_t i = 2048; i < x.size(); ++i) {
      x[i] += i < 4096 ? 20.0F : -150.0F;  // blocks of their own height
    }
    for (const dtype type : {dtype::f32, dtype::bf16, dtype::f16}) {
      std::vector<float> stored(x.size()), to(x.size());
      kernel::narrow(x.data(), 2 * n, type, stored.data());
      std::vector<double> wide(x.size()), wide_to(x.size()), found(x.size());
      kernel::widen(stored.data(), type, 2 * n, wide.data());
      for (const std::int64_t y : {std::int64_t{0}, n / 3, n / 2, n - 1}) {
        const std::vector<std::int64_t> classes{y, n - 1 - y};
        for (const double smoothing : {0.0, 0.1}) {
          const cross_entropy_options which{.label_smoothing = smoothing, .temperature = 1.25};
          const loss_options how{.reduce = reduction::sum};
          const double loss =
              cross_entropy_loss({stored.data(), type, 2, n}, classes, which, how, {.input = {to.data()}});
          const double expected =
              cross_entropy_loss(rows_of(wide, 2), classes, which, how, {.input = {wide_to.data()}});
          EXPECT_NEAR(loss, expected, 2e-6 * expected) << n;
          kernel::widen(to.data(), type, 2 * n, found.data());
          for (std::size_t i = 0; i < found.size(); ++i) {
            const double unit = type == dtype::f32 ? 1e-6 : 0x1p-8;
            ASSERT_NEAR(found[i], wide_to[i], 3e-7 + unit * std::abs(wide_to[i])) << n << " " << y << " " << i;
          }
        }
      }
    }
  }
}

TEST_P(cross_entropies, soft_targets_have_gradients_to_both_sides) {
  for (const row_content holds : {row_content::probs, row_content::logits, row_content::log_probs}) {
    std::vector<double> x = normal_numbers<double>(26, 3), t = normal_numbers<double>(26, 4);
    for (double& v : t) {
      v = holds == row_content::probs ? std::abs(v) : v;
    }
    std::vector<double> w(13, 1.0);
    w[4] = 0;
    w[5] = 3;
    const cross_entropy_options which{.label_smoothing = 0.1, .class_weights = w, .z_loss = 0.05, .temperature = 0.8};
    std::vector<double> to_x(26), to_t(26);
    const auto loss = [&](double* out, double* out_t) {
      return cross_entropy_loss(rows_of(x, 2), rows_of(t, 2, holds), which, {}, {.input = {out}, .target = {out_t}});
    };
    (void)loss(to_x.data(), to_t.data());
    for (std::size_t i = 0; i < 26; ++i) {
      EXPECT_NEAR(to_x[i], slope(x[i], [&] { return loss(nullptr, nullptr); }), 5e-8) << i;
      EXPECT_NEAR(to_t[i], slope(t[i], [&] { return loss(nullptr, nullptr); }), 5e-8) << i;
    }
  }
}

TEST_P(cross_entropies, f32_agrees_with_f64_at_every_length) {
  for (const std::int64_t n : {1, 5, 16, 17, 100, 2048, 2050, 5000}) {
    const std::vector<float> x = normal_numbers<float>(static_cast<std::size_t>(2 * n), 5);
    const std::vector<double> wide(x.begin(), x.end());
    const std::vector<std::int64_t> classes{n - 1, n / 2};
    std::vector<float> to(x.size());
    std::vector<double> wide_to(x.size());
    const cross_entropy_options which{.label_smoothing = 0.1};
    const double found = cross_entropy_loss(rows_of(x, 2), classes, which, {}, {.input = {to.data()}});
    const double expected = cross_entropy_loss(rows_of(wide, 2), classes, which, {}, {.input = {wide_to.data()}});
    EXPECT_NEAR(found, expected, 1e-6 * expected);
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(to[i], wide_to[i], 3e-7);
    }
  }
}

TEST_P(cross_entropies, nan_is_told_wherever_it_stands) {
  const std::vector<std::int64_t> classes{0, 1, 2};
  for (const std::size_t n : {5U, 33U, 200U}) {
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, n / 2, n - 1}) {
      std::vector<float> a = normal_numbers<float>(3 * n, 3), to(3 * n);
      const std::vector<float> b = normal_numbers<float>(3 * n, 4);
      a[n + at] = std::nanf("");
      EXPECT_THROW((void)cross_entropy_loss(rows_of(a, 3), classes), error) << n << ' ' << at;
      EXPECT_THROW((void)cross_entropy_loss(rows_of(a, 3), classes, {}, {}, {.input = {to.data()}}), error);
      EXPECT_THROW((void)cross_entropy_loss(rows_of(a, 3), rows_of(b, 3), {}, {}, {.input = {to.data()}}), error);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(paths, cross_entropies, all_paths(), path_name);

TEST(cross_entropy_loss, all_ignored_is_nothing) {
  const std::vector<double> x = normal_numbers<double>(8, 6);
  const std::vector<std::int64_t> classes{-100, -100};
  std::vector<double> to(8, 3);
  EXPECT_EQ(cross_entropy_loss(rows_of(x, 2), classes, {}, {}, {.input = {to.data()}}), 0);
  EXPECT_EQ(to, std::vector<double>(8, 0.0));
}

TEST(cross_entropy_loss, masked_classes) {
  const std::vector<double> x{1, -inf, 2, -inf};
  std::vector<double> to(4);
  const std::vector<std::int64_t> seen{2}, gone{1};
  EXPECT_NEAR(cross_entropy_loss(rows_of(x, 1), seen, {}, {}, {.input = {to.data()}}), std::log1p(std::exp(-1)), 1e-15);
  EXPECT_EQ(to[1], 0);
  EXPECT_EQ(cross_entropy_loss(rows_of(x, 1), gone, {}, {}, {.input = {to.data()}}), inf);
  EXPECT_EQ(to[1], -1);
  const std::vector<double> t{0.5, 0, 0.5, 0};
  EXPECT_TRUE(std::isfinite(cross_entropy_loss(rows_of(x, 1), rows_of(t, 1, row_content::probs))));
  const std::vector<double> weights{1, 0, 1, 0};
  EXPECT_TRUE(
      std::isfinite(cross_entropy_loss(rows_of(x, 1), seen, {.label_smoothing = 0.1, .class_weights = weights})));
}

TEST(cross_entropy_loss, says_what_is_wrong_and_where) {
  const std::vector<double> x = normal_numbers<double>(8, 7);
  const auto words = [&](std::vector<std::int64_t> classes, const cross_entropy_options& which) {
    try {
      (void)cross_entropy_loss(rows_of(x, 2), classes, which);
    } catch (const error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_EQ(words({0, 4}, {}), "cross_entropy_loss: classes[1] = 4, must be from 0 to 3 or ignore_index -100");
  EXPECT_EQ(words({0, -1}, {}), "cross_entropy_loss: classes[1] = -1, must be from 0 to 3 or ignore_index -100");
  EXPECT_EQ(words({0, -1}, {.ignore_index = -1}), "");
  EXPECT_EQ(words({0}, {}), "cross_entropy_loss: classes has 1 elements, must have one a row (2)");
  EXPECT_EQ(words({0, 1}, {.label_smoothing = 2}), "cross_entropy_loss: label_smoothing = 2, must be from 0 to 1");
  const std::vector<double> weights{1, -1, 1, 1};
  EXPECT_EQ(words({0, 1}, {.class_weights = weights}),
            "cross_entropy_loss: class_weights[1] = -1, must be finite and at least 0");
}

TEST(info_nce_loss, is_cross_entropy_of_the_diagonal_both_ways) {
  std::vector<double> s = normal_numbers<double>(25, 8);
  std::vector<double> to(25);
  const auto loss = [&](double* out) {
    return info_nce_loss(rows_of(s, 5), {.temperature = 0.5, .symmetric = true}, {}, {.input = {out}});
  };
  const double both = loss(to.data());
  const std::vector<std::int64_t> own{0, 1, 2, 3, 4};
  std::vector<double> turned(25);
  for (std::size_t i = 0; i < 25; ++i) {
    turned[i] = s[i % 5 * 5 + i / 5];
  }
  const cross_entropy_options which{.temperature = 0.5};
  EXPECT_NEAR(both,
              (cross_entropy_loss(rows_of(s, 5), own, which) + cross_entropy_loss(rows_of(turned, 5), own, which)) / 2,
              1e-14);
  for (std::size_t i = 0; i < 25; ++i) {
    EXPECT_NEAR(to[i], slope(s[i], [&] { return loss(nullptr); }), 1e-8);
  }
}

}  // namespace
}  // namespace relent::test
