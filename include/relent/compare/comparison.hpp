#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/core/progress.hpp"
#include "relent/core/unit.hpp"
#include "relent/table/source.hpp"

namespace relent {

enum class preset { relent, evidently, nannyml };

struct compare_options {
  std::vector<std::string> columns{};  ///< only these; empty: all
  relent::unit unit = unit::nats;
  int bins = 256;       ///< reference quantile bins of a numeric column, tail bins not counted
  double alpha = 0.05;  ///< a column drifted when its adjusted p-value is below this
  double level = 0.95;  ///< of the measures' intervals
  /// Keep every number: tests and Wasserstein distances from the values themselves. 8 bytes a number of the files, and
  /// some 100 more for each of the columns at work, one a thread.
  bool exact = false;
  relent::preset preset = preset::relent;
  int threads = 0;
  std::function<void(const progress&)> on_progress{};
};

/// Summary numbers of one side of a numeric column.
struct numeric_summary {
  double min, max, mean, sd;
  std::array<double, 5> quantiles;  ///< 1%, 25%, 50%, 75%, 99%
};

/// One cell of a column's comparison: a bin [low, high) or a category.
struct cell {
  std::string label;         ///< category, or the bin in words
  double low = 0, high = 0;  ///< numeric only; tails may be infinite
  std::array<std::int64_t, 2> count{};
  double contribution = 0;  ///< to js_divergence, in the comparison's unit
};

/// What the tool that a preset reproduces would say of a column: its own score, and where it calls that drift.
struct preset_score {
  std::string name;         ///< "Wasserstein distance (normed)", "K-S p_value", as the tool calls it
  double value;             ///< in the tool's own unit
  double threshold;         ///< drift on one side of it
  bool drift_above = true;  ///< false for a score that is a p-value: drift below the threshold
};

struct column_comparison {
  std::string name;
  column_kind kind;  ///< printed as "numeric" or "categorical", details as they are
  std::string type;  ///< the reference's type
  std::array<std::int64_t, 2> rows{};
  std::array<std::int64_t, 2> missing{};
  std::vector<answer> measures{};
  std::optional<double> p_value{};  ///< none where the data cannot say (no rows, one constant)
  std::optional<double> adjusted_p_value{};
  bool drifted = false;
  std::optional<preset_score> score{};    ///< with a preset only; `drifted` then follows it
  std::string test{};                     ///< which test gave the p-value, in words
  std::string what_moved{};               ///< `median 34 -> 41; more above 60`
  std::vector<std::string> new_values{};  ///< categories (or repeated numbers) only in current, most frequent first
  std::vector<std::string> vanished_values{};                  ///< only in reference
  std::int64_t new_value_count = 0, vanished_value_count = 0;  ///< all of them, listed or not
  std::array<std::optional<numeric_summary>, 2> summary{};
  std::vector<cell> cells{};  ///< bins in order, or categories by size of contribution
  std::vector<std::string> notes{};
};

/// A column that was not compared, and why.
struct skipped_column {
  std::string name;
  std::string reason;
};

struct data_side {
  std::string name;
  std::int64_t rows = 0;
  std::size_t columns = 0;
};

struct comparison {
  data_side reference, current;
  std::vector<column_comparison> columns{};  ///< in the reference's order
  std::vector<std::string> drifted{};        ///< by size of change
  std::vector<std::string> only_reference{}, only_current{};
  std::vector<skipped_column> skipped{};
  relent::unit unit = unit::nats;
  compare_options options{};
  double seconds = 0;
};

/// Compares two data sets column by column: one pass over the reference for the bins' edges, one over each
/// side to count. Memory is bounded by columns and bins, not by rows, unless `exact` or a preset keeps them.
///
/// Measures are those of both sides' shares as counted; their intervals hold what the data were drawn from, less what
/// bins hide (docs/calibration.md says how often), with what chance adds to a divergence taken out. Throws
/// error(errc::out_of_range) for bins, alpha or a level outside their bounds, error(errc::unknown_name) for a column
/// that is not there, and what reading the sources throws.
[[nodiscard]] comparison compare(const source& reference, const source& current, const compare_options& how = {});

}  // namespace relent
