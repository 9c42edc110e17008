#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace relent {

/// A dense matrix that owns its elements, row by row.
struct matrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;

  matrix() = default;
  matrix(std::size_t r, std::size_t c) : rows(r), columns(c), values(r * c) {}
  /// {{1, 0.5}, {0.5, 2}}; throws error(errc::shape_mismatch) where rows differ in length.
  matrix(std::initializer_list<std::initializer_list<double>> rows);
  /// Throws the same.
  explicit matrix(const std::vector<std::vector<double>>& rows);

  [[nodiscard]] double& operator()(std::size_t i, std::size_t j) noexcept { return values[i * columns + j]; }
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const noexcept { return values[i * columns + j]; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const noexcept {
    return {values.data() + i * columns, columns};
  }

  bool operator==(const matrix&) const = default;
};

}  // namespace relent
