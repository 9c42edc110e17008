#include "relent/estimate/sample_entropy.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "estimate/line_estimates.hpp"
#include "estimate/neighbour_answer.hpp"
#include "estimate/row_neighbours.hpp"
#include "estimate/sample_checks.hpp"
#include "estimate/value_reading.hpp"
#include "estimate/whitening.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr const char* function = "sample_entropy";
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

estimate sample_entropy(std::span<const double> values, double level, int threads) {
  check_level(function, level);
  check_values(function, "values", values, 2);
  std::vector<double> sorted = sorted_copy(values);
  const value_reading reading = read_values(sorted, {});
  if (reading.distinct == 1) {
    return infinite_answer(-infinity, method::spacings, level,
                           {fmt::format("every value is {:.6g}: a single point has no density", sorted.front())});
  }
  std::vector<std::string> notes;
  if (reading.kind != value_kind::numbers) {
    notes.push_back(words_of(reading));
  }
  const line_sample sample = line_sample_of(std::move(sorted), reading, 1);
  const subset_spread spread = over_subsets(
      sample.size(), 0, fewest_in_part, 1, [&](auto rows, auto) { return line_entropy(sample.part(rows)); }, threads,
      seed_of(sample.numbers));
  estimate out = neighbour_answer(line_entropy(sample), spread,
                                  {.fewest = sample.size(), .divergence = false, .level = level}, std::move(notes));
  out.method = reading.kind == value_kind::atoms ? method::plug_in : method::spacings;
  return out;
}

estimate sample_entropy(const matrix& rows, double level, int threads) {
  if (rows.columns == 1) {
    return sample_entropy(rows.values, level, threads);
  }
  check_level(function, level);
  check_rows(function, "rows", rows);
  std::vector<std::string> notes;
  matrix spread_rows = rows;
  spread_rounded_columns(function, spread_rows, nullptr, notes);
  const whitening white = whitening_of(spread_rows, nullptr);
  if (white.singular) {
    notes.emplace_back("the columns are linearly dependent: the rows have no density");
    return infinite_answer(-infinity, method::knn, level, std::move(notes));
  }
  const matrix sample = whitened(spread_rows, white);
  const neighbour_weights weights = entropy_weights(sample.rows, sample.columns);
  const double plain = row_entropy(sample, weights, threads) + white.log_volume;
  if (plain == -infinity) {
    notes.push_back(repeated_rows_note);
    return infinite_answer(-infinity, method::knn, level, std::move(notes));
  }
  const subset_spread spread = over_subsets(
      sample.rows, 0, weights.furthest() + 1, 1.0 / static_cast<double>(sample.columns),
      [&](auto chosen, auto) { return row_entropy(rows_of(sample, chosen), weights, 1) + white.log_volume; }, threads);
  return neighbour_answer(plain, spread,
                          {.columns = sample.columns, .fewest = sample.rows, .divergence = false, .level = level},
                          std::move(notes));
}

}  // namespace relent
