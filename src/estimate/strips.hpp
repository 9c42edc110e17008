#pragma once

#include <cstddef>
#include <span>

#include "estimate/arranged_columns.hpp"

namespace relent::estimating {

/// out[i] becomes the larger of the two distances, along x and along y, from place i to its k-th nearest other place:
/// what `kth_distances` finds, to the bit, in a third of its time where both columns' order is known. 1 <= k < n.
///
/// The plane is cut into strips of sqrt(k n) points each, by rank in x; a strip's points stand by rank in y. A
/// neighbourhood of k points is about as wide as a strip, and holds few others of it. Good for scores of ranks; where a
/// column has far tails a tree is better. Time n sqrt(n) at worst, where one value is most of a column. The same for
/// any number of threads.
void kth_distances_by_strips(const axis& x, const axis& y, std::size_t k, int threads, std::span<double> out);

}  // namespace relent::estimating
