#include "relent/joint/factored_covariance.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double unlike = 1e-12;  ///< of the larger diagonal element, to which two mirror images may differ
constexpr std::size_t tile = 32;

std::string element(std::string_view name, std::size_t i, std::size_t j) {
  return fmt::format("{}[{}][{}]", name, i, j);
}

/// Names the first element that is not as it must be.
[[noreturn]] void refuse(std::string_view family, std::string_view name, const matrix& m) {
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
      if (apart > unlike * std::max(std::abs(m(i, i)), std::abs(m(j, j)))) {
        throw bad_value(family, element(name, i, j), std::nullopt, m(i, j),
                        fmt::format("equal to {} = {}: the matrix is not symmetric, by {:.3g}", element(name, j, i),
                                    m(j, i), apart),
                        errc::out_of_range);
      }
    }
  }
  throw error(errc::out_of_range, family, fmt::format("{} must be symmetric", name));
}

/// Whether the tile at row `top` and column `left`, below the diagonal, is the mirror image of its counterpart, to the
/// bit. The image is turned first, so that both are then read in order.
bool is_mirrored(const matrix& m, std::size_t top, std::size_t left) {
  double image[tile][tile];
  const std::size_t height = std::min(tile, m.rows - top), width = std::min(tile, m.rows - left);
  for (std::size_t j = 0; j < width; ++j) {
    for (std::size_t i = 0; i < height; ++i) {
      image[i][j] = m(left + j, top + i);
    }
  }
  std::int64_t unlike_ones = 0;  // counted, which takes a vector of them at a time; NaN is unlike itself
  for (std::size_t i = 0; i < height; ++i) {
    const double* row = &m.values[(top + i) * m.columns + left];
    for (std::size_t j = 0; j < width; ++j) {
      unlike_ones += row[j] != image[i][j] ? 1 : 0;
    }
  }
  return unlike_ones == 0;
}

/// Puts the mean in the place of two mirror images that differ by little; false where two differ by more.
bool even_out(matrix& m, std::size_t top, std::size_t left) {
  for (std::size_t i = top; i < std::min(m.rows, top + tile); ++i) {
    for (std::size_t j = left; j < std::min(i, left + tile); ++j) {
      const double allowed = unlike * std::max(std::abs(m(i, i)), std::abs(m(j, j)));
      if (!(std::abs(m(i, j) - m(j, i)) <= allowed)) {
        return false;
      }
      m(i, j) = m(j, i) = m(j, i) + (m(i, j) - m(j, i)) / 2;
    }
  }
  return true;
}

/// In one pass over pairs of tiles, which stay in the nearest cache. False where an element is no number, infinite on
/// the diagonal or not opposite to its like.
bool make_symmetric(matrix& m) {
  for (std::size_t i = 0; i < m.rows; ++i) {
    if (!std::isfinite(m(i, i))) {
      return false;
    }
  }
  for (std::size_t top = 0; top < m.rows; top += tile) {
    for (std::size_t left = 0; left <= top; left += tile) {
      if (!is_mirrored(m, top, left) && !even_out(m, top, left)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

factored_covariance::factored_covariance(std::string_view family, std::string_view name, matrix covariance,
                                         std::size_t n)
    : packed_(std::move(covariance)) {
  if (packed_.rows != n || packed_.columns != n) {
    throw error(errc::shape_mismatch, family,
                fmt::format("{} is {} x {}, must be {} x {}", name, packed_.rows, packed_.columns, n, n));
  }
  if (n == 0) {
    throw error(errc::empty, family, fmt::format("{} has no numbers", name));
  }
  if (!make_symmetric(packed_)) {
    refuse(family, name, packed_);
  }
  for (std::size_t i = 0; i < n; ++i) {
    variances_.push_back(packed_(i, i));
  }
  if (!linear::cholesky_below(packed_)) {
    const matrix given = this->covariance();
    if (!std::ranges::all_of(given.values, [](double v) { return std::isfinite(v); })) {
      refuse(family, name, given);
    }
    const double least = linear::symmetric_eigenvalues(given).front();
    throw error(errc::out_of_range, family,
                fmt::format("{}, whose least eigenvalue is {:.6g}, must be positive definite", name, least));
  }
  log_determinant_ = linear::log_determinant(packed_);
}

matrix factored_covariance::factor() const {
  matrix out = packed_;
  for (std::size_t i = 0; i < out.rows; ++i) {
    std::fill(&out(i, i) + 1, &out(i, 0) + out.columns, 0.0);
  }
  return out;
}

matrix factored_covariance::covariance() const {
  matrix out = packed_;
  for (std::size_t i = 0; i < out.rows; ++i) {
    out(i, i) = variances_[i];
    for (std::size_t j = 0; j < i; ++j) {
      out(i, j) = out(j, i);
    }
  }
  return out;
}

}  // namespace relent
