#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/coded_row.cpp"
#include "kernel/coded_row.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using floats = hn::ScalableTag<float>;
using halves = hn::Rebind<std::uint16_t, floats>;

void DecodeU16(const std::uint16_t* codes, std::int64_t n, float scale, float least, float* to) {
  const floats d;
  const hn::RebindToSigned<floats> di;
  const halves dh;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto by = hn::Set(d, scale), from = hn::Set(d, least);
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    const auto code = hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(dh, codes + i)));
    hn::StoreU(hn::Add(hn::Mul(code, by), from), d, to + i);
  }
  for (; i < n; ++i) {
    to[i] = scale * static_cast<float>(codes[i]) + least;
  }
}

std::int64_t KeepAbove(const float* a, const float* b, std::int64_t n, float above, float* kept_a, float* kept_b) {
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

HWY_EXPORT(DecodeU16);
HWY_EXPORT(KeepAbove);

void decode_u16(const std::uint16_t* codes, std::int64_t n, float scale, float least, float* to) noexcept {
  HWY_DYNAMIC_DISPATCH(DecodeU16)(codes, n, scale, least, to);
}
std::int64_t keep_above(const float* a, const float* b, std::int64_t n, float above, float* kept_a,
                        float* kept_b) noexcept {
  return HWY_DYNAMIC_DISPATCH(KeepAbove)(a, b, n, above, kept_a, kept_b);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
