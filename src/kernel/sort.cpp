#include "kernel/sort.hpp"

#include <hwy/contrib/sort/vqsort.h>

namespace relent::kernel {

void sort_rising(double* values, std::size_t n) noexcept { hwy::Sorter()(values, n, hwy::SortAscending()); }

}  // namespace relent::kernel
