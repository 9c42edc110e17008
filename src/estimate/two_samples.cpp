// Observations of both sides.
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
#include "relent/core/parallel.hpp"
#include "relent/estimate/sample_divergence.hpp"

#include "estimate/lacking.hpp"
#include "estimate/line_estimates.hpp"
#include "estimate/neighbour_answer.hpp"
#include "estimate/row_neighbours.hpp"
#include "estimate/sample_checks.hpp"
#include "estimate/value_reading.hpp"
#include "estimate/whitening.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double much_outside = 0.05;

enum class asked { divergence, cross_entropy };

/// The answer where Q never showed what P did.
estimate unseen(const line_sample& p, const line_sample& q, const value_reading& reading, asked what, double level,
                std::vector<std::string> notes) {
  std::size_t at = 0, most = 0;
  for (std::size_t a = 0; a < p.atoms.size(); ++a) {
    if (q.atoms[a] == 0 && p.atoms[a] > most) {
      at = a;
      most = p.atoms[a];
    }
  }
  const std::string seen = most > 0 ? fmt::format("{:.6g} occurs {} times", reading.atoms[at], most)
                                    : fmt::format("{} values that do not repeat occur", p.numbers.size());
  const auto n = static_cast<double>(p.size());
  const auto times = static_cast<double>(most > 0 ? most : p.numbers.size());
  const double least = kl_at_least({.share = times / n, .all = n, .others = static_cast<double>(q.size())}, level);
  notes.push_back(
      fmt::format("{} in p and never among q's {}: infinite if q cannot show {}, and merely unseen if it "
                  "can",
                  seen, q.size(), most > 0 ? "it" : "such"));
  if (what == asked::cross_entropy) {
    return infinite_answer(infinity, method::knn, level, std::move(notes));
  }
  notes.push_back(fmt::format("whichever it is, {:.4g} nats at least, from how often it was seen alone", least));
  return {.value = infinity,
          .method = method::knn,
          .interval = interval{least, infinity},
          .level = level,
          .notes = std::move(notes)};
}

/// What share of P's values is beyond all of Q's.
double share_outside(std::span<const double> p, std::span<const double> q) {
  const auto below = std::ranges::lower_bound(p, q.front()) - p.begin();
  const auto above = p.end() - std::ranges::upper_bound(p, q.back());
  return static_cast<double>(below + above) / static_cast<double>(p.size());
}

estimate on_line(const char* function, std::span<const double> p_values, std::span<const double> q_values, asked what,
                 double level, int threads) {
  check_level(function, level);
  check_values(function, "p", p_values, what == asked::divergence ? 2 : 1);
  check_values(function, "q", q_values, 1);
  std::vector<double> p_sorted, q_sorted;
  parallel_for(2, threads, [&](std::int64_t side) {
    (side == 0 ? p_sorted : q_sorted) = sorted_copy(side == 0 ? p_values : q_values);
  });
  const value_reading reading = read_values(p_sorted, q_sorted);
  std::vector<std::string> notes;
  if (reading.kind != value_kind::numbers) {
    notes.push_back(words_of(reading));
  }
  const double beyond = share_outside(p_sorted, q_sorted);
  const line_sample p = line_sample_of(std::move(p_sorted), reading, 1);
  const line_sample q = line_sample_of(std::move(q_sorted), reading, 2);
  const auto value_of = [what](const line_sample& a, const line_sample& b, bool smoothed, int on) {
    double cross = 0, own = 0;
    parallel_for(what == asked::divergence ? 2 : 1, on, [&](std::int64_t side) {
      (side == 0 ? cross : own) = side == 0 ? line_cross_entropy(a, b, smoothed) : line_entropy(a);
    });
    return cross - own;
  };
  const double plain = value_of(p, q, false, threads);
  if (plain == infinity) {
    return unseen(p, q, reading, what, level, std::move(notes));
  }
  const bool open = beyond > much_outside && reading.kind != value_kind::atoms;
  if (open) {
    notes.push_back(
        fmt::format("{:.3g}% of p's values lie beyond all of q's: there q's density is a guess, and the "
                    "truth may be far above",
                    100 * beyond));
  }
  const subset_spread spread = over_subsets(
      p.size(), q.size(), fewest_in_part, 1,
      [&](auto some, auto others) { return value_of(p.part(some), q.part(others), true, 1); }, threads,
      seed_of(p.numbers));
  return neighbour_answer(plain, spread,
                          {.fewest = std::min(p.size(), q.size()),
                           .divergence = what == asked::divergence,
                           .open_above = open,
                           .level = level},
                          std::move(notes));
}

estimate of_rows(const char* function, const matrix& p_rows, const matrix& q_rows, asked what, double level,
                 int threads) {
  if (p_rows.columns != q_rows.columns) {
    throw error(errc::shape_mismatch, function,
                fmt::format("p has {} columns, q has {}", p_rows.columns, q_rows.columns));
  }
  if (p_rows.columns == 1) {
    return on_line(function, p_rows.values, q_rows.values, what, level, threads);
  }
  check_level(function, level);
  check_rows(function, "p", p_rows);
  check_rows(function, "q", q_rows);
  std::vector<std::string> notes;
  matrix p = p_rows, q = q_rows;
  spread_rounded_columns(function, p, &q, notes);
  if (whitening_of(p, nullptr).singular && what == asked::divergence) {
    notes.emplace_back("p's columns are linearly dependent: its rows have no density");
    return infinite_answer(infinity, method::knn, level, std::move(notes));
  }
  const whitening scales = column_scales(p, q);
  p = whitened(p, scales);
  q = whitened(q, scales);
  const neighbour_weights weights = kth_alone(std::min({std::size_t{5}, p.rows - 1, q.rows}));
  const auto value_of = [&](const matrix& a, const matrix& b, int on) {
    const double cross = row_cross_entropy(a, b, weights, on);
    return what == asked::divergence ? cross - row_entropy(a, weights, on) : cross + scales.log_volume;
  };
  const double plain = value_of(p, q, threads);
  if (!std::isfinite(plain)) {
    notes.emplace_back(repeated_rows_note);
    return infinite_answer(what == asked::divergence ? infinity : -infinity, method::knn, level, std::move(notes));
  }
  const subset_spread spread = over_subsets(
      p.rows, q.rows, weights.furthest() + 1, 1.0 / static_cast<double>(p.columns),
      [&](auto some, auto others) { return value_of(rows_of(p, some), rows_of(q, others), 1); }, threads);
  return neighbour_answer(plain, spread,
                          {.columns = p.columns,
                           .fewest = std::min(p.rows, q.rows),
                           .divergence = what == asked::divergence,
                           .level = level},
                          std::move(notes));
}

}  // namespace

estimate sample_cross_entropy(std::span<const double> p, std::span<const double> q, double level, int threads) {
  return on_line("sample_cross_entropy", p, q, asked::cross_entropy, level, threads);
}

estimate sample_cross_entropy(const matrix& p, const matrix& q, double level, int threads) {
  return of_rows("sample_cross_entropy", p, q, asked::cross_entropy, level, threads);
}

estimate sample_kl_divergence(std::span<const double> p, std::span<const double> q, double level, int threads) {
  return on_line("sample_kl_divergence", p, q, asked::divergence, level, threads);
}

estimate sample_kl_divergence(const matrix& p, const matrix& q, double level, int threads) {
  return of_rows("sample_kl_divergence", p, q, asked::divergence, level, threads);
}

}  // namespace relent
