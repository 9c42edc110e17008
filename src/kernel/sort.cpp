#include "kernel/sort.hpp"

#include <algorithm>
#include <string_view>

#include <hwy/contrib/sort/vqsort.h>

#include "kernel/simd.hpp"

namespace relent::kernel {

void sort_rising(double* values, std::size_t n) noexcept { hwy::Sorter()(values, n, hwy::SortAscending()); }

void sort_rising(ranked_place* numbers, std::size_t n) noexcept {
  static_assert(sizeof(ranked_place) == sizeof(hwy::uint128_t) && alignof(ranked_place) >= alignof(hwy::uint128_t));
  // Highway has no vectors of these for machines without any, and aborts there.
  if (const std::string_view path = current_simd_path().name; path == "SCALAR" || path == "EMU128") {
    std::sort(numbers, numbers + n, [](const ranked_place& a, const ranked_place& b) {
      return a.rank != b.rank ? a.rank < b.rank : a.place < b.place;
    });
    return;
  }
  // Both hold the lower half, then the upper one.
  hwy::Sorter()(reinterpret_cast<hwy::uint128_t*>(numbers), n, hwy::SortAscending());
}

}  // namespace relent::kernel
