// Exponentials and logarithms for rows of logits, in f32 and in f64 under one name. Included once per instruction set
// (Highway's foreach_target), so the guard toggles. Bounds are tested by tests/kernel/vector_math_test.cpp.
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

/// Powers of two by a table in a vector: 2^(j/8) or 2^(j/16) as many as there are lanes, as bits over those of 1, less
/// what j's own bits add when they are shifted with the exponent's into their place.
#undef RELENT_EXP_BY_TABLE
#if HWY_ARCH_X86 && HWY_CAP_GE256
#define RELENT_EXP_BY_TABLE 1
#if HWY_CAP_GE512
inline constexpr int table_bits = 4;
HWY_ALIGN inline constexpr std::int32_t exp_table[16] = {0,       -152893, -289342, -408621, -509968, -592590,
                                                         -655657, -698305, -719629, -718684, -694486, -646004,
                                                         -572163, -471841, -343865, -187011};
inline constexpr float exp_slope = 0x1.ebff92p-3F, exp_bend = 0x1.c6b29ap-5F;
#else
inline constexpr int table_bits = 3;
HWY_ALIGN inline constexpr std::int32_t exp_table[8] = {0,       -289342, -509968, -655657,
                                                        -719629, -694486, -572163, -343865};
inline constexpr float exp_slope = 0x1.ec0aa6p-3F, exp_bend = 0x1.c6b8bep-5F;
#endif
#else
#define RELENT_EXP_BY_TABLE 0
#endif

/// exp(x times) for x times <= 88, the fast one, in f32: relative error below 2 ulp + |x times| ulp (half of
/// that with fused products), 0 below -88. In f64 as ExpOf. NaN stays NaN, -infinity gives 0.
template <class D>
class exp_of_scaled {
 public:
  using T = hn::TFromD<D>;
  using V = vec<D>;
  exp_of_scaled(D d, T times)
      : scale_(hn::Set(d, is_f32<D> ? static_cast<T>(1.4426950408889634 * static_cast<double>(times)) : times)),
        least_((is_f32<D> ? T(-127) : T(-800)) / hn::GetLane(scale_)) {}

  /// Finite, with the same exponential.
  HWY_INLINE V Bounded(D d, V x) const { return AtLeast(d, x, least_); }
  HWY_INLINE V operator()(D d, V x) const { return OfBounded(d, Bounded(d, x)); }
  HWY_INLINE V OfBounded(D d, V bounded) const {
    if constexpr (!is_f32<D>) {
      return ExpOf(d, hn::Mul(bounded, scale_));
    } else {
      const hn::RebindToSigned<D> di;
#if RELENT_EXP_BY_TABLE
      // x times = k + f, k a whole number of 16ths (8ths), whose bits stand at the end of 1.5 2^19 + 127 + k.
      const V magic = hn::Set(d, 0x1.8p23F / (1 << table_bits) + 127.0F);
      const V shifted = hn::MulAdd(bounded, scale_, magic);
      const V f = hn::MulSub(bounded, scale_, hn::Sub(shifted, magic));
      const auto bits = hn::BitCast(di, shifted);
      auto place = bits;
#if HWY_IS_DEBUG_BUILD
      place = hn::And(place, hn::Set(di, (1 << table_bits) - 1));  // which the instruction does by itself
#endif
      const auto power = hn::TableLookupLanes(hn::Load(di, exp_table), hn::IndicesFromVec(di, place));
      const V scale = hn::BitCast(d, hn::Add(hn::ShiftLeft<23 - table_bits>(bits), power));
      V t = hn::MulAdd(f, hn::Set(d, exp_bend), hn::Set(d, exp_slope));
      t = hn::MulAdd(t, f, hn::Set(d, 0x1.62e43p-1F));
      return hn::MulAdd(scale, hn::Mul(t, f), scale);
#else
      const V magic = hn::Set(d, 0x1.8p23F + 127.0F);  // as in ExpOf
      const V scaled = hn::Mul(bounded, scale_);
      const V shifted = hn::Add(scaled, magic);
      const V scale = hn::BitCast(d, hn::ShiftLeft<23>(hn::BitCast(di, shifted)));
      const V f = hn::Sub(scaled, hn::Sub(shifted, magic));
      V t = hn::Set(d, 0x1.44138ap-13F);
      t = hn::MulAdd(t, f, hn::Set(d, 0x1.5f089p-10F));
      t = hn::MulAdd(t, f, hn::Set(d, 0x1.3b2a54p-7F));
      t = hn::MulAdd(t, f, hn::Set(d, 0x1.c6af6cp-5F));
      t = hn::MulAdd(t, f, hn::Set(d, 0x1.ebfbep-3F));
      t = hn::MulAdd(t, f, hn::Set(d, 0x1.62e43p-1F));
      return hn::MulAdd(scale, hn::Mul(t, f), scale);
#endif
    }
  }

 private:
  V scale_;
  T least_;
};

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
