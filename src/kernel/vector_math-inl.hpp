// Logarithms and exponentials of f64 vectors. Included once per instruction set (Highway's foreach_target), so
// the guard toggles. Error bounds hold for every path and are tested (tests/kernel/vector_math_test.cpp).
#if defined(RELENT_KERNEL_VECTOR_MATH) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_VECTOR_MATH
#undef RELENT_KERNEL_VECTOR_MATH
#else
#define RELENT_KERNEL_VECTOR_MATH
#endif

#include <cstddef>
#include <cstdint>
#include <limits>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double smallest_normal = std::numeric_limits<double>::min();
// ln 2 in two parts; the high one has 12 zero bits at its end, so that its product with an exponent is exact.
inline constexpr double ln2_high = 0x1.62e42fefa3000p-1;
inline constexpr double ln2_low = 0x1.3de6af278ece6p-42;

template <class D>
using vec = hn::Vec<D>;

/// max(x, least) and min(x, most) of each lane, and NaN where x is: of two operands x86's instructions then give the
/// second; elsewhere they may give either.
template <class D, class V = vec<D>>
HWY_INLINE V AtLeast(D d, V x, hn::TFromD<D> least) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  return hn::Max(hn::Set(d, least), x);
#else
  return hn::IfThenElse(hn::Lt(x, hn::Set(d, least)), hn::Set(d, least), x);
#endif
}
template <class D, class V = vec<D>>
HWY_INLINE V AtMost(D d, V x, hn::TFromD<D> most) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  return hn::Min(hn::Set(d, most), x);
#else
  return hn::IfThenElse(hn::Gt(x, hn::Set(d, most)), hn::Set(d, most), x);
#endif
}

/// The largest and the smallest lane, infinity too: Highway's own, of its portable path, begin at the largest finite
/// numbers and miss it.
template <class D, class V = vec<D>>
HWY_INLINE hn::TFromD<D> LargestLane(D d, V v) {
  HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(d)];
  hn::Store(v, d, lanes);
  hn::TFromD<D> out = lanes[0];
  for (std::size_t i = 1; i < hn::Lanes(d); ++i) {
    out = lanes[i] > out ? lanes[i] : out;
  }
  return out;
}
template <class D, class V = vec<D>>
HWY_INLINE hn::TFromD<D> SmallestLane(D d, V v) {
  return -LargestLane(d, hn::Neg(v));
}

/// R(z) of 2 atanh(s) = 2 s + s^3 R(s^2), |s| <= 0.2; relative error of the whole below 1e-18
/// (tools/kernel/polynomials.py).
template <class D, class V = vec<D>>
HWY_INLINE V AtanhTail(D d, V z) {
  V r = hn::Set(d, 0x1.16b68338bd78bp-3);
  r = hn::MulAdd(r, z, hn::Set(d, 0x1.0e88ea4725d3dp-3));
  r = hn::MulAdd(r, z, hn::Set(d, 0x1.3b29fcbbce66dp-3));
  r = hn::MulAdd(r, z, hn::Set(d, 0x1.745cab2727663p-3));
  r = hn::MulAdd(r, z, hn::Set(d, 0x1.c71c72e2f78d5p-3));
  r = hn::MulAdd(r, z, hn::Set(d, 0x1.24924923dba6ap-2));
  r = hn::MulAdd(r, z, hn::Set(d, 0x1.9999999999f30p-2));
  return hn::MulAdd(r, z, hn::Set(d, 0x1.5555555555555p-1));
}

/// q / p = 2^e (1 + s) / (1 - s) with |s| <= 0.2, for normal p, q > 0 and difference = q - p. The quotient itself
/// is never formed, so nothing over- or underflows. Where 2/3 <= q/p < 3/2, e is 0 and s comes from the
/// given difference, which may be more exact than q - p.
///
/// The difference of the two bit patterns, read as fixed point, is log2(q/p) to within 0.086: its rounding is e.
template <class D, class V = vec<D>>
HWY_INLINE void SplitRatio(D d, V p, V q, V difference, V& e, V& s) {
  const hn::RebindToSigned<D> di;
  const auto p_bits = hn::BitCast(di, p);
  const auto q_bits = hn::BitCast(di, q);
  const auto half = hn::Set(di, std::int64_t{1} << 51);
  const auto exponent_field = hn::Set(di, -(std::int64_t{1} << 52));
  const auto e_bits = hn::And(hn::Add(hn::Sub(q_bits, p_bits), half), exponent_field);
  const V q_near = hn::BitCast(d, hn::Sub(q_bits, e_bits));  // q 2^-e
  e = hn::Mul(hn::ConvertTo(d, e_bits), hn::Set(d, 0x1p-52));
  const V top = hn::IfThenElse(hn::Eq(e, hn::Zero(d)), difference, hn::Sub(q_near, p));
  s = hn::Div(top, hn::Add(q_near, p));
}

