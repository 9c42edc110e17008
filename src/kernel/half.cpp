// Half types to f32 and back.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/half.cpp"
#include "kernel/half.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/half-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

using floats = hn::ScalableTag<float>;

/// Whole vectors; how many elements that were. And memory is asked for what comes a block later, as loops over logits
/// do for theirs.
template <class E>
std::int64_t WidenAll(const void* from, std::int64_t n, float* to) {
  const auto* x = static_cast<const E*>(from);
  const auto step = static_cast<std::int64_t>(hn::Lanes(floats()));
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    hwy::Prefetch(x + i + 2048);
    hn::StoreU(LoadWide(floats(), x + i), floats(), to + i);
  }
  return i;
}

template <class E>
std::int64_t NarrowAll(const float* from, std::int64_t n, void* to) {
  auto* out = static_cast<E*>(to);
  const auto step = static_cast<std::int64_t>(hn::Lanes(floats()));
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    StoreNarrow(hn::LoadU(floats(), from + i), floats(), out + i);
  }
  return i;
}

}  // namespace

std::int64_t WidenBrain(const void* from, std::int64_t n, float* to) { return WidenAll<brain_element>(from, n, to); }
std::int64_t WidenHalf(const void* from, std::int64_t n, float* to) { return WidenAll<half_element>(from, n, to); }
std::int64_t NarrowBrain(const float* from, std::int64_t n, void* to) { return NarrowAll<brain_element>(from, n, to); }
std::int64_t NarrowHalf(const float* from, std::int64_t n, void* to) { return NarrowAll<half_element>(from, n, to); }

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(WidenBrain);
HWY_EXPORT(WidenHalf);
HWY_EXPORT(NarrowBrain);
HWY_EXPORT(NarrowHalf);

namespace {

std::uint16_t to_brain(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
  return static_cast<std::uint16_t>(x != x ? 0x7fc0U : rounded);
}

std::uint16_t to_half(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  // Normal halves: the fraction rounded by an addition, which may carry into the exponent, and on into infinity.
  const std::uint32_t normal = (magnitude - 0x38000000U + 0xfffU + ((magnitude >> 13) & 1U)) >> 13;
  // Subnormal ones: 0.5 has the unit 2^-24 at the end of its fraction, so adding it rounds there.
  const std::uint32_t small = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - 0x3f000000U;
  const std::uint32_t finite = magnitude < 0x38800000U ? small : std::min<std::uint32_t>(normal, 0x7c00U);
  return static_cast<std::uint16_t>(sign | (magnitude > 0x7f800000U ? 0x7e00U : finite));
}

template <class To>
void widen_to(const void* from, dtype type, std::int64_t n, To* to) noexcept {
  const auto each = [&](const auto* x, const auto& convert) {
    for (std::int64_t i = 0; i < n; ++i) {
      to[i] = static_cast<To>(convert(x[i]));
    }
  };
  const auto same = [](auto x) { return x; };
  switch (type) {
    case dtype::f64:
      return each(static_cast<const double*>(from), same);
    case dtype::f32:
      return each(static_cast<const float*>(from), same);
    case dtype::f16:
      return each(static_cast<const std::uint16_t*>(from), float_of_half);
    case dtype::bf16:
      return each(static_cast<const std::uint16_t*>(from), float_of_brain);
  }
}

template <class From>
void narrow_from(const From* from, std::int64_t n, dtype type, void* to) noexcept {
  const auto each = [&](auto* x, const auto& convert) {
    for (std::int64_t i = 0; i < n; ++i) {
      x[i] = convert(from[i]);
    }
  };
  switch (type) {
    case dtype::f64:
      return each(static_cast<double*>(to), [](From x) { return static_cast<double>(x); });
    case dtype::f32:
      return each(static_cast<float*>(to), [](From x) { return static_cast<float>(x); });
    case dtype::f16:
      return each(static_cast<std::uint16_t*>(to), [](From x) { return to_half(static_cast<float>(x)); });
    case dtype::bf16:
      return each(static_cast<std::uint16_t*>(to), [](From x) { return to_brain(static_cast<float>(x)); });
  }
}

}  // namespace

void widen(const void* from, dtype type, std::int64_t n, float* to) noexcept {
  const std::int64_t done = type == dtype::bf16  ? HWY_DYNAMIC_DISPATCH(WidenBrain)(from, n, to)
                            : type == dtype::f16 ? HWY_DYNAMIC_DISPATCH(WidenHalf)(from, n, to)
                                                 : 0;
  widen_to(static_cast<const char*>(from) + done * size_of(type), type, n - done, to + done);
}
void widen(const void* from, dtype type, std::int64_t n, double* to) noexcept { widen_to(from, type, n, to); }
void narrow(const float* from, std::int64_t n, dtype type, void* to) noexcept {
  const std::int64_t done = type == dtype::bf16  ? HWY_DYNAMIC_DISPATCH(NarrowBrain)(from, n, to)
                            : type == dtype::f16 ? HWY_DYNAMIC_DISPATCH(NarrowHalf)(from, n, to)
                                                 : 0;
  narrow_from(from + done, n - done, type, static_cast<char*>(to) + done * size_of(type));
}
void narrow(const double* from, std::int64_t n, dtype type, void* to) noexcept { narrow_from(from, n, type, to); }

}  // namespace relent::kernel
#endif
