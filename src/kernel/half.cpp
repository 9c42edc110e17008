#include "kernel/half.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace relent::kernel {
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

void widen(const void* from, dtype type, std::int64_t n, float* to) noexcept { widen_to(from, type, n, to); }
void widen(const void* from, dtype type, std::int64_t n, double* to) noexcept { widen_to(from, type, n, to); }
void narrow(const float* from, std::int64_t n, dtype type, void* to) noexcept { narrow_from(from, n, type, to); }
void narrow(const double* from, std::int64_t n, dtype type, void* to) noexcept { narrow_from(from, n, type, to); }

}  // namespace relent::kernel
