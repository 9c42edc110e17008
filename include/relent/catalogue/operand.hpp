#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// Probability masses, perhaps of a joint table (`shape` then has two axes or more, C order).
struct masses {
  std::vector<double> values;
  std::vector<std::int64_t> shape{};  ///< empty for a plain list
  std::vector<std::string> labels{};  ///< what the elements are, where known (categories); else empty
};

/// Observed counts: data, not a model. Answers are estimates.
struct counts {
  std::vector<double> values;  ///< whole numbers >= 0
  std::vector<std::int64_t> shape{};
  std::vector<std::string> labels{};
};

/// Numeric observations.
struct samples {
  std::vector<double> values;  ///< finite; missing values are counted, not kept
  std::int64_t missing = 0;
  std::vector<double> weights{};  ///< one a value, >= 0; empty: all equal
  /// Which rows are missing, rising, so that rows of two columns can be paired; may be left out where nothing is
  /// paired.
  std::vector<std::int64_t> missing_rows{};
};

/// Observations of several numbers at once, one a row.
struct joint_samples {
  matrix rows;                       ///< finite; rows with a missing value are counted, not kept
  std::vector<std::string> names{};  ///< of the columns, where they have names
  std::int64_t missing = 0;
  std::vector<double> weights{};             ///< one a row, >= 0; empty: all equal
  std::vector<std::int64_t> missing_rows{};  ///< which, rising; as for `samples`
};

/// Observations that are words: one code a row into `labels`, -1 for missing.
struct categories {
  std::vector<std::int32_t> codes;
  std::vector<std::string> labels;
};

/// Any distribution a user can write or pass.
struct operand {
  std::string text;  ///< as the user wrote it, for the answer and for errors
  std::variant<masses, counts, samples, categories, distribution, joint_distribution, joint_samples> content;
};

/// Reads one column of a file; the doors pass the table room's reader, so that the catalogue needs no Arrow.
using column_loader = std::function<operand(const std::string& path, const std::string& column)>;

/// Reads an operand: masses `0.25,0.75` or `1/4,3/4`, a joint table `0.1,0.2;0.3,0.4` (rows between
/// semicolons), counts `counts:19,2`, a column of a file `data.csv:age`, several together `data.csv:age,income` (what
/// stands behind the path goes to `load` as it is), an array `x.npy`. A path may hold
/// colons: it ends at the first colon behind a known file ending, else at the last one. A name before a bracket is
/// a named family or a mixture: `normal(0, 1)`, `0.5*normal(-2, 1) + 0.5*normal(2, 1)` (parse_distribution.hpp).
/// Time is linear in the text. Throws error(errc::syntax) with the place of the fault, what parse_distribution
/// throws, and what `load` throws. The numbers of lists are judged where they are measured, not here.
[[nodiscard]] operand parse_operand(std::string_view text, const column_loader& load);

}  // namespace relent
