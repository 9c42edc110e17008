#include "joint/checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

namespace relent::joint {

std::vector<double> finite_list(std::string_view family, std::string_view name, std::vector<double> values) {
  if (values.empty()) {
    throw error(errc::empty, family, fmt::format("{} has no numbers", name));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw bad_value(family, name, static_cast<std::int64_t>(i), values[i], "finite", errc::out_of_range);
    }
  }
  return values;
}

std::vector<double> positive_list(std::string_view family, std::string_view name, std::vector<double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] > 0)) {
      throw bad_value(family, name, static_cast<std::int64_t>(i), values[i], "> 0", errc::out_of_range);
    }
  }
  return finite_list(family, name, std::move(values));
}

void same_size(std::string_view family, std::string_view name, std::size_t size, std::string_view other,
               std::size_t needed) {
  if (size != needed) {
    throw error(errc::shape_mismatch, family,
                fmt::format("{} has {} number{}, must be {} as many as {} has", name, size, size == 1 ? "" : "s",
                            needed, other));
  }
}

void check_rows(std::string_view family, const matrix& rows) {
  if (rows.rows == 0 || rows.columns == 0) {
    throw error(errc::empty, family, "no values to fit");
  }
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      if (!std::isfinite(rows(i, j))) {
        throw bad_value(family, fmt::format("values[{}][{}]", i, j), std::nullopt, rows(i, j), "finite");
      }
    }
  }
}

void refuse_row(std::string_view family, std::size_t row, std::string_view bound) {
  throw error(errc::out_of_range, family, fmt::format("values[{}] must be {}", row, bound));
}

std::string text_of(std::span<const double> list) { return fmt::format("[{}]", fmt::join(list, ", ")); }

std::string text_of(const matrix& m) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < m.rows; ++i) {
    rows.push_back(text_of(m.row(i)));
  }
  return fmt::format("[{}]", fmt::join(rows, ", "));
}

}  // namespace relent::joint
