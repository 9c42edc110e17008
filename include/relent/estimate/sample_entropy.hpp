#pragma once

#include <span>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"

namespace relent {

/// The differential entropy -E[log p(X)] of the unknown density p of independent observations, in nats.
///
/// By spacings: with a_i and b_i the sorted numbers three places below and above x_i (the first and last where there
/// are fewer) and c_i how many spacings lie between, H = psi(n + 1) + mean(log(b_i - a_i) - psi(c_i)); method
/// `spacings`. The interval is that of sample_divergence.hpp.
///
/// Values that repeat are looked into, and `notes` says what was found: multiples of a step, whole numbers among them,
/// are spread over their cells (the value is then the entropy of the cells' masses plus the step's logarithm, so that
/// of whole numbers is the entropy of their masses); a few values that occur again and again are counted (the value is
/// the entropy of their masses); values that occur more than five times among numbers that do not are atoms beside a
/// density, with respect to counting and length together. One value alone has entropy minus infinity, with a note.
///
/// Time n log n, memory 4 n numbers. Throws error(errc::empty) below 2 values, error(errc::invalid_value) for NaN and
/// infinity, with the index, error(errc::out_of_range) for a level outside (0, 1). `threads` 0: all the machine's.
/// Source: Vasicek 1976; van Es 1992, with the expectation of each spacing's logarithm instead of its limit.
[[nodiscard]] estimate sample_entropy(std::span<const double> values, double level = 0.95, int threads = 0);

/// The same of rows of d >= 2 numbers, by neighbours; method `knn`. The rows are brought to unit covariance (whose
/// logarithm is added again), and e_i is the distance from row i to its k-th neighbour, k = 5: H = psi(n) - psi(k) +
/// log V_d + d mean log e_i, V_d the unit ball's volume. From 4 columns on a weighted sum over the neighbours k/d,
/// 2k/d, ..., k = 20 takes the first terms of the bias away. The value is the one extrapolated at rate 2/d.
///
/// Columns of rounded values are spread over their cells. Where columns are linearly dependent, or a row occurs more
/// than five times, there is no density, and the value is minus infinity, with a note.
///
/// Time about n log n for few columns, n^2 for many (10 columns: docs/performance.md). Throws as above, and
/// error(errc::invalid_value) for a constant column, which it names, error(errc::empty) where there are no more rows
/// than columns, error(errc::unsupported) for a column of a few repeated values.
/// Source: Kozachenko & Leonenko 1987; Berrett, Samworth & Yuan 2019.
[[nodiscard]] estimate sample_entropy(const matrix& rows, double level = 0.95, int threads = 0);

}  // namespace relent
