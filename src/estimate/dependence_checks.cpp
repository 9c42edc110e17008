#include "estimate/dependence_checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent::estimating {

void check_options(const char* function, const dependence_options& how) {
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value(function, "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
  if (how.neighbours < 1) {
    throw bad_value(function, "neighbours", std::nullopt, 0, ">= 1", errc::out_of_range);
  }
}

void check_side(const char* function, const char* argument, const matrix& side, std::size_t rows) {
  if (side.columns == 0) {
    throw error(errc::empty, function, fmt::format("{} has no columns", argument));
  }
  if (side.rows != rows) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has {} rows and x has {}; they are paired row by row, so they must be the same",
                            argument, side.rows, rows));
  }
  for (std::size_t i = 0; i < side.values.size(); ++i) {
    if (!std::isfinite(side.values[i])) {
      const auto row = i / side.columns, column = i % side.columns;
      throw bad_value(function, side.columns == 1 ? argument : fmt::format("{} column {}", argument, column),
                      static_cast<std::int64_t>(row), side.values[i], "finite");
    }
  }
}

void check_enough(const char* function, std::size_t rows, std::size_t k) {
  if (rows <= k) {
    throw error(errc::empty, function,
                fmt::format("of {} row{} none has {} neighbours; {} rows are the least", rows, rows == 1 ? "" : "s", k,
                            k + 1));
  }
}

std::vector<ordered_column> ordered_columns(const matrix& side) {
  std::vector<ordered_column> out;
  for (std::size_t j = 0; j < side.columns; ++j) {
    std::vector<double> values(side.rows);
    for (std::size_t i = 0; i < side.rows; ++i) {
      values[i] = side(i, j);
    }
    out.push_back(in_order(std::move(values)));
  }
  return out;
}

std::vector<const ordered_column*> pointers_to(const std::vector<ordered_column>& columns) {
  std::vector<const ordered_column*> out;
  std::ranges::transform(columns, std::back_inserter(out), [](const ordered_column& c) { return &c; });
  return out;
}

void note_columns(const char* argument, const std::vector<ordered_column>& columns, std::vector<std::string>& notes) {
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const ordered_column& c = columns[j];
    if (c.values[c.order.front()] == c.values[c.order.back()]) {
      notes.push_back(columns.size() == 1 ? fmt::format("{} is constant and tells nothing", argument)
                                          : fmt::format("{} column {} is constant and tells nothing", argument, j));
    }
  }
}

void note_dimensions(std::size_t dimensions, std::vector<std::string>& notes) {
  constexpr std::size_t many = 4;
  if (dimensions >= many) {
    notes.push_back(
        fmt::format("an estimate from neighbours in {} columns lies below the truth where the dependence is strong, by "
                    "more than the interval tells: take its lower end as a bound, its upper end as none",
                    dimensions));
  }
}

}  // namespace relent::estimating
