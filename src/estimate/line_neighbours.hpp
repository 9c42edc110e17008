#pragma once

#include <cstddef>
#include <span>

namespace relent::estimating {

/// The entropy of what sorted numbers were drawn from, by spacings about each: with a_i and b_i the numbers three
/// places below and above x_i (the first and last where there are fewer) and c_i how many spacings lie between,
///   H = psi(n + 1) + mean(log(b_i - a_i) - psi(c_i)),
/// which has no bias for a uniform density. Equal a_i and b_i are moved outwards. n >= 2; not all may be equal. For
/// normal, exponential, t and uniform data its error is a fifth to a half less than that of fifth neighbours.
/// Source: Vasicek 1976, with the expectation of each spacing's logarithm (David & Nagaraja 2003, section 2.5) in place
/// of its limit.
[[nodiscard]] double line_entropy(std::span<const double> sorted);

/// The cross-entropy -E_P[log q] of sorted samples of P and Q: psi(m + 1) - psi(k) + log 2 + mean log e_i, with e_i the
/// distance from x_i to its k-th nearest of the m numbers of Q, k = min(5, m).
[[nodiscard]] double line_cross_entropy(std::span<const double> p, std::span<const double> q);

}  // namespace relent::estimating
