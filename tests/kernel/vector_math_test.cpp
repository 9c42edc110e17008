// The vector logarithms and exponentials on every instruction set, against the C library's long double ones, whose
// 64 bits leave room for a fair judgement of a double's last place.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/vector_math_test.cpp"
#include <cstddef>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/float_math-inl.hpp"
#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

// One function at a time over whole vectors; n is a multiple of 8.
template <class F>
void Apply(const double* a, const double* b, double* out, std::size_t n, const F& f) {
  const hn::ScalableTag<double> d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    hn::StoreU(f(d, hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, out + i);
  }
}

void TestLogRatio(const double* a, const double* b, double* out, std::size_t n) {
  Apply(a, b, out, n, [](auto d, auto p, auto q) HWY_ATTR { return LogRatio(d, p, q, hn::Sub(q, p)); });
}

void TestRelativeTerm(const double* a, const double* b, double* out, std::size_t n) {
  Apply(a, b, out, n, [](auto d, auto p, auto q) HWY_ATTR { return RelativeTerm(d, p, q, hn::Sub(q, p)); });
}

void TestLog(const double* a, const double* b, double* out, std::size_t n) {
  Apply(a, b, out, n, [](auto d, auto x, auto) HWY_ATTR { return Log(d, x); });
}

void TestExp(const double* a, const double* b, double* out, std::size_t n) {
  Apply(a, b, out, n, [](auto d, auto x, auto) HWY_ATTR { return Exp(d, x); });
}

void TestExpm1(const double* a, const double* b, double* out, std::size_t n) {
  Apply(a, b, out, n, [](auto d, auto x, auto) HWY_ATTR { return Expm1(d, x); });
}

