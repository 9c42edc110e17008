#pragma once

#include <cstddef>

#include "kernel/costs.hpp"

namespace relent::transporting {

/// Costs of n rows by m columns as the solvers see them: a row at a time, stored or computed when it is looked at.
/// Offsets of columns (less their potentials) are padded to kernel::padded_columns(m) with kernel::closed_column.
class cost_rows {
 public:
  cost_rows(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {}
  cost_rows(const cost_rows&) = delete;
  cost_rows& operator=(const cost_rows&) = delete;
  virtual ~cost_rows() = default;

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] std::size_t padded() const noexcept { return kernel::padded_columns(columns_); }

  /// min_j c_ij + offset_j, where that is below `bound`.
  [[nodiscard]] virtual kernel::least_cost least_below(std::size_t i, const double* offset,
                                                       double bound) const noexcept = 0;
  /// A row of the costs: where it stands, or written into `room`, which has padded() numbers.
  [[nodiscard]] virtual const double* row(std::size_t i, double* room) const noexcept = 0;
  [[nodiscard]] virtual double at(std::size_t i, std::size_t j) const noexcept = 0;
  /// No finite cost is larger.
  [[nodiscard]] virtual double largest() const noexcept = 0;

 private:
  std::size_t rows_, columns_;
};

}  // namespace relent::transporting
