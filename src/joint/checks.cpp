#include "joint/checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

#include "linear/dense.hpp"

namespace relent::joint {
namespace {

std::string element(std::string_view name, std::size_t i, std::size_t j) {
  return fmt::format("{}[{}][{}]", name, i, j);
}

constexpr std::size_t tile = 32;

/// How many elements of the tile at row `top` and column `left`, below the diagonal, are too far from their mirror
/// image. The image is turned first, so that both are then read in order.
std::int64_t count_unlike(const matrix& m, std::span<const double> allowed, std::size_t top, std::size_t left) {
  double image[tile][tile];
  const std::size_t height = std::min(tile, m.rows - top), width = std::min(tile, m.rows - left);
  for (std::size_t j = 0; j < width; ++j) {
    for (std::size_t i = 0; i < height; ++i) {
      image[i][j] = m(left + j, top + i);
    }
  }
  std::int64_t unlike = 0;
  for (std::size_t i = 0; i < height; ++i) {
    const double* row = &m.values[(top + i) * m.columns + left];
    const std::size_t end = std::min(width, top + i - left);
    for (std::size_t j = 0; j < end; ++j) {
      unlike += std::abs(row[j] - image[i][j]) <= std::max(allowed[top + i], allowed[left + j]) ? 0 : 1;
    }
  }
  return unlike;
}

/// Whether all is finite and symmetric, in one pass over pairs of tiles that stay in the nearest cache. NaN and
/// infinity fail the comparison with what stands opposite.
bool is_symmetric(const matrix& m) {
  std::vector<double> allowed(m.rows);
  for (std::size_t i = 0; i < m.rows; ++i) {
    if (!std::isfinite(m(i, i))) {
      return false;
    }
    allowed[i] = 1e-12 * std::abs(m(i, i));
  }
  for (std::size_t top = 0; top < m.rows; top += tile) {
    for (std::size_t left = 0; left <= top; left += tile) {
      if (count_unlike(m, allowed, top, left) != 0) {
        return false;
      }
    }
  }
  return true;
}

/// Names the first element that is not as it must be.
void check_symmetric(std::string_view family, std::string_view name, const matrix& m) {
  if (is_symmetric(m)) {
    return;
  }
  for (std::size_t i = 0; i < m.rows; ++i) {
    for (std::size_t j = 0; j < m.columns; ++j) {
      if (!std::isfinite(m(i, j))) {
        throw bad_value(family, element(name, i, j), std::nullopt, m(i, j), "finite", errc::out_of_range);
      }
    }
  }
  for (std::size_t i = 0; i < m.rows; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double apart = std::abs(m(i, j) - m(j, i));
      if (apart > 1e-12 * std::max(std::abs(m(i, i)), std::abs(m(j, j)))) {
        throw bad_value(family, element(name, i, j), std::nullopt, m(i, j),
                        fmt::format("equal to {} = {}: the matrix is not symmetric, by {:.3g}", element(name, j, i),
                                    m(j, i), apart),
                        errc::out_of_range);
      }
    }
  }
}

}  // namespace

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

matrix covariance_factor(std::string_view family, std::string_view name, const matrix& covariance, std::size_t n) {
  if (covariance.rows != n || covariance.columns != n) {
    throw error(errc::shape_mismatch, family,
                fmt::format("{} is {} x {}, must be {} x {}", name, covariance.rows, covariance.columns, n, n));
  }
  if (n == 0) {
    throw error(errc::empty, family, fmt::format("{} has no numbers", name));
  }
  check_symmetric(family, name, covariance);
  matrix factor = covariance;
  if (!linear::cholesky(factor)) {
    const double least = linear::symmetric_eigenvalues(covariance).front();
    throw error(errc::out_of_range, family,
                fmt::format("{}, whose least eigenvalue is {:.6g}, must be positive definite", name, least));
  }
  return factor;
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
        throw bad_value(family, element("values", i, j), std::nullopt, rows(i, j), "finite");
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
