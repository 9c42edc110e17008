#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// For every row a few columns worth looking at, with their costs: the first pivots are found among them, at a
/// fraction of what it takes to look at all (Gottschlich & Schuhmacher 2014, PLOS ONE 9(10), the shortlist method).
/// Memory: 192 bytes a row.
class short_lists {
 public:
  /// The least of cost plus offset in each of a few runs of columns.
  short_lists(const cost_rows& costs, const double* offset);

  /// The best of a row's list: least cost plus offset, where below the bound.
  [[nodiscard]] kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept;
  /// The best two of a row's list, of open columns.
  [[nodiscard]] std::pair<kernel::least_cost, kernel::least_cost> two_least(std::size_t i,
                                                                            const double* offset) const noexcept;

 private:
  static constexpr std::size_t length = 16;
  struct list {
    std::uint32_t columns[length];
    double costs[length];
  };
  std::vector<list> lists_;
};

}  // namespace relent::transporting