/// The same for any p, q >= 0: subnormals are scaled up first. Where p or q is 0 the result means nothing.
template <class D, class V = vec<D>>
HWY_INLINE void SplitAnyRatio(D d, V p, V q, V difference, V& e, V& s) {
  const V least = hn::Set(d, smallest_normal);
  const V up = hn::Set(d, 0x1p54);
  const auto p_small = hn::Lt(p, least);
  const auto q_small = hn::Lt(q, least);
  const V p_up = hn::IfThenElse(p_small, hn::Mul(p, up), p);
  const V q_up = hn::IfThenElse(q_small, hn::Mul(q, up), q);
  const V diff = hn::IfThenElse(hn::Or(p_small, q_small), hn::Sub(q_up, p_up), difference);
  SplitRatio(d, p_up, q_up, diff, e, s);
  const V shift = hn::Set(d, 54.0);
  e = hn::Add(e, hn::IfThenElseZero(p_small, shift));
  e = hn::Sub(e, hn::IfThenElseZero(q_small, shift));
}

/// True when every p and q is a normal number above 0: the common case, and the cheap path.
template <class D, class V = vec<D>>
HWY_INLINE bool AllNormal(D d, V p, V q) {
  return hn::AllTrue(d, hn::Ge(hn::Min(p, q), hn::Set(d, smallest_normal)));
}

template <class D, class V = vec<D>>
HWY_INLINE V LogOfSplit(D d, V e, V s) {
  const V z = hn::Mul(s, s);
  const V low = hn::MulAdd(e, hn::Set(d, ln2_low), hn::Mul(hn::Mul(s, z), AtanhTail(d, z)));
  return hn::MulAdd(e, hn::Set(d, ln2_high), hn::Add(hn::Add(s, s), low));
}

/// log(q / p) for p, q >= 0, difference = q - p; relative error below 2 ulp, near q = p too. +infinity where only
/// p is 0, -infinity where only q is 0, and 0 where both are.
template <class D, class V = vec<D>>
HWY_INLINE V LogRatio(D d, V p, V q, V difference) {
  V e, s;
  if (HWY_LIKELY(AllNormal(d, p, q))) {
    SplitRatio(d, p, q, difference, e, s);
    return LogOfSplit(d, e, s);
  }
  SplitAnyRatio(d, p, q, difference, e, s);
  V log = LogOfSplit(d, e, s);
  const V zero = hn::Zero(d);
  const auto p_zero = hn::Eq(p, zero);
  const auto q_zero = hn::Eq(q, zero);
  log = hn::IfThenElse(p_zero, hn::Set(d, infinity), log);
  log = hn::IfThenElse(q_zero, hn::Set(d, -infinity), log);
  return hn::IfThenZeroElse(hn::And(p_zero, q_zero), log);
}

/// log(x) for x >= 0; relative error below 2 ulp, near x = 1 too; -infinity at 0.
template <class D, class V = vec<D>>
HWY_INLINE V Log(D d, V x) {
  const V one = hn::Set(d, 1.0);
  return LogRatio(d, one, x, hn::Sub(x, one));
}

template <class D, class V = vec<D>>
HWY_INLINE V RelativeTermOfSplit(D d, V p, V difference, V e, V s) {
  const V z = hn::Mul(s, s);
  const V low = hn::MulAdd(e, hn::Set(d, ln2_low), hn::Mul(hn::Mul(s, z), AtanhTail(d, z)));
  // q - p - 2 p s = (q - p) s where e = 0: this is where the cancellation goes.
  const V far = hn::NegMulAdd(p, hn::Add(s, s), hn::NegMulAdd(hn::Mul(e, hn::Set(d, ln2_high)), p, difference));
  const V head = hn::IfThenElse(hn::Eq(e, hn::Zero(d)), hn::Mul(difference, s), far);
  return hn::NegMulAdd(p, low, head);
}

/// h(p, q) = p log(p/q) - p + q >= 0 for p, q >= 0, difference = q - p: the term that every divergence near
/// equality is made of. Relative error below 16 ulp, typically 1 ulp, however close p and q are.
/// h(0, q) = q; h(p, 0) = +infinity for p > 0.
template <class D, class V = vec<D>>
HWY_INLINE V RelativeTerm(D d, V p, V q, V difference) {
  V e, s;
  if (HWY_LIKELY(AllNormal(d, p, q))) {
    SplitRatio(d, p, q, difference, e, s);
    return RelativeTermOfSplit(d, p, difference, e, s);
  }
  SplitAnyRatio(d, p, q, difference, e, s);
  V h = RelativeTermOfSplit(d, p, difference, e, s);
  const V zero = hn::Zero(d);
  h = hn::IfThenElse(hn::Eq(q, zero), hn::Set(d, infinity), h);
  return hn::IfThenElse(hn::Eq(p, zero), q, h);
}

