#include "relent/estimate/rows_equality.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "estimate/pair_sums_of_splits.hpp"
#include "estimate/random_split.hpp"
#include "estimate/sample_checks.hpp"
#include "kernel/softmin.hpp"

namespace relent {
namespace {

using namespace estimating;

constexpr double same = 1e-11;
constexpr std::size_t rows_for_median = 1000;
constexpr std::array ladder{0.25, 0.5, 1.0, 2.0, 4.0};

void check(std::string_view function, const matrix& x, const matrix& y, const test_options& how, std::size_t least) {
  for (const auto& [argument, rows] : {std::pair<const char*, const matrix*>{"x", &x}, {"y", &y}}) {
    if (rows->rows < least || rows->columns == 0) {
      throw error(
          errc::empty, function,
          fmt::format("{} has {} rows of {}, at least {} are needed", argument, rows->rows, rows->columns, least));
    }
    for (std::size_t i = 0; i < rows->values.size(); ++i) {
      if (!(std::abs(rows->values[i]) < 0x1p500)) {
        throw bad_value(function, fmt::format("{}[{}]", argument, i / rows->columns),
                        static_cast<std::int64_t>(i % rows->columns), rows->values[i],
                        "finite, and below 2^500 in size");
      }
    }
  }
  if (x.columns != y.columns) {
    throw error(errc::shape_mismatch, function, fmt::format("rows have {} and {} columns", x.columns, y.columns));
  }
  if (how.permutations < 1) {
    throw bad_value(function, "permutations", std::nullopt, how.permutations, ">= 1", errc::out_of_range);
  }
}

/// The test whose statistic is made of a split's sums.
template <class Statistic>
equality_test tested(std::string_view name, std::size_t n, std::size_t m, const pair_function& k,
                     const test_options& how, const Statistic& statistic) {
  const split_sums sums = sum_over_splits(n, m, k, how);
  const double observed = statistic(sums.splits.front());
  const auto as_extreme = std::count_if(sums.splits.begin() + 1, sums.splits.end(), [&](const pair_totals& s) {
    return statistic(s) >= observed - same * sums.size;
  });
  return {fmt::format("{}, permutation, {} draws", name, how.permutations), observed,
          permutation_p_value(as_extreme, how.permutations)};
}

}  // namespace

double median_distance(const matrix& rows, std::uint64_t seed) {
  std::vector<std::size_t> order(rows.rows);
  const std::size_t n = std::min(rows.rows, rows_for_median);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (n < rows.rows) {
    counter_stream random(seed, ~std::uint64_t{0});
    deal(order, n, random);
  }
  matrix chosen(n, rows.columns);
  for (std::size_t i = 0; i < n; ++i) {
    std::ranges::copy(rows.row(order[i]), chosen.values.begin() + static_cast<std::ptrdiff_t>(i * rows.columns));
  }
  const pooled_rows few(chosen, matrix(0, rows.columns));
  std::vector<double> apart(n * (n - 1) / 2), line(n);
  std::size_t at = 0;
  for (std::size_t i = 1; i < n; ++i) {
    few.distances(false, i, 0, i, apart.data() + at);
    at += i;
  }
  if (apart.empty()) {
    return 0;
  }
  const auto middle = apart.begin() + static_cast<std::ptrdiff_t>(apart.size() / 2);
  std::ranges::nth_element(apart, middle);
  return apart.size() % 2 == 1 ? *middle : (*middle + *std::max_element(apart.begin(), middle)) / 2;
}

std::vector<double> bandwidth_ladder(const matrix& x, const matrix& y, std::uint64_t seed) {
  matrix both = x;
  both.rows += y.rows;
  both.values.insert(both.values.end(), y.values.begin(), y.values.end());
  const double median = median_distance(both, seed);
  std::vector<double> out(ladder.begin(), ladder.end());
  for (double& width : out) {
    width *= median > 0 ? median : 1;
  }
  return out;
}

equality_test energy_test(const matrix& x, const matrix& y, const test_options& how) {
  check("energy_test", x, y, how, 1);
  const pooled_rows rows(x, y);
  const auto n = static_cast<double>(x.rows), m = static_cast<double>(y.rows);
  const pair_function distance = [&](std::size_t i, std::size_t first, std::size_t count, double* out) {
    rows.distances(false, i, first, count, out);
  };
  return tested("energy distance", x.rows, y.rows, distance, how, [&](const pair_totals& s) {
    return 2 * s.across / (n * m) - s.within_p / (n * n) - s.within_q / (m * m);
  });
}

equality_test mmd_test(const matrix& x, const matrix& y, const test_options& how, std::span<const double> bandwidths) {
  check("mmd_test", x, y, how, 2);
  std::vector<double> widths(bandwidths.begin(), bandwidths.end());
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!(widths[i] > 0) || !std::isfinite(widths[i])) {
      throw bad_value("mmd_test", "bandwidths", static_cast<std::int64_t>(i), widths[i], "finite and > 0",
                      errc::out_of_range);
    }
  }
  if (widths.empty()) {
    widths = bandwidth_ladder(x, y, how.seed);
  }
  const pooled_rows rows(x, y);
  const auto n = static_cast<double>(x.rows), m = static_cast<double>(y.rows);
  const pair_function similarity = [&](std::size_t i, std::size_t first, std::size_t count, double* out) {
    static thread_local std::vector<double> squares, terms, nothing;
    squares.resize(std::max(squares.size(), count));
    terms.resize(squares.size());
    nothing.resize(squares.size());
    rows.distances(true, i, first, count, squares.data());
    std::fill_n(out, count, 0.0);
    const double share = 1 / static_cast<double>(widths.size());
    for (const double h : widths) {
      kernel::exponentials(squares.data(), nothing.data(), 0.5 / h / h, 0, count, terms.data());
      const double* const row = terms.data();
      kernel::add_rows(&row, &share, 1, count, out);
    }
  };
  equality_test out = tested("maximum mean discrepancy", x.rows, y.rows, similarity, how, [&](const pair_totals& s) {
    return (s.within_p - n) / (n * (n - 1)) + (s.within_q - m) / (m * (m - 1)) - 2 * s.across / (n * m);
  });
  out.notes.push_back(fmt::format("bandwidths {:.4g}{}", fmt::join(widths, ", "),
                                  bandwidths.empty() ? ": 1/4 to 4 times the median distance" : ""));
  return out;
}

}  // namespace relent
