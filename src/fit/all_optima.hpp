#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "minimise.hpp"

namespace relent {

/// A local minimum, and how many searches ended there.
struct found_minimum {
  std::vector<double> at;
  double value;
  matrix hessian;
  int hits;
};

struct all_minima {
  std::vector<found_minimum> minima;  ///< best first
  int searches = 0;                   ///< that ended in one of them
  double unseen = 0;                  ///< minima expected beyond these; 0 where there are none
  bool cut = false;                   ///< by the limits, before the rule was content
  bool in_time = true;                ///< the limit that cut was not that of time
  bool runs_away = false;             ///< given up: nearly all searches ended nowhere
  /// The least place where the gradient vanishes and the curvature is nowhere downward, but somewhere flat.
  std::optional<found_minimum> flat{};
  /// The least value seen where a search stopped, minimum or not: without a Hessian.
  std::optional<found_minimum> lowest{};
};

struct search_limits {
  int most_starts;
  int most_iterations = 120;  ///< of one search
  /// Puts coordinates of which several stand for the same into one order; none: they are unique.
  std::function<std::vector<double>(std::span<const double>)> in_order{};
};

/// Searches from every start that `next` gives (none: no more are to be had) until Boender and Rinnooy Kan's rule
/// expects fewer than half a minimum more. A place is a minimum where the gradient vanishes and the Hessian is positive
/// definite; from a saddle it goes on to both sides. Gives up where nearly all searches run away, and when the
/// function's time is up.
[[nodiscard]] all_minima find_all_minima(const smooth_function& f,
                                         const std::function<std::optional<std::vector<double>>(int)>& next,
                                         std::size_t certain_starts, const search_limits& limits);

/// On from a minimum by a function that is computed more finely; none where that has no minimum there.
[[nodiscard]] std::optional<found_minimum> refined_minimum(const smooth_function& finer, const found_minimum& m);

/// Whether the Hessian is positive definite and Newton's step by it along a gradient moves no coordinate by `most`.
[[nodiscard]] bool step_is_short(matrix hessian, std::vector<double> gradient, double most);

/// Whether coordinates differ by next to nothing.
[[nodiscard]] bool same_place(std::span<const double> a, std::span<const double> b);

/// The share of all searches that ended in a minimum.
[[nodiscard]] double share_of(const found_minimum& m, int searches);

/// What cut a search short, and how many places were refused.
[[nodiscard]] std::vector<std::string> search_notes(const all_minima& found, int refused);

}  // namespace relent
