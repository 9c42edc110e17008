#pragma once

#include <cstddef>
#include <span>

namespace relent::estimating {

/// How many neighbours the estimates on a line look for; fewer where there are fewer.
inline constexpr std::size_t line_neighbours = 5;

/// The entropy of what sorted numbers were drawn from, by the distances e_i to k-th neighbours:
/// psi(n) - psi(k) + log 2 + mean log e_i, k = min(5, n - 1). Minus infinity where more than k numbers are equal.
/// n >= 2. Source: Kozachenko & Leonenko 1987.
[[nodiscard]] double line_entropy(std::span<const double> sorted);

/// The cross-entropy -E_P[log q] of sorted samples of P and Q: psi(m + 1) - psi(k) + log 2 + mean log e_i, with e_i the
/// distance from x_i to its k-th nearest of the m numbers of Q. m >= 1.
[[nodiscard]] double line_cross_entropy(std::span<const double> p, std::span<const double> q);

/// The entropy by m-spacings: psi(n + 1) - psi(m) + mean log(x_(i+m) - x_(i)), whose bias for a uniform density is 0.
/// n >= 2. Source: Beirlant, Dudewicz, Gyorfi & van der Meulen 1997, section 4.2.
[[nodiscard]] double spacings_entropy(std::span<const double> sorted, std::size_t m);

}  // namespace relent::estimating
