#pragma once

#include "estimate/count_profile.hpp"

namespace relent::estimating {

// Each takes a profile of at least one observation; formulas and sources stand in count_entropy.hpp. `categories` is
// how many there can be, at least those seen.

[[nodiscard]] double plug_in_entropy(const count_profile& seen);
[[nodiscard]] double miller_madow_entropy(const count_profile& seen);
[[nodiscard]] double grassberger_entropy(const count_profile& seen);
[[nodiscard]] double chao_shen_entropy(const count_profile& seen);
[[nodiscard]] double jackknife_entropy(const count_profile& seen);
[[nodiscard]] double james_stein_entropy(const count_profile& seen, double categories);

/// What the best polynomial gives; `known` is whether unseen categories are there for certain.
[[nodiscard]] double best_polynomial_entropy(const count_profile& seen, double categories, bool known);

/// Mean and standard deviation of the entropy under NSB's posterior.
struct posterior {
  double mean;
  double sd;
};
[[nodiscard]] posterior nsb_entropy(const count_profile& seen, double categories);

/// Grassberger's G(c), for log c: psi(c) + (-1)^c/2 (psi((c+1)/2) - psi(c/2)), which is psi(floor(c/2) + 1/2) + log 2.
[[nodiscard]] double grassberger_log(double c);

/// The variance of -log p over one observation, at relative frequencies.
[[nodiscard]] double surprise_variance(const count_profile& seen);

}  // namespace relent::estimating
