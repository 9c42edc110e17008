// All divergences of two rows of logits at once: the greatest logits first, then both sums of exponentials, then the
// terms. The difference of the log-sum-exps comes from a sum of differences, since that of two rounded logarithms would
// drown rows that are near each other.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/logit_pair.cpp"
#include "kernel/logit_pair.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/logit_pair_point-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

template <class T>
struct greatest {
  T value;
  std::int64_t at;
};

template <class T>
bool AnyNan(const T* x, std::int64_t n) {
  const tag_of<T> d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  auto all_numbers = hn::Eq(hn::Zero(d), hn::Zero(d));
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    const auto v = hn::LoadU(d, x + i);
    all_numbers = hn::And(all_numbers, hn::Eq(v, v));
  }
  return !hn::AllTrue(d, all_numbers) || std::any_of(x + i, x + n, [](T v) { return v != v; });
}

/// The first greatest logit, `masked` where there is none above; NaN where there is one.
template <class T>
greatest<T> Greatest(const T* x, std::int64_t n) {
  constexpr std::int64_t block = 2048;
  greatest<T> out{masked<T>, 0};
  std::int64_t from = 0;
  for (std::int64_t i = 0; i < n; i += block) {
    const std::int64_t count = std::min(block, n - i);
    const T most = BlockMax(tag_of<T>(), x + i, count, out.value);
    if (AnyNan(x + i, count)) {
      out.value = std::numeric_limits<T>::quiet_NaN();
      return out;
    }
    if (most > out.value) {
      out.value = most;
      from = i;
    }
  }
  const T* found = std::find(x + from, x + n, out.value);
  out.at = found == x + n ? 0 : found - x;
  return out;
}

/// Three sums over both rows of what `point` adds to them, in lanes of the rows' type for a few vectors, then in f64.
template <class T, class Add>
HWY_INLINE void SumPoints(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, const Add& add_point,
                          double (&total)[3]) {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const point_maker<D, true> point(d, args);
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  std::fill_n(total, 3, 0.0);
  for (std::int64_t i = 0; i < n;) {
    V s0 = hn::Zero(d), s1 = s0, s2 = s0;
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    for (; i + step <= end; i += step) {
      add_point(d, point(d, LoadLogits(d, a + i), LoadLogits(d, b + i)), s0, s1, s2);
    }
    if (i < end) {
      add_point(d, point(d, LoadSomeLogits(d, a + i, end - i), LoadSomeLogits(d, b + i, end - i)), s0, s1, s2);
      i = end;
    }
    total[0] += WideSum(d, s0);
    total[1] += WideSum(d, s1);
    total[2] += WideSum(d, s2);
  }
}

/// JS(P, Q) = sum (p + q) / 4 (d tanh(d/2) - 2 log cosh(d/2)); near 0 that is (p + q) d^2 P(d^2), elsewhere it is made
/// of the smaller over the greater mass. P: tools/kernel/polynomials.py.
template <class D, class V = vec<D>>
HWY_INLINE V JsTerm(D d, const pair_point<D>& x) {
  using T = hn::TFromD<D>;
  constexpr double of_f32[] = {0x1.f6eb59588e7cfp-18, -0x1.7b799a8d1252ep-14, 0x1.c6ca31e40e7b6p-11,
                               -0x1.fffeba83867d8p-8, 0x1.ffffff301dabdp-5};
  constexpr double of_f64[] = {0x1.0fb5be77e838ep-44,  -0x1.155fd0671b43fp-40, 0x1.7c780ea037e76p-37,
                               -0x1.db6f162c18ff0p-34, 0x1.241d678574e95p-30,  -0x1.65c87e2640657p-27,
                               0x1.b5325f18a2533p-24,  -0x1.0a3a5b7b84c2cp-20, 0x1.427a8e0ec8e66p-17,
                               -0x1.82d82d82d6ccfp-14, 0x1.c71c71c71c6fcp-11,  -0x1.0000000000000p-7,
                               0x1.0000000000000p-4};
  const auto horner = [&](const auto& c, V z) HWY_ATTR {
    V t = hn::Set(d, static_cast<T>(c[0]));
    for (std::size_t i = 1; i < std::size(c); ++i) {
      t = hn::MulAdd(t, z, hn::Set(d, static_cast<T>(c[i])));
    }
    return hn::Mul(z, t);
  };
  const V square = hn::Mul(x.d, x.d);
  V near;
  if constexpr (is_f32<D>) {
    near = horner(of_f32, square);
  } else {
    near = horner(of_f64, square);
  }
  const V both = hn::Add(x.p, x.q);
  if (HWY_LIKELY(hn::AllTrue(d, x.near))) {
    return hn::Mul(both, near);
  }
  const V one = hn::Set(d, T{1});
  const V less = hn::Div(hn::Min(x.p, x.q), hn::Max(hn::Max(x.p, x.q), hn::Set(d, std::numeric_limits<T>::min())));
  const V more = hn::Add(one, less);
  const V mixed = hn::MulAdd(hn::Div(less, more), hn::Abs(x.d), LogOfRatio(d, one, more, less));
  const V far = hn::Mul(hn::Set(d, T{0.5}), hn::Sub(hn::Set(d, static_cast<T>(0x1.62e42fefa39efp-1)), mixed));
  return hn::Mul(both, hn::IfThenElse(x.near, near, far));
}

