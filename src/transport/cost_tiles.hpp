#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/transport/emd.hpp"
#include "relent/transport/point_cloud.hpp"

#include "kernel/point_distances.hpp"

namespace relent::transporting {

/// Numbers of a row that are worked on together: they fit the nearest cache with what is computed from them.
inline constexpr std::size_t tile_width = 1024;

/// Costs by rows: of a matrix where they lie, or between points, computed when they are asked for. Of two
/// clouds the transpose is as cheap, of a matrix its columns are gathered.
class cost_tiles {
 public:
  /// Throws error(errc::invalid_value) naming the first NaN or -infinity.
  cost_tiles(std::string_view function, const cost_matrix& dense);
  /// Memory: both clouds once more, coordinate by coordinate.
  cost_tiles(const point_cloud& from, const point_cloud& to, const ground_metric& distance);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] bool dense() const noexcept { return dense_ != nullptr; }

  /// Costs of row i from column `first` on: their place, which is `scratch` where they had to be computed.
  [[nodiscard]] const double* row(std::size_t i, std::size_t first, std::size_t count, double* scratch) const noexcept;
  /// The same of column j, from row `first` on.
  [[nodiscard]] const double* column(std::size_t j, std::size_t first, std::size_t count,
                                     double* scratch) const noexcept;

  /// Points as they are compared (those of cosine have length 1), row by row; none of a matrix.
  [[nodiscard]] std::span<const double> from_point(std::size_t i) const noexcept {
    return {from_.data() + i * dimensions_, dimensions_};
  }
  [[nodiscard]] std::span<const double> to_point(std::size_t j) const noexcept {
    return {to_.data() + j * dimensions_, dimensions_};
  }
  [[nodiscard]] const double* to_coordinate(std::size_t k) const noexcept { return to_turned_.data() + k * columns_; }
  [[nodiscard]] const double* from_coordinate(std::size_t k) const noexcept { return from_turned_.data() + k * rows_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }

  /// Of the finite costs: exact for a matrix, bounds between points.
  [[nodiscard]] double least() const noexcept { return least_; }
  [[nodiscard]] double largest() const noexcept { return largest_; }

 private:
  const double* compute(const double* x, const std::vector<double>& ys, std::size_t first, std::size_t count,
                        double* scratch) const noexcept;

  void find_bounds();

  std::size_t rows_, columns_, dimensions_ = 0;
  double least_ = 0, largest_ = 0;
  const double* dense_ = nullptr;
  std::vector<double> from_{}, to_{}, from_turned_{}, to_turned_{};
  ground_metric distance_{};
  kernel::point_metric how_{};
};

}  // namespace relent::transporting
