#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relent {

/// How often a value, a category or a cell was seen in either sample.
struct count_pair {
  std::int64_t p = 0, q = 0;

  [[nodiscard]] std::int64_t total() const noexcept { return p + q; }
  bool operator==(const count_pair&) const = default;
};

/// What a test of "both samples come from the same distribution" found.
struct equality_test {
  std::string test;  ///< its name and how the p-value was got: "Kolmogorov-Smirnov, exact"
  double statistic;
  double p_value;  ///< the chance of a statistic at least as large, had both come from the same distribution
  std::vector<std::string> notes{};
};

/// What a test may need beside the data.
struct test_options {
  int permutations = 9999;  ///< draws, where a p-value is drawn: (1 + those at least as extreme) / (1 + draws)
  std::uint64_t seed = 1;   ///< equal seeds give equal answers
  int threads = 0;          ///< 0: all; the answer does not depend on it
};

/// The different values of both samples in increasing order, each with how often either has it: all that a test by
/// ranks sees. Minus zero and zero are one value. O(N log N) time, 24 bytes a value.
/// Throws error(errc::empty) for an empty side, error(errc::invalid_value) naming the first NaN or infinity.
[[nodiscard]] std::vector<count_pair> ordered_counts(std::span<const double> x, std::span<const double> y);

/// Both lists of counts, element by element. Throws error(errc::shape_mismatch) for lists of different lengths,
/// error(errc::invalid_value) naming the first that is no whole number from 0 to 2^53, and error(errc::empty) where a
/// side counted nothing.
[[nodiscard]] std::vector<count_pair> count_pairs(std::span<const double> p, std::span<const double> q);

/// The sums of both sides.
[[nodiscard]] count_pair sum_of(std::span<const count_pair> cells) noexcept;

}  // namespace relent
