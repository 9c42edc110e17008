#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace relent::kernel {

/// Sorts numbers, none of them NaN; by the vector quicksort of Highway, on the best instruction set.
void sort_rising(double* values, std::size_t n) noexcept;

/// A number, in an order that whole numbers have, and its place.
struct alignas(16) ranked_place {
  std::uint64_t place, rank;
};
[[nodiscard]] inline ranked_place ranked(double x, std::size_t place) noexcept {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  return {place, (bits & sign) != 0 ? ~bits : bits | sign};
}

/// Sorts by the numbers, none of them NaN, and equal ones by their places.
void sort_rising(ranked_place* numbers, std::size_t n) noexcept;

}  // namespace relent::kernel