/// n is a multiple of 16.
void TestFloatExp(const float* x, float times, float* fast, float* exact, std::size_t n) {
  using D = hn::ScalableTag<float>;
  const D d;
  const exp_of_scaled<D> exp(d, times);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto v = hn::LoadU(d, x + i);
    hn::StoreU(exp(d, v), d, fast + i);
    hn::StoreU(ExpOf(d, hn::Mul(v, hn::Set(d, times))), d, exact + i);
  }
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {

HWY_EXPORT(TestLogRatio);
HWY_EXPORT(TestRelativeTerm);
HWY_EXPORT(TestLog);
HWY_EXPORT(TestExp);
HWY_EXPORT(TestExpm1);
HWY_EXPORT(TestFloatExp);

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double tiny = std::numeric_limits<double>::denorm_min();
constexpr long double ulp = 0x1p-52L;

class every_path : public testing::TestWithParam<simd_path> {
 protected:
  void SetUp() override { force_simd_target(GetParam().target); }
  void TearDown() override { force_simd_target(0); }
};

/// Numbers over the whole range and near 1, filled up to a multiple of eight.
std::vector<double> spread() {
  std::vector<double> out{1,    1 + 0x1p-52, 1 - 0x1p-53, 2.0 / 3, 1.5,  std::sqrt(2.0),
                          tiny, 7 * tiny,    1e-310,      1e-300,  1e300};
  unsigned state = 12345;
  while (out.size() < 4096) {
    state = state * 1664525U + 1013904223U;
    const double u = state * 0x1p-32;
    out.push_back(out.size() % 3 == 0 ? std::exp((u - 0.5) * 1400) : out.size() % 3 == 1 ? 1 + (u - 0.5) : u);
  }
  return out;
}

void expect_close(double got, long double want, long double ulps, double at) {
  if (got == static_cast<double>(want)) {
    return;
  }
  EXPECT_LE(std::fabs(got - want), ulps * ulp * std::fabs(want) + 2 * tiny) << at << ": " << got;
}

TEST_P(every_path, logarithms_are_within_two_ulp) {
  const std::vector<double> x = spread();
  std::vector<double> got(x.size());
  HWY_DYNAMIC_DISPATCH(TestLog)(x.data(), x.data(), got.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    expect_close(got[i], std::log(static_cast<long double>(x[i])), 2, x[i]);
  }
}

TEST_P(every_path, log_ratios_are_within_two_ulp_wherever_the_quotient_would_overflow) {
  const std::vector<double> p = spread(), q(p.rbegin(), p.rend());
  std::vector<double> got(p.size());
  HWY_DYNAMIC_DISPATCH(TestLogRatio)(p.data(), q.data(), got.data(), p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const long double ratio = static_cast<long double>(q[i]) / p[i];
    const long double difference = static_cast<long double>(q[i]) - p[i];
    const bool near = ratio > 0.5L && ratio < 2;
    expect_close(got[i], near ? std::log1p(difference / p[i]) : std::log(ratio), 2, p[i]);
  }
}

TEST_P(every_path, relative_terms_do_not_cancel) {
  std::vector<double> p = spread(), q = p;
  for (std::size_t i = 0; i < q.size(); ++i) {
    q[i] *= 1 + std::ldexp(i % 2 == 0 ? 1 : -1, -static_cast<int>(i % 50));
  }
  std::vector<double> got(p.size());
  HWY_DYNAMIC_DISPATCH(TestRelativeTerm)(p.data(), q.data(), got.data(), p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    // d - log(1 + d) by its series where long double would cancel too.
    const long double d = (static_cast<long double>(q[i]) - p[i]) / p[i];
    long double want = p[i] * (d - std::log1p(d));
    if (std::fabs(d) < 0.01L) {
      long double series = 0;
      for (int k = 14; k >= 2; --k) {
        series = (k % 2 == 0 ? 1.0L : -1.0L) / k + d * series;
      }
      want = p[i] * d * d * series;
    }
    expect_close(got[i], q[i] == 0 ? inf : want, 16, p[i]);
  }
}

TEST_P(every_path, exponentials_are_within_two_and_four_ulp) {
  std::vector<double> x{0,    -0.0, 1e-300, -1e-20, 709.7,  710,  1e5,  inf,
                        -745, -746, -1e5,   -inf,   -708.5, 0.34, 0.35, -0.35};
  for (int i = -8000; i < 8000; ++i) {
    x.push_back(i * 0.0887);
  }
  std::vector<double> exps(x.size()), differences(x.size());
  HWY_DYNAMIC_DISPATCH(TestExp)(x.data(), x.data(), exps.data(), x.size());
  HWY_DYNAMIC_DISPATCH(TestExpm1)(x.data(), x.data(), differences.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    expect_close(exps[i], std::exp(static_cast<long double>(x[i])), 2, x[i]);
    expect_close(differences[i], std::expm1(static_cast<long double>(x[i])), 4, x[i]);
  }
}

TEST_P(every_path, zeros_have_their_limits) {
  const std::vector<double> p{0, 0, 2, 0, 0, 2, 0, 0}, q{0, 3, 0, 0, 3, 0, 0, 3};
  std::vector<double> logs(8), terms(8), of_zero(8);
  HWY_DYNAMIC_DISPATCH(TestLogRatio)(p.data(), q.data(), logs.data(), 8);
  HWY_DYNAMIC_DISPATCH(TestRelativeTerm)(p.data(), q.data(), terms.data(), 8);
  HWY_DYNAMIC_DISPATCH(TestLog)(p.data(), p.data(), of_zero.data(), 8);
  EXPECT_EQ(logs, (std::vector<double>{0, inf, -inf, 0, inf, -inf, 0, inf}));
  EXPECT_EQ(terms, (std::vector<double>{0, 3, inf, 0, 3, inf, 0, 3}));
  EXPECT_EQ(of_zero[0], -inf);
}

TEST_P(every_path, f32_exponentials_are_right_to_their_last_places) {
  constexpr double unit = 0x1p-24;
  for (const float times : {1.0F, 0.37F, 5.5F}) {
    std::vector<float> x(16000), fast(x.size()), exact(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = (-87.0F + 127.0F * static_cast<float>(i) / static_cast<float>(x.size())) / times;
    }
    HWY_DYNAMIC_DISPATCH(TestFloatExp)(x.data(), times, fast.data(), exact.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double of = static_cast<double>(x[i]) * static_cast<double>(times), right = std::exp(of);
      ASSERT_NEAR(fast[i], right, (4 + 2 * std::abs(of)) * unit * right) << x[i] << " times " << times;
      // The product itself is rounded before it is taken.
      ASSERT_NEAR(exact[i], right, (4 + 2 * std::abs(of)) * unit * right) << x[i] << " times " << times;
    }
  }
}

TEST_P(every_path, f32_exponentials_at_the_edges) {
  const float endless = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> x(16, 0.0F), fast(16), exact(16);
  x[1] = -endless;
  x[2] = -1e30F;
  x[3] = -89.0F;
  x[4] = nan;
  x[5] = -nan;
  HWY_DYNAMIC_DISPATCH(TestFloatExp)(x.data(), 1.0F, fast.data(), exact.data(), x.size());
  for (const std::vector<float>& found : {fast, exact}) {
    EXPECT_EQ(found[0], 1);
    EXPECT_EQ(found[1], 0);
    EXPECT_EQ(found[2], 0);
    EXPECT_EQ(found[3], 0);
    EXPECT_TRUE(std::isnan(found[4]) && std::isnan(found[5]));
  }
}

INSTANTIATE_TEST_SUITE_P(simd, every_path, testing::ValuesIn(simd_paths().begin(), simd_paths().end()),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace relent::kernel
#endif
