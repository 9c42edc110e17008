// A density that is known against observations.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/estimate/sample_divergence.hpp"

#include "estimate/line_estimates.hpp"
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
constexpr std::size_t fewest_points = 2'000, most_points = 20'000;
constexpr double much_outside = 0.05, some_outside = 0.01;

enum class asked { divergence, cross_entropy };

/// The middles of equal shares of p, rising.
std::vector<double> middles(const distribution& p, std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    out[i] = u < 0.5 ? p.quantile(u) : p.quantile_survival(1 - u);
  }
  return out;
}

std::size_t points_for(std::size_t observations) { return std::clamp(2 * observations, fewest_points, most_points); }

estimate on_line(const char* function, const distribution& p, std::span<const double> values, asked what, double level,
                 int threads) {
  check_level(function, level);
  check_density(function, p);
  check_values(function, "q", values, 2);
  std::vector<double> sorted = sorted_copy(values);
  const value_reading reading = read_values(sorted, {});
  std::vector<std::string> notes;
  if (reading.kind != value_kind::numbers) {
    notes.push_back(words_of(reading));
  }
  const double beyond = p.cdf(sorted.front()) + p.survival(sorted.back());
  const line_sample q = line_sample_of(std::move(sorted), reading, 1);
  if (q.numbers.empty()) {
    notes.push_back(fmt::format("q's observations are atoms, where {} has a density", p.text()));
    return infinite_answer(infinity, method::knn, level, std::move(notes));
  }
  line_sample points{middles(p, points_for(values.size())), std::vector<std::size_t>(q.atoms.size())};
  const double own = what == asked::divergence ? mean_of(surprise_at(function, points.numbers, p)) : 0;
  if (beyond > some_outside) {
    notes.push_back(fmt::format("{:.3g}% of {} lies beyond all observations: there their density is a guess{}",
                                100 * beyond, p.text(),
                                beyond > much_outside ? ", and the truth may be far above" : ""));
  }
  const auto value_of = [&](const line_sample& some) { return line_cross_entropy(points, some, true) - own; };
  const subset_spread spread = over_subsets(
      q.size(), 0, fewest_in_part, 1, [&](auto rows, auto) { return value_of(q.part(rows)); }, threads,
      seed_of(q.numbers));
  return neighbour_answer(value_of(q), spread,
                          {.fewest = q.size(),
                           .divergence = what == asked::divergence,
                           .open_above = beyond > much_outside,
                           .level = level},
                          std::move(notes));
}

estimate of_rows(const char* function, const joint_distribution& p, const matrix& rows, asked what, double level,
                 int threads) {
  check_level(function, level);
  check_density(function, p, rows.columns);
  check_rows(function, "q", rows);
  std::vector<std::string> notes;
  matrix q = rows;
  spread_rounded_columns(function, q, nullptr, notes);
  matrix points = sample(p, static_cast<std::int64_t>(points_for(rows.rows)), 1, threads);
  const double own = what == asked::divergence ? mean_of(surprise_at(function, points, p)) : 0;
  const whitening scales = column_scales(points, q);
  points = whitened(points, scales);
  q = whitened(q, scales);
  const neighbour_weights weights = kth_alone(std::min<std::size_t>(5, q.rows));
  const auto value_of = [&](const matrix& some, int on) {
    return row_cross_entropy(points, some, weights, on) + scales.log_volume - own;
  };
  const double plain = value_of(q, threads);
  const subset_spread spread = over_subsets(
      q.rows, 0, weights.furthest() + 1, 1.0 / static_cast<double>(q.columns),
      [&](auto some, auto) { return value_of(rows_of(q, some), 1); }, threads);
  return neighbour_answer(
      plain, spread, {.columns = q.columns, .fewest = q.rows, .divergence = what == asked::divergence, .level = level},
      std::move(notes));
}

}  // namespace

estimate density_kl_divergence(const distribution& p, std::span<const double> q, double level, int threads) {
  return on_line("density_kl_divergence", p, q, asked::divergence, level, threads);
}

estimate density_kl_divergence(const joint_distribution& p, const matrix& q, double level, int threads) {
  return of_rows("density_kl_divergence", p, q, asked::divergence, level, threads);
}

estimate density_cross_entropy(const distribution& p, std::span<const double> q, double level, int threads) {
  return on_line("density_cross_entropy", p, q, asked::cross_entropy, level, threads);
}

estimate density_cross_entropy(const joint_distribution& p, const matrix& q, double level, int threads) {
  return of_rows("density_cross_entropy", p, q, asked::cross_entropy, level, threads);
}

}  // namespace relent
