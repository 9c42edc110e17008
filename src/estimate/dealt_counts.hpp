#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "relent/estimate/equality_test.hpp"

namespace relent::estimating {

// Under "both samples come from the same distribution" every way of dealing the pooled observations out to two samples
// of these sizes is as likely. Cells of equal observations are dealt out one after the other: before a cell `before`
// of the first sample's observations have been dealt, behind it `after`.

/// What one cell adds to a statistic.
using cell_term = std::function<double(std::size_t cell, std::int64_t before, std::int64_t after)>;

/// The statistic of the counts as they are.
[[nodiscard]] double sum_of_terms(std::span<const count_pair> cells, const cell_term& term);

/// P(sum of terms >= observed), exactly: all sums that can be reached are followed, equal ones as one. Sums within
/// 1e-9 of `observed`, relatively, count as it. None where more than `most_states` of them would have to be;
/// `sums_meet` says that many are equal, so that it is worth trying.
inline constexpr double most_states = 5e5;
[[nodiscard]] std::optional<double> exact_tail(std::span<const count_pair> cells, const cell_term& term,
                                               double observed, bool sums_meet = false);

/// (1 + draws with sum of terms >= observed) / (1 + draws).
[[nodiscard]] double drawn_tail(std::span<const count_pair> cells, const cell_term& term, double observed,
                                const test_options& how);

/// The sums of both sides. Throws error(errc::empty) where one has nothing.
[[nodiscard]] count_pair both_sides(std::span<const count_pair> cells);

[[nodiscard]] std::size_t cells_with_counts(std::span<const count_pair> cells) noexcept;

}  // namespace relent::estimating
