#pragma once

#include <cstddef>
#include <vector>

#include "relent/distribution/counter_stream.hpp"

namespace relent::estimating {

/// Puts 0, 1, ... in `order` so that its first n are a random choice (Fisher and Yates); the rest is the second sample.
void deal(std::vector<std::size_t>& order, std::size_t n, counter_stream& random);

/// The p-value of a permutation test: (1 + those as extreme as what was seen) / (1 + draws), which is one at any size.
/// Source: Phipson & Smyth 2010.
[[nodiscard]] constexpr double permutation_p_value(long long as_extreme, long long draws) noexcept {
  return static_cast<double>(1 + as_extreme) / static_cast<double>(1 + draws);
}

}  // namespace relent::estimating
