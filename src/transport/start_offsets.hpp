#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// A guess of the columns' potentials, negated and padded: from the optimum of the same problem on a sample of its rows
/// and columns, found the same way. Of small problems the least cost of each column.
/// A sample is given up after so many seconds.
[[nodiscard]] std::vector<double> start_offsets(const cost_rows& costs, std::span<const std::int64_t> supply,
                                                std::span<const std::int64_t> demand, double seconds);

}  // namespace relent::transporting