/// x log(ratio) with 0 log(anything) = 0.
template <class D, class V = vec<D>>
HWY_INLINE V XLog(D d, V x, V log) {
  return hn::IfThenZeroElse(hn::Eq(x, hn::Zero(d)), hn::Mul(x, log));
}

/// P(r) of expm1(r) = r + r^2 P(r), |r| <= ln(2)/2 (tools/kernel/polynomials.py).
template <class D, class V = vec<D>>
HWY_INLINE V Expm1Tail(D d, V r) {
  V t = hn::Set(d, 0x1.1f730349868cep-29);
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.af4de97ca4194p-26));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.27e4db646b17ep-22));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.71de0231960ebp-19));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.a01a01a6d889cp-16));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.a01a01abe7fe1p-13));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.6c16c16c162d4p-10));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.11111111100dcp-7));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.5555555555556p-5));
  t = hn::MulAdd(t, r, hn::Set(d, 0x1.5555555555557p-3));
  return hn::MulAdd(t, r, hn::Set(d, 0x1.0000000000000p-1));
}

/// 2^k for whole |k| <= 1022.
template <class D, class V = vec<D>>
HWY_INLINE V PowerOfTwo(D d, V k) {
  const hn::RebindToSigned<D> di;
  // k + 1.5 2^52 holds k in its low bits; the bias and the shift make it an exponent field.
  const auto bits = hn::BitCast(di, hn::Add(k, hn::Set(d, 0x1.8p52 + 1023)));
  return hn::BitCast(d, hn::ShiftLeft<52>(bits));
}

/// x = k ln 2 + r, |r| <= ln(2)/2.
template <class D, class V = vec<D>>
HWY_INLINE V SplitExponent(D d, V x, V& k) {
  const V magic = hn::Set(d, 0x1.8p52);
  k = hn::Sub(hn::MulAdd(x, hn::Set(d, 0x1.71547652b82fep+0), magic), magic);
  return hn::NegMulAdd(k, hn::Set(d, ln2_low), hn::NegMulAdd(k, hn::Set(d, ln2_high), x));
}

/// exp(x): relative error below 2 ulp, gradual underflow, +infinity beyond 709.78, exp(-infinity) = 0.
template <class D, class V = vec<D>>
HWY_INLINE V Exp(D d, V x) {
  const V clamped = hn::Min(hn::Max(x, hn::Set(d, -800.0)), hn::Set(d, 800.0));
  V k;
  const V r = SplitExponent(d, clamped, k);
  const V value = hn::Add(hn::Set(d, 1.0), hn::MulAdd(hn::Mul(r, r), Expm1Tail(d, r), r));
  const V magic = hn::Set(d, 0x1.8p52);
  const V half = hn::Sub(hn::MulAdd(k, hn::Set(d, 0.5), magic), magic);
  return hn::Mul(hn::Mul(value, PowerOfTwo(d, half)), PowerOfTwo(d, hn::Sub(k, half)));
}

/// 2^k (1 + small) - 1 = near * rest, for small = exp(r) - 1 of |r| <= ln(2)/2 and whole -1000 <= k <= 2020. In two
/// factors, since the first is finite where the product overflows, and a tiny mass may come between them.
template <class D, class V = vec<D>>
HWY_INLINE V Expm1OfSplit(D d, V k, V small, V& rest) {
  const V bounded = hn::Min(k, hn::Set(d, 1000.0));
  const V scale = PowerOfTwo(d, bounded);
  rest = PowerOfTwo(d, hn::Sub(k, bounded));
  const V near = hn::MulAdd(scale, small, hn::Sub(scale, hn::Set(d, 1.0)));
  return hn::IfThenElse(hn::Eq(k, hn::Zero(d)), small, near);
}

/// exp(x) - 1: relative error below 4 ulp for x above -700 (then it is -1), near 0 too; expm1(+-infinity) is
/// +infinity and -1.
template <class D, class V = vec<D>>
HWY_INLINE V Expm1(D d, V x) {
  V k;
  V rest;
  const V clamped = hn::Min(hn::Max(x, hn::Set(d, -100.0)), hn::Set(d, 800.0));
  const V r = SplitExponent(d, clamped, k);
  const V near = Expm1OfSplit(d, k, hn::MulAdd(hn::Mul(r, r), Expm1Tail(d, r), r), rest);
  return hn::Mul(near, rest);
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
