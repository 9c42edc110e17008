#include "estimate/sample_checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "estimate/value_reading.hpp"
#include "kernel/histogram.hpp"
#include "kernel/sort.hpp"

namespace relent::estimating {
namespace {

std::vector<double> sorted_column(const matrix& rows, std::size_t j) {
  std::vector<double> out(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    out[i] = rows(i, j);
  }
  kernel::sort_rising(out.data(), out.size());
  return out;
}

void spread_column(matrix& rows, std::size_t j, double step, std::uint64_t seed) {
  std::vector<double> column(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    column[i] = rows(i, j);
  }
  spread_in_cells(column, step, seed);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    rows(i, j) = column[i];
  }
}

}  // namespace

void check_level(std::string_view function, double level) {
  if (!(level > 0 && level < 1)) {
    throw bad_value(function, "level", std::nullopt, level, "between 0 and 1", errc::out_of_range);
  }
}

void check_values(std::string_view function, std::string_view argument, std::span<const double> values,
                  std::size_t least) {
  if (!kernel::all_finite(values.data(), values.size())) {
    const auto bad = std::ranges::find_if(values, [](double x) { return !std::isfinite(x); });
    throw bad_value(function, argument, bad - values.begin(), *bad, "finite");
  }
  if (values.empty()) {
    throw error(errc::empty, function, fmt::format("{}: no values", argument));
  }
  if (values.size() < least) {
    throw error(errc::empty, function,
                fmt::format("{}: one value has no neighbour; {} are the least", argument, least));
  }
}

void check_rows(std::string_view function, std::string_view argument, const matrix& rows) {
  if (rows.rows == 0 || rows.columns == 0) {
    throw error(errc::empty, function, fmt::format("{}: no rows", argument));
  }
  if (!kernel::all_finite(rows.values.data(), rows.values.size())) {
    const auto at = static_cast<std::size_t>(
        std::ranges::find_if(rows.values, [](double x) { return !std::isfinite(x); }) - rows.values.begin());
    throw bad_value(function, fmt::format("{}[{}]", argument, at / rows.columns),
                    static_cast<std::int64_t>(at % rows.columns), rows.values[at], "finite");
  }
  if (rows.rows <= rows.columns) {
    throw error(
        errc::empty, function,
        fmt::format("{}: {} rows of {} numbers lie in a plane, where they have no density; {} rows are the least",
                    argument, rows.rows, rows.columns, rows.columns + 1));
  }
  for (std::size_t j = 0; j < rows.columns; ++j) {
    bool constant = true;
    for (std::size_t i = 1; i < rows.rows && constant; ++i) {
      constant = rows(i, j) == rows(0, j);
    }
    if (constant) {
      throw error(errc::invalid_value, function,
                  fmt::format("{}: column {} is constant ({:.6g} in every row), so the rows have no density; leave it "
                              "out",
                              argument, j, rows(0, j)));
    }
  }
}

std::vector<double> sorted_copy(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  kernel::sort_rising(out.data(), out.size());
  return out;
}

void spread_rounded_columns(std::string_view function, matrix& p, matrix* q, std::vector<std::string>& notes) {
  for (std::size_t j = 0; j < p.columns; ++j) {
    const value_reading reading =
        read_values(sorted_column(p, j), q != nullptr ? sorted_column(*q, j) : std::vector<double>());
    if (reading.kind == value_kind::numbers) {
      continue;
    }
    if (reading.kind != value_kind::rounded) {
      throw error(errc::unsupported, function,
                  fmt::format("column {}: {}; neighbours of rows need columns of numbers", j, words_of(reading)));
    }
    spread_column(p, j, reading.step, 2 * j + 1);
    if (q != nullptr) {
      spread_column(*q, j, reading.step, 2 * j + 2);
    }
    notes.push_back(fmt::format("column {}: {}", j, words_of(reading)));
  }
}

matrix rows_of(const matrix& all, std::span<const std::uint32_t> chosen) {
  matrix out(chosen.size(), all.columns);
  auto next = out.values.begin();
  for (const std::uint32_t row : chosen) {
    next = std::ranges::copy(all.row(row), next).out;
  }
  return out;
}

}  // namespace relent::estimating
