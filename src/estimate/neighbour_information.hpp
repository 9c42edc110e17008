#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "estimate/arranged_columns.hpp"

namespace relent::estimating {

/// How neighbours are counted.
struct neighbour_rule {
  std::size_t k = 3;
  ksg_variant variant = ksg_variant::square;
  int threads = 1;
};

/// Mutual information of the columns x and the columns y, given the columns z where there are any, in nats: the
/// formulas of relent/estimate/mutual_information.hpp. All axes are of one block, of more than k rows.
[[nodiscard]] double information(std::span<const axis> x, std::span<const axis> y, std::span<const axis> z,
                                 const neighbour_rule& rule);

/// Of the columns x and a category a place; rows whose category occurs once do not count. 0 where no other is left.
[[nodiscard]] double information(std::span<const axis> x, std::span<const std::int32_t> categories,
                                 const neighbour_rule& rule);

}  // namespace relent::estimating
