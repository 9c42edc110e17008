#include "kernel/sort.hpp"

#include <hwy/contrib/sort/vqsort.h>

namespace relent::kernel {

void sort_rising(double* values, std::size_t n) noexcept { hwy::Sorter()(values, n, hwy::SortAscending()); }

void sort_rising(ranked_place* numbers, std::size_t n) noexcept {
  static_assert(sizeof(ranked_place) == sizeof(hwy::uint128_t) && alignof(ranked_place) >= alignof(hwy::uint128_t));
  // Both hold the lower half, then the upper one.
  hwy::Sorter()(reinterpret_cast<hwy::uint128_t*>(numbers), n, hwy::SortAscending());
}

}  // namespace relent::kernel
