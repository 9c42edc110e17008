#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relent/compare/comparison.hpp"
#include "relent/estimate/equality_test.hpp"

namespace relent::comparing {

/// What the tool of a preset says of one column.
struct preset_reply {
  std::optional<preset_score> score{};
  std::vector<answer> answers{};  ///< the score, and the tool's other distances where it has them
  std::vector<std::string> notes{};
  bool drifted = false;
};

/// Puts the reply into the column; the tool's verdict takes the place of ours.
void apply(preset_reply reply, column_comparison& out);

/// Both sides of a numeric column, finite values in increasing order.
struct value_pair {
  std::span<const double> reference, current;
};

/// Evidently 0.7: its choice of test by kind and number of rows, its thresholds. `as_categories`: an integer
/// column that it takes for a categorical one.
[[nodiscard]] preset_reply evidently_numeric(const value_pair& values, bool as_categories);
[[nodiscard]] preset_reply evidently_words(std::span<const count_pair> words);

/// NannyML 0.13, univariate: every method, the current as one chunk. The alert threshold is the mean plus three
/// standard deviations of the score over ten chunks of the reference, which is therefore needed row by row.
/// `reference_rows`: NaN where missing.
[[nodiscard]] preset_reply nannyml_numeric(const value_pair& values, std::span<const double> reference_rows);
/// `reference_rows`: a place in `words` for every row, -1 where missing.
[[nodiscard]] preset_reply nannyml_words(std::span<const count_pair> words,
                                         std::span<const std::int32_t> reference_rows);

/// One of a preset's numbers as an answer; it has the tool's own unit.
[[nodiscard]] answer preset_answer(std::string name, std::string label, double value);

}  // namespace relent::comparing
