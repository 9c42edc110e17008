#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/compare/comparison.hpp"
#include "relent/core/unit.hpp"
#include "relent/table/source.hpp"

namespace relent {

struct association_options {
  std::vector<std::string> columns{};  ///< only these; empty: all
  relent::unit unit = unit::nats;
  std::int64_t rows = 10'000;  ///< at most so many, drawn at random where there are more
  double level = 0.95;
  int threads = 0;
  std::function<void(const progress&)> on_progress{};
};

/// What two columns of the same rows tell of each other.
struct association {
  std::string x, y;
  answer mutual_information;
  /// The same on a scale from 0 to 1. Of two columns of numbers sqrt(1 - exp(-2 I)), which is |correlation| of normal
  /// ones; where words are one side, I over their entropy; of words on both, over the mean of both entropies.
  double strength = 0;
  std::optional<double> p_value{};           ///< of independence; none where the data cannot say
  std::optional<double> adjusted_p_value{};  ///< over all pairs, Benjamini & Hochberg
  std::string test{};                        ///< which test gave it
  std::int64_t rows = 0;                     ///< that have both
};

struct association_column {
  std::string name;
  bool numeric = true;
  std::int64_t missing = 0;  ///< of the rows used
};

struct associations {
  std::string data;
  std::int64_t rows = 0, rows_used = 0;
  std::vector<association_column> columns{};  ///< in the data's order
  std::vector<association> pairs{};           ///< strongest first
  std::vector<skipped_column> skipped{};      ///< constant ones, words that all differ, nested ones
  relent::unit unit = unit::nats;
  double level = 0.95;
  double seconds = 0;
};

/// The mutual information of every pair of columns, its interval, and a test of independence.
///
/// Numbers against numbers by Kraskov, Stoegbauer & Grassberger, numbers against words by Ross (both on normal scores,
/// relent/estimate/mutual_information.hpp), words against words from their table of counts. Rows with a missing value
/// in either column are left out of that pair. The p-value is that of a chi-square test on a table of quantile cells
/// and frequent words, every cell of which expects 5 rows or more; of two columns of numbers twice the smaller of it
/// and of the rank correlation's.
///
/// Memory is bounded by `rows` and columns; time grows as the number of pairs: 435 pairs of 10,000 rows take some
/// seconds. The draw of rows and the subsets are the same in every run, and the answer for any number of threads.
/// Throws error(errc::empty) for data without rows and where fewer than two columns are left, with the reasons;
/// error(errc::unknown_name) for a column that is not there, error(errc::out_of_range) for less than 20 rows asked for.
[[nodiscard]] associations find_associations(const source& data, const association_options& how = {});

}  // namespace relent
