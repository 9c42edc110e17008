#include "loss/checks.hpp"

#include <fmt/format.h>

namespace relent::losses {

void check_rows(std::string_view function, std::string_view name, const class_rows& rows) {
  if (rows.rows < 0 || rows.classes < 0) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has shape ({}, {}), sizes must be at least 0", name, rows.rows, rows.classes));
  }
  if (rows.rows > 0 && rows.classes == 0) {
    throw error(errc::empty, function, fmt::format("{} has no classes", name));
  }
  if (rows.rows > 0 && rows.data == nullptr) {
    throw error(errc::empty, function, fmt::format("{} has no data", name));
  }
}

void check_same_shape(std::string_view function, std::string_view a_name, const class_rows& a, std::string_view b_name,
                      const class_rows& b) {
  check_rows(function, a_name, a);
  check_rows(function, b_name, b);
  if (a.rows != b.rows || a.classes != b.classes) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has shape ({}, {}), {} has shape ({}, {}), they must be the same", a_name, a.rows,
                            a.classes, b_name, b.rows, b.classes));
  }
}

void check_length(std::string_view function, std::string_view name, std::size_t size, std::int64_t wanted,
                  std::string_view one_a) {
  if (static_cast<std::int64_t>(size) != wanted) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has {} elements, must have one a {} ({})", name, size, one_a, wanted));
  }
}

void check_parameter(std::string_view function, std::string_view name, double value, bool ok, std::string_view bound) {
  if (!ok) {
    throw bad_value(function, name, std::nullopt, value, bound, errc::out_of_range);
  }
}

error bad_row(std::string_view function, std::string_view name, std::int64_t row, std::string_view what) {
  return {errc::invalid_value, function, fmt::format("{} row {} {}", name, row, what)};
}

}  // namespace relent::losses