/// p (exp(d) - 1 - d) >= 0, a term of KL(P||Q).
template <class D, class V = vec<D>>
HWY_INLINE V ForwardTerm(D d, const pair_point<D>& x) {
  using T = hn::TFromD<D>;
  const V term = hn::IfThenElse(x.near, hn::Mul(x.p, x.rest), hn::NegMulAdd(x.p, x.d, x.step));
  const auto lost = hn::And(hn::Le(x.d, hn::Set(d, -most_log_ratio<T>)), hn::Gt(x.p, hn::Zero(d)));
  return hn::IfThenElse(lost, hn::Set(d, static_cast<T>(infinity)), term);
}

/// q (exp(-d) - 1 + d) >= 0, a term of KL(Q||P): what the sum (q - p) d of both leaves, or p - q + q d.
template <class D, class V = vec<D>>
HWY_INLINE V BackwardTerm(D d, const pair_point<D>& x) {
  using T = hn::TFromD<D>;
  const V near = hn::MulSub(x.step, x.d, hn::Mul(x.p, x.rest));
  const V term = hn::IfThenElse(x.near, near, hn::MulSub(x.q, x.d, x.step));
  const auto lost = hn::And(hn::Ge(x.d, hn::Set(d, most_log_ratio<T>)), hn::Gt(x.q, hn::Zero(d)));
  return hn::IfThenElse(lost, hn::Set(d, static_cast<T>(infinity)), term);
}

template <class T>
void InTwoParts(double x, T& high, T& low) {
  high = static_cast<T>(x);
  low = static_cast<T>(x - static_cast<double>(high));
}

/// The log-sum-exps, and `args` for the terms.
template <class T>
void Normalise(const T* a, const T* b, std::int64_t n, greatest<T> most_b, pair_args<T>& args, logit_pair& out) {
  // b is measured from its logit at a's greatest, so that rows that are near have differences near 0; rows whose
  // greatest are apart are not, and the greatest has the exactest exponentials.
  const T at_same = b[out.argmax_a];
  args.max_b = most_b.value - at_same < T{1} ? at_same : most_b.value;
  InTwoParts(static_cast<double>(args.max_b) - static_cast<double>(args.max_a), args.shift, args.shift_low);
  double sums[3];
  SumPoints(
      a, b, n, args,
      [](auto, const auto& x, auto& p, auto& q, auto& step) RELENT_LAMBDA {
        p = hn::Add(p, x.p);
        q = hn::Add(q, x.q);
        step = hn::Add(step, x.step);
      },
      sums);
  const double beyond = sums[2] / sums[0];
  const double log_ratio = std::fabs(beyond) < 0.1 ? std::log1p(beyond) : std::log(sums[1] / sums[0]);
  const double log_sum_a = std::log(sums[0]);
  out.log_sum_exp_a = static_cast<double>(args.max_a) + log_sum_a;
  out.log_sum_exp_b = static_cast<double>(args.max_b) + log_sum_a + log_ratio;
  args.inverse_sum_a = static_cast<T>(1 / sums[0]);
  args.inverse_sum_b = static_cast<T>(1 / sums[1]);
  InTwoParts(log_ratio, args.log_shift, args.log_shift_low);
}

template <class T>
logit_pair Compare(const T* a, const T* b, std::int64_t n) {
  logit_pair out;
  const greatest<T> most_a = Greatest(a, n), most_b = Greatest(b, n);
  out.argmax_a = most_a.at;
  out.argmax_b = most_b.at;
  const auto odd = [](T most) {  // what the log-sum-exp then is
    return most > masked<T> && std::isfinite(most) ? 0 : most > masked<T> || most != most ? double{most} : -infinity;
  };
  out.log_sum_exp_a = odd(most_a.value);
  out.log_sum_exp_b = odd(most_b.value);
  if (out.log_sum_exp_a != 0 || out.log_sum_exp_b != 0) {
    return out;
  }
  pair_args<T> args{};
  args.inverse_temperature = args.inverse_sum_a = args.inverse_sum_b = 1;
  args.max_a = most_a.value;
  Normalise(a, b, n, most_b, args, out);
  double sums[3];
  SumPoints(
      a, b, n, args,
      [](auto d, const auto& x, auto& forward, auto& backward, auto& js) RELENT_LAMBDA {
        forward = hn::Add(forward, ForwardTerm(d, x));
        backward = hn::Add(backward, BackwardTerm(d, x));
        js = hn::Add(js, JsTerm(d, x));
      },
      sums);
  out.kl_ab = sums[0];
  out.kl_ba = sums[1];
  out.js = sums[2];
  return out;
}

logit_pair CompareF32(const float* a, const float* b, std::int64_t n) { return Compare(a, b, n); }
logit_pair CompareF64(const double* a, const double* b, std::int64_t n) { return Compare(a, b, n); }

}  // namespace
}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(CompareF32);
HWY_EXPORT(CompareF64);

logit_pair compare_logits(const float* a, const float* b, std::int64_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(CompareF32)(a, b, n);
}
logit_pair compare_logits(const double* a, const double* b, std::int64_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(CompareF64)(a, b, n);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
