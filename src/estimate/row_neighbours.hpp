#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::estimating {

/// What the estimates from neighbours of rows know of a sample's size: which neighbours, and how they are weighed.
struct neighbour_weights {
  std::vector<std::size_t> at;  ///< rising
  std::vector<double> weights;  ///< sum to 1
  [[nodiscard]] std::size_t furthest() const noexcept { return at.back(); }
};

/// The k-th alone.
[[nodiscard]] neighbour_weights kth_alone(std::size_t k);

/// Weights of the neighbours k/d, 2k/d, ..., k that take away the first floor(d/4) terms of the entropy's bias, the
/// smallest in the sense of squares. Source: Berrett, Samworth & Yuan 2019, section 2, eq. 2.
[[nodiscard]] neighbour_weights without_bias(std::size_t k, std::size_t columns);

/// For an entropy of n rows: the fifth neighbour up to 3 columns and of few rows, else 20 neighbours without bias.
[[nodiscard]] neighbour_weights entropy_weights(std::size_t n, std::size_t columns);

/// What is said where an entropy of rows is minus infinity.
inline constexpr const char* repeated_rows_note =
    "rows occur more often than neighbours are looked for: an atom, where "
    "a density has none";

/// log of the volume of the unit ball of d dimensions.
[[nodiscard]] double log_ball(std::size_t d);

/// The entropy by distances to neighbours: sum over j of w_j (psi(n) - psi(j) + log V_d + d mean log e_ij). Minus
/// infinity where a row occurs more often than the first of the neighbours.
[[nodiscard]] double row_entropy(const matrix& rows, const neighbour_weights& how, int threads);

/// -E_P[log q] by distances from rows of P to their neighbours among the m rows of Q: the same with psi(m + 1) for
/// psi(n).
[[nodiscard]] double row_cross_entropy(const matrix& p, const matrix& q, const neighbour_weights& how, int threads);

}  // namespace relent::estimating
