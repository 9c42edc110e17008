#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "relent/compare/comparison.hpp"
#include "relent/logits/compare_logits.hpp"

/// Comparisons as a real run would give them, for the tests of the report and for looking at it.
namespace relent::example {

/// Two samples of a numeric column, n rows a side, in 256 reference quantile bins and open tails.
struct shape {
  double mean[2], sd[2];
  bool log_normal = false;
  double rounded_to = 0;  ///< whole numbers and the like: 1; 0 for none
};
[[nodiscard]] column_comparison numeric(const std::string& name, const shape& s, std::int64_t rows, unsigned seed);

/// A categorical column from counts.
struct tally {
  std::string value;
  std::int64_t reference, current;
};
[[nodiscard]] column_comparison categorical(const std::string& name, const std::vector<tally>& counts);

/// `columns` columns, of which some changed: country, age, session_length and others that repeat.
[[nodiscard]] comparison many(std::size_t columns);

/// Names made to break out: of HTML, of a script, of JSON, of a chart's field, of a terminal's line.
[[nodiscard]] comparison hostile();

/// Nothing changed, columns without rows, constants, all missing, columns on one side.
[[nodiscard]] comparison edges();

/// Two models over the tokens of a llama.cpp file.
[[nodiscard]] logit_comparison logits();

/// Puts `drifted` in order, by Jensen-Shannon divergence, and counts the columns.
void finish(comparison& c);

}  // namespace relent::example
