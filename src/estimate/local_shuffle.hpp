#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "estimate/arranged_columns.hpp"

namespace relent::estimating {

/// Draws, for every row, another row near it in z: what a permutation is where something is conditioned on (Runge 2018,
/// algorithm 1).
class local_shuffle {
 public:
  local_shuffle(std::span<const ordered_column> z, const dependence_options& how);

  /// A row for each row, each taken once where that can be.
  [[nodiscard]] std::vector<std::uint32_t> rows(std::uint64_t seed, std::uint64_t draw) const;

 private:
  std::size_t each_;  ///< neighbours of a row, itself among them
  std::vector<std::uint32_t> near_;
};

}  // namespace relent::estimating
