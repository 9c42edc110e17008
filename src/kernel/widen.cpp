#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/widen.cpp"
#include "kernel/widen.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using floats = hn::ScalableTag<float>;
using words = hn::RebindToUnsigned<floats>;
using halves = hn::Rebind<std::uint16_t, floats>;

/// `convert` of whole vectors of codes, then of the rest, filled up with zeros.
template <class Convert>
HWY_INLINE void EachVector(const std::uint16_t* from, std::int64_t n, float* to, const Convert& convert) {
  const floats d;
  const words dw;
  const halves dh;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    hn::StoreU(convert(d, dw, hn::PromoteTo(dw, hn::LoadU(dh, from + i))), d, to + i);
  }
  if (i < n) {
    HWY_ALIGN std::uint16_t last[HWY_MAX_BYTES / sizeof(float)] = {};
    HWY_ALIGN float made[HWY_MAX_BYTES / sizeof(float)];
    for (std::int64_t k = i; k < n; ++k) {
      last[k - i] = from[k];
    }
    hn::Store(convert(d, dw, hn::PromoteTo(dw, hn::Load(dh, last))), d, made);
    for (std::int64_t k = i; k < n; ++k) {
      to[k] = made[k - i];
    }
  }
}

void WidenBf16(const std::uint16_t* from, std::int64_t n, float* to) {
  EachVector(from, n, to, [](auto d, auto, auto bits) HWY_ATTR { return hn::BitCast(d, hn::ShiftLeft<16>(bits)); });
}

// Exponent and fraction in a float's place have a scale 2^112 too small, which one exact multiplication puts right, for
// subnormals too; infinity and NaN get a float's largest exponent.
void WidenF16(const std::uint16_t* from, std::int64_t n, float* to) {
  EachVector(from, n, to, [](auto d, auto dw, auto bits) HWY_ATTR {
    const auto magnitude = hn::And(bits, hn::Set(dw, 0x7fffU));
    const auto sign = hn::ShiftLeft<16>(hn::And(bits, hn::Set(dw, 0x8000U)));
    const auto scaled = hn::Mul(hn::BitCast(d, hn::ShiftLeft<13>(magnitude)), hn::Set(d, 0x1p112F));
    const hn::RebindToSigned<floats> di;
    const auto special = hn::RebindMask(dw, hn::Gt(hn::BitCast(di, magnitude), hn::Set(di, 0x7bff)));
    const auto top = hn::IfThenElseZero(special, hn::Set(dw, 0x7f800000U));
    return hn::BitCast(d, hn::Or(hn::Or(hn::BitCast(dw, scaled), sign), top));
  });
}

void DecodeU16(const std::uint16_t* codes, std::int64_t n, float scale, float least, float* to) {
  EachVector(codes, n, to, [=](auto d, auto, auto bits) HWY_ATTR {
    const hn::RebindToSigned<floats> di;
    const auto code = hn::ConvertTo(d, hn::BitCast(di, bits));
    return hn::Add(hn::Mul(code, hn::Set(d, scale)), hn::Set(d, least));
  });
}

std::int64_t KeepAbove(const float* a, const float* b, std::int64_t n, float above, float* kept_a,
                       float* kept_b) {
  const floats d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto bound = hn::Set(d, above);
  std::int64_t i = 0, kept = 0;
  for (; i + step <= n; i += step) {
    const auto va = hn::LoadU(d, a + i);
    const auto wanted = hn::Gt(va, bound);
    if (!hn::AllFalse(d, wanted)) {
      // May write a whole vector: kept <= i, so that there is room.
      hn::CompressStore(va, wanted, d, kept_a + kept);
      kept += static_cast<std::int64_t>(hn::CompressStore(hn::LoadU(d, b + i), wanted, d, kept_b + kept));
    }
  }
  for (; i < n; ++i) {
    if (a[i] > above) {
      kept_a[kept] = a[i];
      kept_b[kept++] = b[i];
    }
  }
  return kept;
}

}  // namespace
}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(WidenF16);
HWY_EXPORT(WidenBf16);
HWY_EXPORT(DecodeU16);
HWY_EXPORT(KeepAbove);

void widen_f16(const std::uint16_t* from, std::int64_t n, float* to) noexcept {
  HWY_DYNAMIC_DISPATCH(WidenF16)(from, n, to);
}
void widen_bf16(const std::uint16_t* from, std::int64_t n, float* to) noexcept {
  HWY_DYNAMIC_DISPATCH(WidenBf16)(from, n, to);
}
void decode_u16(const std::uint16_t* codes, std::int64_t n, float scale, float least, float* to) noexcept {
  HWY_DYNAMIC_DISPATCH(DecodeU16)(codes, n, scale, least, to);
}
std::int64_t keep_above(const float* a, const float* b, std::int64_t n, float above, float* kept_a,
                        float* kept_b) noexcept {
  return HWY_DYNAMIC_DISPATCH(KeepAbove)(a, b, n, above, kept_a, kept_b);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
