#pragma once

#include <span>

#include "relent/core/estimate.hpp"

namespace relent {

/// The mass of everything that was not seen: the chance that the next observation is of a category without a count.
/// Good-Turing: f_1 / n, the share of observations whose category was seen once. Its standard error against the mass
/// itself, which differs from sample to sample, is sqrt(f_1 (1 - f_1/n) + 2 f_2) / n (Esty 1983); the interval is the
/// normal one, no narrower above than the exact one of a Poisson count f_1, cut to [0, 1]. Method `good_turing`. The
/// notes say how many categories were missed at least (`unseen_categories`).
///
/// Counts are whole numbers >= 0. Time linear. Throws as `count_entropy`. Source: Good 1953.
[[nodiscard]] estimate unseen_mass(std::span<const double> counts, double level = 0.95);

/// A lower bound, on average, of how many categories there are that nobody saw: (n-1)/n f_1 (f_1 - 1) / (2 (f_2 + 1)).
/// Any number beyond it is possible. Source: Chao 1984, in the form without bias where all are equally likely.
[[nodiscard]] double unseen_categories(std::span<const double> counts);

}  // namespace relent
