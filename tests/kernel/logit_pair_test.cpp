#include "kernel/logit_pair.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The same numbers in long double, by sums of terms that are never negative.
template <class T>
logit_pair by_long_double(const std::vector<T>& a, const std::vector<T>& b) {
  using wide = long double;
  logit_pair out;
  out.argmax_a = std::ranges::max_element(a) - a.begin();
  out.argmax_b = std::ranges::max_element(b) - b.begin();
  const wide most_a = a[static_cast<std::size_t>(out.argmax_a)], most_b = b[static_cast<std::size_t>(out.argmax_b)];
  wide sum_a = 0, sum_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum_a += std::exp(a[i] - most_a);
    sum_b += std::exp(b[i] - most_b);
  }
  const wide lse_a = most_a + std::log(sum_a), lse_b = most_b + std::log(sum_b);
  wide kl_ab = 0, kl_ba = 0, js = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const wide log_p = a[i] - lse_a, log_q = b[i] - lse_b, p = std::exp(log_p), q = std::exp(log_q);
    const wide d = log_q - log_p;
    if (std::isnan(d)) {
      continue;  // both -infinity
    }
    kl_ab += p > 0 ? p * (std::expm1(d) - d) : q;
    kl_ba += q > 0 ? q * (std::expm1(-d) + d) : p;
    // log(m / p) and log(m / q), m the mean of both
    const wide of_p = p > 0 ? std::log1p(std::expm1(d) / 2) : 0, of_q = q > 0 ? std::log1p(std::expm1(-d) / 2) : 0;
    js += (p > 0 ? p * (std::expm1(of_p) - of_p) : q / 2) / 2 + (q > 0 ? q * (std::expm1(of_q) - of_q) : p / 2) / 2;
  }
  out.log_sum_exp_a = static_cast<double>(lse_a);
  out.log_sum_exp_b = static_cast<double>(lse_b);
  out.kl_ab = static_cast<double>(kl_ab);
  out.kl_ba = static_cast<double>(kl_ba);
  out.js = static_cast<double>(js);
  return out;
}

class on_every_path : public testing::TestWithParam<simd_path> {
 protected:
  void SetUp() override { force_simd_target(GetParam().target); }
  void TearDown() override { force_simd_target(0); }

  template <class T>
  static void check(const std::vector<T>& a, const std::vector<T>& b, double relative) {
    const logit_pair found = compare_logits(a.data(), b.data(), std::ssize(a)), wanted = by_long_double(a, b);
    const double rounding = std::numeric_limits<T>::epsilon();
    const auto near = [&](double x, double y) {
      return x == y || std::fabs(x - y) <= relative * (std::fabs(y) + 1e-12);
    };
    EXPECT_NEAR(found.log_sum_exp_a, wanted.log_sum_exp_a, 4 * rounding * (1 + std::fabs(wanted.log_sum_exp_a)));
    EXPECT_NEAR(found.log_sum_exp_b, wanted.log_sum_exp_b, 4 * rounding * (1 + std::fabs(wanted.log_sum_exp_b)));
    EXPECT_EQ(found.argmax_a, wanted.argmax_a);
    EXPECT_EQ(found.argmax_b, wanted.argmax_b);
    EXPECT_TRUE(near(found.kl_ab, wanted.kl_ab)) << found.kl_ab << " for " << wanted.kl_ab;
    EXPECT_TRUE(near(found.kl_ba, wanted.kl_ba)) << found.kl_ba << " for " << wanted.kl_ba;
    EXPECT_TRUE(near(found.js, wanted.js)) << found.js << " for " << wanted.js;
  }
};

template <class T>
std::vector<T> draw(std::int64_t n, double sd, std::mt19937& random) {
  std::normal_distribution<double> normal(0, sd);
  std::vector<T> out(static_cast<std::size_t>(n));
  std::ranges::generate(out, [&] { return static_cast<T>(normal(random)); });
  return out;
}

template <class T>
std::vector<T> moved(std::vector<T> row, double sd, double shift, std::mt19937& random) {
  std::normal_distribution<double> normal(0, sd);
  for (T& x : row) {
    x = static_cast<T>(static_cast<double>(x) + normal(random) + shift);
  }
  return row;
}

TEST_P(on_every_path, near_and_far_rows_of_every_length) {
  std::mt19937 random(11);
  for (const std::int64_t n : {2, 3, 7, 8, 9, 16, 17, 31, 100, 2047, 2048, 2049, 5000}) {
    for (const double sd : {3e-6, 1e-4, 1e-2, 0.5, 3.0, 20.0}) {
      for (const double shift : {0.0, 4.0, -25.0}) {
        SCOPED_TRACE(testing::Message() << "n " << n << ", sd " << sd << ", shift " << shift);
        const auto f = draw<float>(n, 4, random);
        check(f, moved(f, sd, shift, random), 1e-6);
        const auto d = draw<double>(n, 4, random);
        check(d, moved(d, sd, shift, random), 1e-13);
      }
    }
  }
}

TEST_P(on_every_path, masks_and_extremes) {
  const auto endless = static_cast<float>(infinity);
  check<float>({0, 1, -endless, 2}, {0, 1, -endless, 3}, 1e-6);
  check<float>({0, 1, -endless, 2}, {0, 1, 2, 3}, 1e-6);  // KL(b||a) is infinite
  check<float>({0, 1, 2, 2}, {0, -endless, 2, 3}, 1e-6);
  check<float>({1e4F, -1e4F, 0}, {1e4F, 0, -1e4F}, 1e-6);
  check<float>({1e4F, -1e4F, 0}, {-1e4F, 1e4F, 0}, 1e-6);
  check<float>({5, -endless, -endless}, {7, -endless, -endless}, 1e-6);
  check<float>({5, -endless}, {-endless, 5}, 1e-6);
  check<double>({1e4, -1e4, 0}, {-1e4, 1e4, 0}, 1e-13);
  check<double>({0, 70, 1}, {70, 0, 1}, 1e-13);
  check<float>({3}, {-8}, 1e-6);
}

TEST_P(on_every_path, what_is_no_logit_shows_in_the_log_sum_exp) {
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(), static_cast<float>(infinity)};
  for (const float x : bad) {
    for (std::size_t at = 0; at < 40; ++at) {
      std::vector<float> a(40, 1), b(40, 2);
      a[at] = x;
      const logit_pair found = compare_logits(a.data(), b.data(), 40), turned = compare_logits(b.data(), a.data(), 40);
      EXPECT_FALSE(std::isfinite(found.log_sum_exp_a)) << at;
      EXPECT_FALSE(std::isfinite(turned.log_sum_exp_b)) << at;
    }
  }
  const std::vector<float> none(40, -static_cast<float>(infinity)), some(40, 1);
  EXPECT_EQ(compare_logits(none.data(), some.data(), 40).log_sum_exp_a, -infinity);
  EXPECT_EQ(compare_logits(some.data(), none.data(), 40).log_sum_exp_b, -infinity);
}

TEST_P(on_every_path, equal_rows_differ_by_nothing) {
  std::mt19937 random(3);
  const auto row = draw<float>(1001, 5, random);
  const logit_pair found = compare_logits(row.data(), row.data(), 1001);
  EXPECT_EQ(found.kl_ab, 0);
  EXPECT_EQ(found.kl_ba, 0);
  EXPECT_EQ(found.js, 0);
}

INSTANTIATE_TEST_SUITE_P(simd, on_every_path, testing::ValuesIn(simd_paths().begin(), simd_paths().end()),
                         [](const auto& path) { return std::string(path.param.name); });

}  // namespace
}  // namespace relent::kernel
