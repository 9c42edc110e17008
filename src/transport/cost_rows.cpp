#include "transport/cost_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent::transporting {
namespace {

class stored final : public cost_rows {
 public:
  stored(const cost_matrix& costs, double largest)
      : cost_rows(costs.rows, costs.columns), values_(costs.values.data()), largest_(largest) {}

  kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept override {
    return kernel::least_below(values_ + i * columns(), columns(), offset, bound);
  }
  const double* row(std::size_t i, double* /*room*/) const noexcept override { return values_ + i * columns(); }
  double at(std::size_t i, std::size_t j) const noexcept override { return values_[i * columns() + j]; }
  double largest() const noexcept override { return largest_; }

 private:
  const double* values_;
  double largest_;
};

/// The cosine distance is the squared distance of the directions, halved.
std::vector<double> as_compared(const point_cloud& cloud, const ground_metric& distance) {
  std::vector<double> out(cloud.values.begin(), cloud.values.end());
  if (distance.kind == metric::cosine) {
    for (std::size_t i = 0; i < cloud.size(); ++i) {
      const std::span<double> point(out.data() + i * cloud.dimensions, cloud.dimensions);
      double largest = 0, squares = 0;
      for (const double x : point) {
        largest = std::max(largest, std::abs(x));
      }
      for (const double x : point) {
        squares += x / largest * (x / largest);
      }
      for (double& x : point) {
        x = x / largest / std::sqrt(2 * squares);
      }
    }
  }
  return out;
}

kernel::cost_kind kind_of(const ground_metric& distance) {
  using kernel::cost_kind;
  switch (distance.kind) {
    case metric::euclidean:
      return cost_kind::root_of_squares;
    case metric::squared_euclidean:
    case metric::cosine:
      return cost_kind::squares;
    case metric::manhattan:
      return cost_kind::absolute;
    case metric::chebyshev:
      return cost_kind::largest;
    case metric::minkowski:
      break;
  }
  return distance.order == 1          ? cost_kind::absolute
         : distance.order == 2        ? cost_kind::root_of_squares
         : std::isinf(distance.order) ? cost_kind::largest
                                      : cost_kind::power;
}

class computed final : public cost_rows {
 public:
  computed(const point_cloud& x, const point_cloud& y, const ground_metric& distance)
      : cost_rows(x.size(), y.size()), dimensions_(x.dimensions), points_(as_compared(x, distance)) {
    const std::vector<double> to = as_compared(y, distance);
    coordinates_.resize(dimensions_ * padded());
    std::vector<double> span(dimensions_);
    for (std::size_t k = 0; k < dimensions_; ++k) {
      double low = points_[k], high = low;
      for (std::size_t i = 0; i < rows(); ++i) {
        low = std::min(low, points_[i * dimensions_ + k]);
        high = std::max(high, points_[i * dimensions_ + k]);
      }
      for (std::size_t j = 0; j < columns(); ++j) {
        const double at = to[j * dimensions_ + k];
        coordinates_[k * padded() + j] = at;
        low = std::min(low, at);
        high = std::max(high, at);
      }
      span[k] = high - low;
    }
    to_ = {kind_of(distance), distance.order, coordinates_.data(), columns(), dimensions_};
    const std::vector<double> origin(dimensions_, 0.0);
    std::vector<double> one(dimensions_ * kernel::column_step, 0.0), out(kernel::column_step);
    for (std::size_t k = 0; k < dimensions_; ++k) {
      one[k * kernel::column_step] = span[k];
    }
    kernel::cost_row({to_.kind, to_.order, one.data(), 1, dimensions_}, origin.data(), out.data());
    largest_ = out[0];
  }

  kernel::least_cost least_below(std::size_t i, const double* offset, double bound) const noexcept override {
    return kernel::least_below(to_, points_.data() + i * dimensions_, offset, bound);
  }
  const double* row(std::size_t i, double* room) const noexcept override {
    kernel::cost_row(to_, points_.data() + i * dimensions_, room);
    return room;
  }
  double at(std::size_t i, std::size_t j) const noexcept override {
    const double* const x = points_.data() + i * dimensions_;
    const double* const y = coordinates_.data() + j;
    return kernel::cost_of(to_, x, y);
  }
  double largest() const noexcept override { return largest_; }

 private:
  std::size_t dimensions_;
  std::vector<double> points_;       ///< row by row
  std::vector<double> coordinates_;  ///< of the columns, coordinate by coordinate
  kernel::cost_columns to_{};
  double largest_ = 0;
};

}  // namespace

std::unique_ptr<cost_rows> stored_costs(std::string_view function, std::string_view argument,
                                        const cost_matrix& costs) {
  if (costs.values.size() != costs.rows * costs.columns) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("{} has {} numbers, not {} x {}", argument, costs.values.size(), costs.rows, costs.columns));
  }
  double largest = 0;
  for (std::size_t i = 0; i < costs.rows; ++i) {
    const double row = kernel::largest_finite(costs.values.data() + i * costs.columns, costs.columns);
    if (!(row < kernel::no_bound)) {
      for (std::size_t j = 0; j < costs.columns; ++j) {
        const double c = costs.values[i * costs.columns + j];
        if (std::isnan(c) || c == -std::numeric_limits<double>::infinity() ||
            (std::isfinite(c) && std::abs(c) >= kernel::no_bound)) {
          throw bad_value(function, fmt::format("{}[{}]", argument, i), static_cast<std::int64_t>(j), c,
                          "a number below 2^500 in size, or +infinity where the pair is forbidden");
        }
      }
    }
    largest = std::max(largest, row);
  }
  return stored_costs(costs, largest);
}

std::unique_ptr<cost_rows> stored_costs(const cost_matrix& costs, double largest) {
  return std::make_unique<stored>(costs, largest);
}

std::unique_ptr<cost_rows> computed_costs(const point_cloud& x, const point_cloud& y, const ground_metric& distance) {
  return std::make_unique<computed>(x, y, distance);
}

}  // namespace relent::transporting
