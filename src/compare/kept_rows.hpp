#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "relent/table/source.hpp"

#include "compare/value_counter.hpp"

namespace relent::comparing {

/// Every row of a numeric column, for what needs them all: eight bytes a row, NaN where missing.
class kept_rows {
 public:
  void add(const numeric_chunk& chunk, std::size_t side);

  [[nodiscard]] const std::vector<double>& rows(std::size_t side) const noexcept { return rows_[side]; }
  /// The finite ones, rising.
  [[nodiscard]] std::vector<double> sorted(std::size_t side) const;
  /// The same, equal ones counted together.
  [[nodiscard]] std::vector<weighted_value> distribution(std::size_t side) const;

 private:
  std::array<std::vector<double>, 2> rows_{};
};

}  // namespace relent::comparing
