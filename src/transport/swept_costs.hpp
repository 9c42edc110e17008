#pragma once

#include <cstddef>

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// Costs of a shape that finds the best column of all rows together faster than of each.
class swept_costs : public cost_rows {
 public:
  using cost_rows::cost_rows;

  /// sums[i] = min_j c_ij + offset_j and columns[i] = the j where it is taken, for every row, up to rounding.
  virtual void least_of_all(const double* offset, double* sums, std::size_t* columns) const noexcept = 0;
};

}  // namespace relent::transporting
