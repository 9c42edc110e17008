#pragma once

#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "relent/core/error.hpp"

namespace relent::estimating {

[[nodiscard]] inline bool is_count(double v) noexcept { return v >= 0 && std::isfinite(v) && v == std::floor(v); }
inline constexpr std::string_view count_bound = "a whole number >= 0 (a count)";
[[nodiscard]] error nothing_observed(const char* function, std::string_view argument);

/// So many categories were each observed so often.
struct count_group {
  double count;
  double categories;
};

/// All that an estimate from counts needs to know of them when the categories' names do not matter.
struct count_profile {
  double observations = 0;          ///< n, the sum of all counts
  double seen = 0;                  ///< categories with a count
  double once = 0, twice = 0;       ///< categories seen exactly once, twice
  std::vector<count_group> groups;  ///< counts > 0; a count beyond a few thousand may stand in several groups

  /// Chao's lower bound of how many categories nobody saw, in its form without bias at twice = 0 (Chao 1984; Chiu et
  /// al. 2014): (n-1)/n once (once - 1) / (2 (twice + 1)).
  [[nodiscard]] double unseen() const noexcept {
    return (observations - 1) * once * (once - 1) / (2 * observations * (twice + 1));
  }
};

/// One pass over the counts. Throws error(errc::invalid_value) with the index for what is no whole number >= 0, and
/// error(errc::empty) where nothing was observed.
[[nodiscard]] count_profile profile_of(std::span<const double> counts, const char* function, std::string_view argument);

/// sum over categories of term(count), in the order of the groups.
template <class Term>
[[nodiscard]] double sum_over(const count_profile& seen, const Term& term) {
  double sum = 0, lost = 0;  // Neumaier's sum; terms are of one size, so a single correction is enough
  for (const count_group& g : seen.groups) {
    const double x = g.categories * term(g.count), next = sum + x;
    lost += (sum > x || -sum > x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  return sum + lost;
}

}  // namespace relent::estimating
