#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/transport/emd.hpp"
#include "relent/transport/point_cloud.hpp"

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// Numbers of a row that are worked on together: they fit the nearest cache with what is computed from them.
inline constexpr std::size_t tile_width = 1024;

/// Costs as they are given, of which parts of rows and of columns can be had.
class cost_tiles : public cost_rows {
 public:
  using cost_rows::cost_rows;
  using cost_rows::row;

  /// Whether they stand in memory.
  [[nodiscard]] virtual bool dense() const noexcept = 0;
  /// Costs of row i from column `first` on: their place, which is `room` where they had to be computed.
  [[nodiscard]] virtual const double* row(std::size_t i, std::size_t first, std::size_t count,
                                          double* room) const noexcept = 0;
  /// The same of column j, from row `first` on.
  [[nodiscard]] virtual const double* column(std::size_t j, std::size_t first, std::size_t count,
                                             double* room) const noexcept = 0;
  /// By how much finite costs differ at most: exact for a matrix, a bound between points.
  [[nodiscard]] virtual double range() const noexcept = 0;
};

/// A matrix, borrowed, whose columns are gathered.
class stored_costs final : public cost_tiles {
 public:
  /// Throws error(errc::shape_mismatch, invalid_value) naming `argument` and the place of the first that is NaN,
  /// -infinity, or finite and not below `limit` in size.
  stored_costs(std::string_view function, std::string_view argument, const cost_matrix& costs,
               double limit = kernel::no_bound);

  kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept override;
  const double* row(std::size_t i, double* /*room*/) const noexcept override { return values_ + i * columns(); }
  const double* row(std::size_t i, std::size_t first, std::size_t /*count*/, double* /*room*/) const noexcept override {
    return values_ + i * columns() + first;
  }
  const double* column(std::size_t j, std::size_t first, std::size_t count, double* room) const noexcept override;
  double at(std::size_t i, std::size_t j) const noexcept override { return values_[i * columns() + j]; }
  bool dense() const noexcept override { return true; }
  double largest() const noexcept override { return largest_; }
  double range() const noexcept override { return range_; }

 private:
  const double* values_;
  double largest_ = 0, range_ = 0;
};

/// Between two clouds that were checked; the transpose is as cheap. Memory: both clouds, by points and by coordinates.
class point_costs final : public cost_tiles {
 public:
  point_costs(const point_cloud& from, const point_cloud& to, const ground_metric& distance);

  kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept override;
  const double* row(std::size_t i, double* room) const noexcept override { return row(i, 0, padded(), room); }
  const double* row(std::size_t i, std::size_t first, std::size_t count, double* room) const noexcept override;
  const double* column(std::size_t j, std::size_t first, std::size_t count, double* room) const noexcept override;
  double at(std::size_t i, std::size_t j) const noexcept override;
  bool dense() const noexcept override { return false; }
  double largest() const noexcept override { return largest_; }
  double range() const noexcept override { return largest_; }

  /// Points as they are compared: those of cosine are directions, whose squared distance it is.
  [[nodiscard]] std::span<const double> from_point(std::size_t i) const noexcept {
    return {from_.points.data() + i * dimensions_, dimensions_};
  }
  /// Coordinate k of all points of the columns.
  [[nodiscard]] const double* to_coordinate(std::size_t k) const noexcept {
    return to_.coordinates.data() + k * padded();
  }
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
  [[nodiscard]] kernel::cost_kind kind() const noexcept { return to_.columns.kind; }

 private:
  struct side {
    std::vector<double> points{};       ///< row by row
    std::vector<double> coordinates{};  ///< coordinate by coordinate, padded
    kernel::cost_columns columns{};
  };
  static side side_of(const point_cloud& cloud, const ground_metric& distance);

  std::size_t dimensions_;
  side from_, to_;
  double largest_ = 0;
};

}  // namespace relent::transporting
