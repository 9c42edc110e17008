#pragma once

#include <array>
#include <span>
#include <vector>

#include "relent/estimate/equality_test.hpp"

#include "compare/binned_wasserstein.hpp"
#include "compare/value_counter.hpp"

namespace relent::comparing {

/// Numbers counted at rising places.
struct placed_cells {
  std::vector<double> places;
  std::vector<count_pair> counts;
};

/// Every different value of both sides together.
[[nodiscard]] placed_cells placed(const std::array<std::vector<weighted_value>, 2>& values);

/// Every bin that has something, at the mean of what it has.
[[nodiscard]] placed_cells placed(std::span<const numeric_cell> bins);

}  // namespace relent::comparing
