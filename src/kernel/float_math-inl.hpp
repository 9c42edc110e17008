// Exponentials and logarithms for rows of logits, in f32 and in f64 under one name. Included once per instruction set
// (Highway's foreach_target), so the guard toggles. Bounds are tested by tests/loss/logit_math_test.cpp.
#if defined(RELENT_KERNEL_FLOAT_MATH) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_FLOAT_MATH
#undef RELENT_KERNEL_FLOAT_MATH
#else
#define RELENT_KERNEL_FLOAT_MATH
#endif

#include <cstdint>
#include <iterator>
#include <type_traits>

#include <hwy/highway.h>

#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

template <class D>
inline constexpr bool is_f32 = std::is_same_v<hn::TFromD<D>, float>;

/// exp(x) for x <= 88: relative error below 2 ulp; 0 below -87.3 (f32), where the answer would be subnormal. In f64
/// that of vector_math: no bound on x. NaN stays NaN.
template <class D, class V = vec<D>>
HWY_INLINE V ExpOf(D d, V x) {
  if constexpr (!is_f32<D>) {
    return hn::IfThenElse(hn::Eq(x, x), Exp(d, x), x);
  } else {
    const hn::RebindToSigned<D> di;
    // In the low bits of 1.5 2^23 + 127 + k stands the exponent field of 2^k; at k = -127 that is the number 0.
    const V magic = hn::Set(d, 0x1.8p23F + 127.0F);
    const V bounded = AtMost(d, AtLeast(d, x, -88.0F), 88.3F);
    const V shifted = hn::MulAdd(bounded, hn::Set(d, 0x1.715476p+0F), magic);
    const V scale = hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, shifted)));
    const V k = hn::Sub(shifted, magic);
    // ln 2 in two parts, of which the product of the first with k is exact.
    const V r = hn::NegMulAdd(k, hn::Set(d, 0x1.7f7d1cp-20F), hn::NegMulAdd(k, hn::Set(d, 0x1.62e4p-1F), bounded));
    V t = hn::Set(d, 0x1.6d1109p-10F);
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.120b6ep-7F));
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.55551ap-5F));
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.5554dcp-3F));
    t = hn::MulAdd(t, r, hn::Set(d, 0.5F));
    const V small = hn::MulAdd(hn::Mul(r, r), t, r);
    return hn::MulAdd(scale, small, scale);
  }
}

/// What x is multiplied by before ExpOfScaled, for exp(x times).
template <class T>
[[nodiscard]] constexpr T exp_scale(T times) noexcept {
  return std::is_same_v<T, float> ? static_cast<T>(1.4426950408889634 * static_cast<double>(times)) : times;
}

/// exp(x / log2(e)) in f32, exp(x) in f64, for x <= 0: the fast one. f32: relative error below 2 ulp + |x| / 2 ulp, 0
/// below -127. NaN stays NaN.
template <class D, class V = vec<D>>
HWY_INLINE V ExpOfScaled(D d, V x) {
  if constexpr (!is_f32<D>) {
    return ExpOf(d, x);
  } else {
    const hn::RebindToSigned<D> di;
    const V magic = hn::Set(d, 0x1.8p23F + 127.0F);  // as in ExpOf
    const V bounded = AtLeast(d, x, -127.0F);
    const V shifted = hn::Add(bounded, magic);
    const V scale = hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, shifted)));
    const V f = hn::Sub(bounded, hn::Sub(shifted, magic));
    V t = hn::Set(d, 0x1.44138ap-13F);
    t = hn::MulAdd(t, f, hn::Set(d, 0x1.5f089p-10F));
    t = hn::MulAdd(t, f, hn::Set(d, 0x1.3b2a54p-7F));
    t = hn::MulAdd(t, f, hn::Set(d, 0x1.c6af6cp-5F));
    t = hn::MulAdd(t, f, hn::Set(d, 0x1.ebfbep-3F));
    t = hn::MulAdd(t, f, hn::Set(d, 0x1.62e43p-1F));
    return hn::MulAdd(scale, hn::Mul(t, f), scale);
  }
}

/// exp(x) - 1 - x = x^2 P(x) for |x| <= 1, relative error below 4 ulp: no cancellation.
template <class D, class V = vec<D>>
HWY_INLINE V ExpRestNear(D d, V x) {
  using T = hn::TFromD<D>;
  constexpr double of_f32[] = {0x1.78a70ep-19, 0x1.a971fcp-16, 0x1.a00900p-13, 0x1.6bff52p-10,
                               0x1.11111ep-7,  0x1.55557ap-5,  0x1.555556p-3,  0.5};
  constexpr double of_f64[] = {
      0x1.b3cdd9ad4768dp-45, 0x1.b478aeefb45a8p-41, 0x1.938f50b0d66c4p-37, 0x1.611b662223de4p-33, 0x1.1eed9518c242bp-29,
      0x1.ae64643b799f9p-26, 0x1.27e4fb728bf10p-22, 0x1.71de3a4a2dee8p-19, 0x1.a01a01a01e338p-16, 0x1.a01a01a023747p-13,
      0x1.6c16c16c16bfep-10, 0x1.11111111110d9p-7,  0x1.5555555555555p-5,  0x1.5555555555555p-3,  0.5};
  const auto horner = [&](const auto& c) HWY_ATTR {
    V t = hn::Set(d, static_cast<T>(c[0]));
    for (std::size_t i = 1; i < std::size(c); ++i) {
      t = hn::MulAdd(t, x, hn::Set(d, static_cast<T>(c[i])));
    }
    return hn::Mul(hn::Mul(x, x), t);
  };
  if constexpr (is_f32<D>) {
    return horner(of_f32);
  } else {
    return horner(of_f64);
  }
}

/// log(q/p) for normal p, q > 0 and difference = q - p: relative error below 4 ulp, near q = p too where the difference
/// is right.
template <class D, class V = vec<D>>
HWY_INLINE V LogOfRatio(D d, V p, V q, V difference) {
  if constexpr (!is_f32<D>) {
    V e, s;
    SplitRatio(d, p, q, difference, e, s);
    return LogOfSplit(d, e, s);
  } else {
    const hn::RebindToSigned<D> di;
    // As SplitRatio: the difference of the bit patterns, rounded, is the exponent e of q = 2^e near.
    const auto bits = hn::Add(hn::Sub(hn::BitCast(di, q), hn::BitCast(di, p)), hn::Set(di, 1 << 22));
    const auto exponent = hn::And(bits, hn::Set(di, -(1 << 23)));
    const V near = hn::BitCast(d, hn::Sub(hn::BitCast(di, q), exponent));
    const V e = hn::Mul(hn::ConvertTo(d, exponent), hn::Set(d, 0x1p-23F));
    const V top = hn::IfThenElse(hn::Eq(e, hn::Zero(d)), difference, hn::Sub(near, p));
    const V s = hn::Div(top, hn::Add(near, p));
    const V square = hn::Mul(s, s);
    V tail = hn::Set(d, 0x1.32c83cp-2F);
    tail = hn::MulAdd(tail, square, hn::Set(d, 0x1.996250p-2F));
    tail = hn::MulAdd(tail, square, hn::Set(d, 0x1.555566p-1F));
    const V low = hn::MulAdd(e, hn::Set(d, 0x1.7f7d1cp-20F), hn::Mul(hn::Mul(s, square), tail));
    return hn::MulAdd(e, hn::Set(d, 0x1.62e4p-1F), hn::Add(hn::Add(s, s), low));
  }
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
