#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "relent/core/estimate.hpp"

#include "estimate/subsampling.hpp"

namespace relent::estimating {

/// Sub-subsets of fewer numbers on a line tell nothing.
inline constexpr std::size_t fewest_in_part = 6;
/// Beyond so many columns no more than the lower end of an interval is given.
inline constexpr std::size_t most_columns = 5;

/// What is asked of neighbours.
struct neighbour_question {
  std::size_t columns = 1;
  std::size_t fewest = 0;   ///< observations of the smaller side
  bool divergence = true;   ///< cut at 0
  bool open_above = false;  ///< the interval has no upper end
  double level = 0.95;
};

/// `plain` from all observations and its spread as an answer: on a line the value itself, of several columns the one
/// extrapolated at rate 2/d; interval and notes.
[[nodiscard]] estimate neighbour_answer(double plain, const subset_spread& spread, const neighbour_question& what,
                                        std::vector<std::string> notes);

/// Infinity, or minus infinity, with its reason.
[[nodiscard]] estimate infinite_answer(double value, method how, double level, std::vector<std::string> notes);

}  // namespace relent::estimating
