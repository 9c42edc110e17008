#pragma once

#include <cstddef>
#include <string>

#include "relent/compare/associations.hpp"

namespace relent::report {

inline constexpr double association_alpha = 0.05;

/// How many pairs have an adjusted p-value below 0.05.
[[nodiscard]] std::size_t dependent_pairs(const associations& a);

/// `12 of 78 pairs depend on each other; "a" and "b" most.`
[[nodiscard]] std::string headline(const associations& a);

/// `178 rows, 13 columns, 78 pairs, 0.4 s`, and how many rows were drawn where not all were used.
[[nodiscard]] std::string what_was_read(const associations& a);

/// Mutual information with digits that stop where the error starts, and its interval.
[[nodiscard]] std::string information_text(const association& a);
[[nodiscard]] std::string range_text(const association& a);

/// `id: all words differ; site: constant, always "a"`; empty where nothing was left out.
[[nodiscard]] std::string skipped_text(const associations& a);

}  // namespace relent::report
