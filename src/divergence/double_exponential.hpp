#pragma once

#include <span>

#include "integrand.hpp"

namespace relent {

/// Where an outermost piece lies: from a finite place to `end`, finite or infinite; `scale` is the width of what is
/// beside it, from which an infinite piece takes its own.
struct outer_piece {
  double inside, end, scale;
};

/// The integral of every component over an outermost piece, where the integrand may be singular at the end, by
/// double-exponential rules (tanh-sinh, exp-sinh; Takahasi & Mori 1974): the step is halved until two rules agree
/// within `wanted`, one value a component, or the work is done. Adds to `evaluations`. Returns a place where the
/// integrand is infinite, NaN where there is none.
[[nodiscard]] double double_exponential(const integrand& f, const outer_piece& where, std::span<const double> wanted,
                                        std::span<rule_sum> out, int& evaluations);

}  // namespace relent
