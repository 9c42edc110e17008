#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace relent::estimating {

/// What the numbers of a sample, or of two samples of one quantity, are.
enum class value_kind {
  numbers,  ///< next to no value occurs twice: they have a density
  rounded,  ///< multiples of a step, whole numbers among them
  atoms,    ///< a few values, each again and again
  mixed,    ///< some such values among numbers that have a density
};

struct value_reading {
  value_kind kind = value_kind::numbers;
  double step = 0;              ///< of rounded values
  std::size_t distinct = 0;     ///< values in both samples together
  std::vector<double> atoms{};  ///< rising; of mixed values those that occur more than five times in a sample
};

/// Judges sorted finite values; `q` may be empty. Of two samples that have many of each value, and P none that Q lacks,
/// all values are atoms: counting is then better than spreading over cells. Ties are looked into where a value occurs
/// more than five times or a fifth of the values are repetitions.
[[nodiscard]] value_reading read_values(std::span<const double> p, std::span<const double> q);

/// A sentence for the notes, empty for numbers.
[[nodiscard]] std::string words_of(const value_reading& reading);

/// Moves every value to a random place in its rounding cell, which is as wide as the step and has the value in its
/// middle. Masses of cells become a density with the same entropy (less the logarithm of the step) and the same
/// divergences.
void spread_in_cells(std::span<double> values, double step, std::uint64_t seed);

/// A sample on a line, ready for neighbours: sorted numbers that have a density, and how often each atom occurs.
struct line_sample {
  std::vector<double> numbers;
  std::vector<std::size_t> atoms;  ///< counts, of the atoms of the reading

  [[nodiscard]] std::size_t size() const noexcept;
  /// The numbers come first, then the first atom's occurrences, and so on.
  [[nodiscard]] line_sample part(std::span<const std::uint32_t> rows) const;
};

/// `sorted` by the reading; the seed is that of the places in rounding cells.
[[nodiscard]] line_sample line_sample_of(std::vector<double> sorted, const value_reading& reading, std::uint64_t seed);

}  // namespace relent::estimating
