#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "transport/cost_rows.hpp"
#include "transport/short_lists.hpp"
#include "transport/spanning_tree.hpp"

namespace relent::transporting {

/// A strongly feasible tree that ships `supply` to `demand`, whole units of equal totals, near the cheapest. Rows and
/// columns of 0 units are left out. `offset` is a guess of
/// the columns' potentials, negated and padded.
[[nodiscard]] spanning_tree start_basis(const cost_rows& costs, const short_lists& lists,
                                        std::span<const std::int64_t> supply, std::span<const std::int64_t> demand,
                                        std::vector<double> offset);

}  // namespace relent::transporting
