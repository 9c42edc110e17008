// What the divergences of gamma and beta distributions are made of: the Bregman divergence of
// f(a) = log Gamma(a) - a log a + a, and its derivatives. Included once per instruction set (Highway's
// foreach_target), so the guard toggles.
//
// No gamma function is computed. For a >= 4, f(a) = -log(a)/2 + S(a) + constant, where S is a polynomial in odd powers
// of 1/a; the Bregman divergence of each power is (y - x)^2 times a polynomial with positive coefficients. Below 4 both
// arguments are moved up by 4, two steps at a time: log Gamma(a) = log Gamma(a + 2) - log N(a), N(a) = a (a + 1), and
// of N only divided differences are needed, whose terms are positive too. So nothing cancels, however near x and y are.
#if defined(RELENT_KERNEL_STIRLING_BREGMAN) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_STIRLING_BREGMAN
#undef RELENT_KERNEL_STIRLING_BREGMAN
#else
#define RELENT_KERNEL_STIRLING_BREGMAN
#endif

#include <array>
#include <cstddef>

#include <hwy/highway.h>

#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

/// From here on the polynomial S holds; also by how much smaller arguments are moved up.
inline constexpr double stirling_from = 4;
/// a^3 S''(a) in powers of 1/a^2, a >= 4: relative error below 4e-15 (tools/kernel/polynomials.py).
inline constexpr std::array<double, 10> stirling_curvature{
    0x1.555555555553ep-3,  -0x1.11111110c8954p-5, 0x1.861860569bb0dp-6,  -0x1.1110942e63e03p-5, 0x1.363305a4bd92ep-4,
    -0x1.018687a5b2e0dp-2, 0x1.19c485b48f5d4p+0,  -0x1.539b3362214eep+2, 0x1.540a559eeae68p+4,  -0x1.704f03bfbec39p+5};

/// f at x and at y = x + step.
template <class V>
struct stirling_bregman {
  V value;      ///< f(y) - f(x) - step f'(x) >= 0
  V slope;      ///< f'(y) - f'(x)
  V curvature;  ///< f''(x)
};

/// The part of a >= 4, for x, y there: of -log(a)/2 + S(a). e and s split y/x.
template <bool derivatives, class D, class V = vec<D>>
HWY_INLINE void LargePart(D d, V x, V y, V step, V e, V s, stirling_bregman<V>& out) {
  const V u = hn::Div(hn::Set(d, 1.0), x), v = hn::Div(hn::Set(d, 1.0), y);
  const V uu = hn::Mul(u, u), vv = hn::Mul(v, v), both = hn::Add(u, v);
  // a^-m: W = sum (j+1) u^j v^(m-1-j) for the divergence, T = sum u^j v^(m-j) for the difference of slopes.
  V power = u, w = hn::Set(d, 1.0), t = both;
  V divergence = hn::Set(d, stirling_curvature[0] / 2), slope = hn::Mul(hn::Set(d, stirling_curvature[0] / 2), t);
  V curvature = hn::Set(d, stirling_curvature[9]);
  for (std::size_t j = 1; j < stirling_curvature.size(); ++j) {
    const double m = 2 * static_cast<double>(j) - 1;  // from a^-m to a^-(m+2)
    const V next = hn::MulAdd(hn::Set(d, m + 1), v, hn::Mul(hn::Set(d, m + 2), u));
    w = hn::MulAdd(vv, w, hn::Mul(power, next));
    divergence = hn::MulAdd(hn::Set(d, stirling_curvature[j] / ((m + 2) * (m + 3))), w, divergence);
    if constexpr (derivatives) {
      t = hn::MulAdd(vv, t, hn::Mul(hn::Mul(power, u), both));
      slope = hn::MulAdd(hn::Set(d, stirling_curvature[j] / (m + 3)), t, slope);
      curvature = hn::MulAdd(curvature, uu, hn::Set(d, stirling_curvature[9 - j]));
    }
    power = hn::Mul(power, uu);
  }
  const V half = hn::Set(d, 0.5), scaled = hn::Mul(step, u);
  const V of_log = hn::Mul(hn::Mul(half, u), RelativeTermOfSplit(d, x, step, e, s));
  out.value = hn::MulAdd(hn::Mul(hn::Mul(scaled, scaled), v), divergence, of_log);
  if constexpr (derivatives) {
    out.slope = hn::Mul(hn::Mul(scaled, v), hn::Add(half, slope));
    out.curvature = hn::Mul(uu, hn::MulAdd(u, curvature, half));
  }
}

