// Half types to f32 and back, in lanes of 32 bits.
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

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using floats = hn::ScalableTag<float>;
using words = hn::RebindToUnsigned<floats>;
using signed_words = hn::RebindToSigned<floats>;
using shorts = hn::Rebind<std::uint16_t, floats>;

/// to[i] = value(from[i]) for whole vectors; how many elements that were.
template <class From, class To, class Value>
HWY_INLINE std::int64_t Each(const From* from, std::int64_t n, To* to, const Value& value) {
  const auto step = static_cast<std::int64_t>(hn::Lanes(floats()));
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    value(from + i, to + i);
  }
  return i;
}

/// And memory is asked for what comes a block later, as loops over logits do for theirs.
HWY_INLINE hn::Vec<words> LoadWords(const std::uint16_t* from) {
  hwy::Prefetch(from + 2048);
  return hn::PromoteTo(words(), hn::LoadU(shorts(), from));
}

HWY_INLINE void StoreShorts(hn::Vec<words> bits, std::uint16_t* to) {
  hn::StoreU(hn::DemoteTo(shorts(), hn::BitCast(signed_words(), bits)), shorts(), to);
}

std::int64_t WidenBrain(const std::uint16_t* from, std::int64_t n, float* to) {
  return Each(from, n, to, [](const std::uint16_t* x, float* y) HWY_ATTR {
    hn::StoreU(hn::BitCast(floats(), hn::ShiftLeft<16>(LoadWords(x))), floats(), y);
  });
}

// As float_of_half.
std::int64_t WidenHalf(const std::uint16_t* from, std::int64_t n, float* to) {
  return Each(from, n, to, [](const std::uint16_t* x, float* y) HWY_ATTR {
    const words d;
    const auto bits = LoadWords(x);
    const auto magnitude = hn::And(bits, hn::Set(d, 0x7fffU));
    const auto sign = hn::ShiftLeft<16>(hn::Sub(bits, magnitude));
    const auto special = hn::VecFromMask(d, hn::Gt(magnitude, hn::Set(d, 0x7bffU)));
    const auto scaled = hn::Mul(hn::BitCast(floats(), hn::ShiftLeft<13>(magnitude)), hn::Set(floats(), 0x1p112F));
    const auto all = hn::Or(hn::Or(hn::BitCast(d, scaled), sign), hn::And(special, hn::Set(d, 0x7f800000U)));
    hn::StoreU(hn::BitCast(floats(), all), floats(), y);
  });
}

// As to_brain below.
std::int64_t NarrowBrain(const float* from, std::int64_t n, std::uint16_t* to) {
  return Each(from, n, to, [](const float* x, std::uint16_t* y) HWY_ATTR {
    const words d;
    const auto value = hn::LoadU(floats(), x);
    const auto bits = hn::BitCast(d, value);
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(d, 1U));
    const auto rounded = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(d, 0x7fffU))));
    const auto nan = hn::RebindMask(d, hn::Ne(value, value));
    StoreShorts(hn::IfThenElse(nan, hn::Set(d, 0x7fc0U), rounded), y);
  });
}

// As to_half below.
std::int64_t NarrowHalf(const float* from, std::int64_t n, std::uint16_t* to) {
  return Each(from, n, to, [](const float* x, std::uint16_t* y) HWY_ATTR {
    const words d;
    const auto bits = hn::BitCast(d, hn::LoadU(floats(), x));
    const auto magnitude = hn::And(bits, hn::Set(d, 0x7fffffffU));
    const auto sign = hn::ShiftRight<16>(hn::Sub(bits, magnitude));
    const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(d, 1U));
    const auto shifted = hn::Add(hn::Sub(magnitude, hn::Set(d, 0x38000000U)), hn::Add(odd, hn::Set(d, 0xfffU)));
    const auto normal = hn::Min(hn::ShiftRight<13>(shifted), hn::Set(d, 0x7c00U));
    const auto sum = hn::Add(hn::BitCast(floats(), magnitude), hn::Set(floats(), 0.5F));
    const auto small = hn::Sub(hn::BitCast(d, sum), hn::Set(d, 0x3f000000U));
    const auto finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(d, 0x38800000U)), small, normal);
    const auto nan = hn::Gt(magnitude, hn::Set(d, 0x7f800000U));
    StoreShorts(hn::Or(sign, hn::IfThenElse(nan, hn::Set(d, 0x7e00U), finite)), y);
  });
}

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
  const auto* bits = static_cast<const std::uint16_t*>(from);
  const std::int64_t done = type == dtype::bf16  ? HWY_DYNAMIC_DISPATCH(WidenBrain)(bits, n, to)
                            : type == dtype::f16 ? HWY_DYNAMIC_DISPATCH(WidenHalf)(bits, n, to)
                                                 : 0;
  widen_to(static_cast<const char*>(from) + done * size_of(type), type, n - done, to + done);
}
void widen(const void* from, dtype type, std::int64_t n, double* to) noexcept { widen_to(from, type, n, to); }
void narrow(const float* from, std::int64_t n, dtype type, void* to) noexcept {
  auto* bits = static_cast<std::uint16_t*>(to);
  const std::int64_t done = type == dtype::bf16  ? HWY_DYNAMIC_DISPATCH(NarrowBrain)(from, n, bits)
                            : type == dtype::f16 ? HWY_DYNAMIC_DISPATCH(NarrowHalf)(from, n, bits)
                                                 : 0;
  narrow_from(from + done, n - done, type, static_cast<char*>(to) + done * size_of(type));
}
void narrow(const double* from, std::int64_t n, dtype type, void* to) noexcept { narrow_from(from, n, type, to); }

}  // namespace relent::kernel
#endif
