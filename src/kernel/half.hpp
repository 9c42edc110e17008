#pragma once

#include <bit>
#include <cstdint>

#include "relent/core/array_view.hpp"

namespace relent::kernel {

/// One element of a half type, as its bits.
struct brain_element {
  std::uint16_t bits;
};
struct half_element {
  std::uint16_t bits;
};

[[nodiscard]] inline float float_of_brain(std::uint16_t bits) noexcept {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

// Exponent and fraction of a half moved into a float's place, whose scale is then 2^112 too small: one exact
// multiplication puts that right, for subnormals too.
[[nodiscard]] inline float float_of_half(std::uint16_t bits) noexcept {
  const std::uint32_t magnitude = bits & 0x7fffU;
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  const std::uint32_t special = magnitude >= 0x7c00U ? 0x7f800000U : 0U;
  const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1p112F;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(scaled) | special | sign);
}

/// n elements of any accepted type as f32 or f64, contiguous; f64 to f32 is rounded.
void widen(const void* from, dtype type, std::int64_t n, float* to) noexcept;
void widen(const void* from, dtype type, std::int64_t n, double* to) noexcept;

/// The way back, rounded to nearest even; beyond a type's range infinity.
void narrow(const float* from, std::int64_t n, dtype type, void* to) noexcept;
void narrow(const double* from, std::int64_t n, dtype type, void* to) noexcept;

}  // namespace relent::kernel