/// What two steps up, from a + k to a + k + 2, leave out: f = -log N, N(a) = (a + k)(a + k + 1).
template <bool derivatives, class D, class V = vec<D>>
HWY_INLINE void TwoSteps(D d, V x, V y, V step, double k, stirling_bregman<V>& out) {
  const V one = hn::Set(d, 1.0), from = hn::Set(d, k), next = hn::Set(d, k + 1);
  const V x0 = hn::Add(x, from), x1 = hn::Add(x, next), y0 = hn::Add(y, from), y1 = hn::Add(y, next);
  const V nx = hn::Mul(x0, x1), ny = hn::Mul(y0, y1), inverse = hn::Div(one, nx);
  const V rise = hn::Mul(step, hn::Add(x0, y1));  // N(y) - N(x)
  // The sum of t - log(1 + t), t = step / (x + k): near equality all of it is of the second order.
  V e, s;
  SplitRatio(d, nx, ny, rise, e, s);
  const V near = hn::Mul(hn::NegMulAdd(step, step, RelativeTermOfSplit(d, nx, rise, e, s)), inverse);
  const V apart = hn::MulSub(hn::Mul(step, hn::Add(x0, x1)), inverse, LogOfSplit(d, e, s));
  out.value = hn::Add(out.value, hn::IfThenElse(hn::Eq(e, hn::Zero(d)), near, apart));
  if constexpr (derivatives) {
    const V products = hn::MulAdd(x0, y0, hn::Mul(x1, y1)), squares = hn::MulAdd(x0, x0, hn::Mul(x1, x1));
    out.slope = hn::MulAdd(hn::Mul(step, products), hn::Div(inverse, ny), out.slope);
    out.curvature = hn::MulAdd(hn::Mul(squares, inverse), inverse, out.curvature);
  }
}

/// What moving x and y up by 4, to 1/u and y_up, has left out. e_up and s_up split y_up u.
template <bool derivatives, class D, class V = vec<D>>
HWY_INLINE void SmallPart(D d, V x, V y, V step, V u, V y_up, V e_up, V s_up, stirling_bregman<V>& out) {
  const V zero = hn::Zero(d);
  out = {zero, zero, zero};
  TwoSteps<derivatives>(d, x, y, step, 0, out);
  TwoSteps<derivatives>(d, x, y, step, 2, out);
  // What a log a - a gains: h(y_up, x_up) - h(y, x), whose linear parts are equal, and would swamp the rest far away.
  V e, s;
  SplitRatio(d, x, y, step, e, s);
  const auto far = hn::And(hn::Ne(e, zero), hn::Ne(e_up, zero));
  const V linear = hn::IfThenZeroElse(far, hn::Neg(step));
  const V gained = hn::Sub(RelativeTermOfSplit(d, y_up, linear, hn::Neg(e_up), hn::Neg(s_up)),
                           RelativeTermOfSplit(d, y, linear, hn::Neg(e), hn::Neg(s)));
  out.value = hn::Add(out.value, gained);
  if constexpr (derivatives) {
    out.slope = hn::Add(out.slope, hn::Sub(LogOfSplit(d, e_up, s_up), LogOfSplit(d, e, s)));
    // 1/x_up - 1/x = -4 / (x x_up)
    out.curvature = hn::Sub(out.curvature, hn::Div(hn::Mul(hn::Set(d, stirling_from), u), x));
  }
}

/// For 1e-30 <= x, y <= 1e15 and step = y - x, which may be more exact than the two. The value's relative error is a
/// few dozen ulp at most, however near x and y are.
template <bool derivatives, class D, class V = vec<D>>
HWY_INLINE stirling_bregman<V> StirlingBregman(D d, V x, V y, V step) {
  const V up = hn::Set(d, stirling_from), one = hn::Set(d, 1.0);
  const auto small = hn::Lt(hn::Min(x, y), up);
  const V x_up = hn::Add(x, hn::IfThenElseZero(small, up)), y_up = hn::Add(y, hn::IfThenElseZero(small, up));
  V e, s;
  SplitRatio(d, x_up, y_up, step, e, s);
  stirling_bregman<V> out{};
  LargePart<derivatives>(d, x_up, y_up, step, e, s, out);
  if (HWY_LIKELY(!hn::AllFalse(d, small))) {
    stirling_bregman<V> more{};
    SmallPart<derivatives>(d, hn::IfThenElse(small, x, one), hn::IfThenElse(small, y, one),
                           hn::IfThenElseZero(small, step), hn::Div(one, x_up), y_up, e, s, more);
    out.value = hn::Add(out.value, hn::IfThenElseZero(small, more.value));
    if constexpr (derivatives) {
      out.slope = hn::Add(out.slope, hn::IfThenElseZero(small, more.slope));
      out.curvature = hn::Add(out.curvature, hn::IfThenElseZero(small, more.curvature));
    }
  }
  return out;
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
