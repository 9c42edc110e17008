// Observations against a density that is known.
#include "relent/estimate/sample_divergence.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "relent/estimate/goodness_of_fit.hpp"

#include "estimate/line_estimates.hpp"
#include "estimate/line_neighbours.hpp"
#include "estimate/neighbour_answer.hpp"
#include "estimate/row_neighbours.hpp"
#include "estimate/sample_checks.hpp"
#include "estimate/surprise.hpp"
#include "estimate/value_reading.hpp"
#include "estimate/whitening.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr double infinity = std::numeric_limits<double>::infinity();

estimate mean_answer(std::span<const double> surprise, double level) {
  estimate out{.value = mean_of(surprise), .method = method::plug_in};
  if (surprise.size() > 1) {
    out.standard_error = std::sqrt(variance_of(surprise) / static_cast<double>(surprise.size()));
    const double half =
        boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2) * *out.standard_error;
    out.interval = {out.value - half, out.value + half};
    out.level = level;
  }
  return out;
}

/// Why values that repeat have no divergence from a density.
std::string atom_note(const value_reading& reading, std::span<const double> sorted) {
  if (reading.kind == value_kind::mixed) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), reading.atoms.front());
    return fmt::format("{:.6g} occurs {} times among values that do not repeat: an atom, where a density has none",
                       reading.atoms.front(), last - first);
  }
  return fmt::format("{} distinct value{} among {} observations: atoms, where a density has none", reading.distinct,
                     reading.distinct == 1 ? "" : "s", sorted.size());
}

}  // namespace

estimate sample_cross_entropy(std::span<const double> values, const distribution& q, double level) {
  constexpr const char* function = "sample_cross_entropy";
  check_level(function, level);
  check_density(function, q);
  check_values(function, "values", values, 1);
  const std::vector<double> surprise = surprise_at(function, values, q);
  if (auto note = outside(q, values, surprise)) {
    return infinite_answer(infinity, method::plug_in, level, {*std::move(note)});
  }
  return mean_answer(surprise, level);
}

estimate sample_cross_entropy(const matrix& rows, const joint_distribution& q, double level) {
  constexpr const char* function = "sample_cross_entropy";
  check_level(function, level);
  check_density(function, q, rows.columns);
  check_values(function, "rows", rows.values, 1);
  const std::vector<double> surprise = surprise_at(function, rows, q);
  if (auto note = outside(q, rows, surprise)) {
    return infinite_answer(infinity, method::plug_in, level, {*std::move(note)});
  }
  return mean_answer(surprise, level);
}

estimate sample_kl_divergence(std::span<const double> values, const distribution& q, double level, int threads) {
  constexpr const char* function = "sample_kl_divergence";
  check_level(function, level);
  check_density(function, q);
  check_values(function, "values", values, 2);
  const std::vector<double> sorted = sorted_copy(values);
  const value_reading reading = read_values(sorted, {});
  const bool rounded = reading.kind == value_kind::rounded;
  const std::vector<double> surprise =
      rounded ? surprise_of_cells(sorted, reading.step, q) : surprise_at(function, sorted, q);
  if (auto note = outside(q, sorted, surprise)) {
    return infinite_answer(infinity, method::knn, level, {*std::move(note)});
  }
  if (reading.kind != value_kind::numbers && !rounded) {
    return infinite_answer(infinity, method::knn, level, {atom_note(reading, sorted)});
  }
  std::vector<std::string> notes;
  if (rounded) {
    notes.push_back(fmt::format("{}, and those of {} stand for its density", words_of(reading), q.text()));
  } else {
    const goodness_of_fit fit = goodness_of_fit_to(sorted, q);
    notes.push_back(
        fmt::format("that the values are from {} has p-value {:.3g} by Kolmogorov's test, {:.3g} by "
                    "Anderson and Darling's",
                    q.text(), fit.kolmogorov.p_value, fit.anderson_darling.p_value));
  }
  const line_sample sample = line_sample_of(sorted, reading, 1);
  const double plain = mean_of(surprise) - line_entropy(sample.numbers);
  const subset_spread spread = over_subsets(
      sorted.size(), 0, fewest_in_part, 1,
      [&](auto rows, auto) { return mean_of(surprise, rows) - line_entropy(sample.part(rows).numbers); }, threads,
      seed_of(sorted));
  return neighbour_answer(plain, spread, {.fewest = sorted.size(), .level = level}, std::move(notes));
}

estimate sample_kl_divergence(const matrix& rows, const joint_distribution& q, double level, int threads) {
  constexpr const char* function = "sample_kl_divergence";
  check_level(function, level);
  check_density(function, q, rows.columns);
  check_rows(function, "rows", rows);
  const std::vector<double> surprise = surprise_at(function, rows, q);
  if (auto note = outside(q, rows, surprise)) {
    return infinite_answer(infinity, method::knn, level, {*std::move(note)});
  }
  std::vector<std::string> notes;
  matrix spread_rows = rows;
  spread_rounded_columns(function, spread_rows, nullptr, notes);
  const whitening white = whitening_of(spread_rows, nullptr);
  if (white.singular) {
    notes.emplace_back("the columns are linearly dependent: the rows have no density, where q has one");
    return infinite_answer(infinity, method::knn, level, std::move(notes));
  }
  const matrix sample = whitened(spread_rows, white);
  const neighbour_weights weights = entropy_weights(sample.rows, sample.columns);
  const double plain = mean_of(surprise) - row_entropy(sample, weights, threads) - white.log_volume;
  if (plain == infinity) {
    notes.emplace_back(repeated_rows_note);
    return infinite_answer(infinity, method::knn, level, std::move(notes));
  }
  const subset_spread spread = over_subsets(
      sample.rows, 0, weights.furthest() + 1, 1.0 / static_cast<double>(sample.columns),
      [&](auto chosen, auto) {
        return mean_of(surprise, chosen) - row_entropy(rows_of(sample, chosen), weights, 1) - white.log_volume;
      },
      threads);
  return neighbour_answer(plain, spread, {.columns = sample.columns, .fewest = sample.rows, .level = level},
                          std::move(notes));
}

}  // namespace relent
