#include "transport/cost_tiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent::transporting {
namespace {

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

}  // namespace

stored_costs::stored_costs(std::string_view function, std::string_view argument, const cost_matrix& costs, double limit)
    : cost_tiles(costs.rows, costs.columns), values_(costs.values.data()) {
  if (costs.values.size() != costs.rows * costs.columns) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("{} has {} numbers, not {} x {}", argument, costs.values.size(), costs.rows, costs.columns));
  }
  const auto [least, most] = kernel::bounds_of(values_, costs.values.size());
  if (least > most) {
    return;  // no pair is allowed; whoever has mass is refused
  }
  largest_ = std::max(std::abs(least), std::abs(most));
  range_ = most - least;
  if (largest_ < limit) {
    return;
  }
  for (std::size_t k = 0; k < costs.values.size(); ++k) {
    const double c = values_[k];
    if (!(c > -limit && (c < limit || c == std::numeric_limits<double>::infinity()))) {
      throw bad_value(function, fmt::format("{}[{}]", argument, k / columns()),
                      static_cast<std::int64_t>(k % columns()), c,
                      std::isinf(limit) ? "a number or +infinity"
                                        : "a number below 2^500 in size, or +infinity where the pair is forbidden");
    }
  }
}

kernel::least_cost stored_costs::least_below(std::size_t i, const double* offset, double bound) const noexcept {
  return kernel::least_below(values_ + i * columns(), columns(), offset, bound);
}

const double* stored_costs::column(std::size_t j, std::size_t first, std::size_t count, double* room) const noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    room[i] = values_[(first + i) * columns() + j];
  }
  return room;
}

point_costs::side point_costs::side_of(const point_cloud& cloud, const ground_metric& distance) {
  const std::size_t n = cloud.size(), d = cloud.dimensions, stride = kernel::padded_columns(n);
  side out{as_compared(cloud, distance), std::vector<double>(d * stride), {}};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < d; ++k) {
      out.coordinates[k * stride + i] = out.points[i * d + k];
    }
  }
  out.columns = {kind_of(distance), distance.order, out.coordinates.data(), n, d};
  return out;
}

point_costs::point_costs(const point_cloud& from, const point_cloud& to, const ground_metric& distance)
    : cost_tiles(from.size(), to.size()),
      dimensions_(from.dimensions),
      from_(side_of(from, distance)),
      to_(side_of(to, distance)) {
  // No distance is larger than that of the far corners of the box that holds both clouds.
  const std::vector<double> origin(dimensions_, 0.0);
  std::vector<double> span(dimensions_ * kernel::column_step);
  for (std::size_t k = 0; k < dimensions_; ++k) {
    const double* const x = from_.coordinates.data() + k * from_.columns.stride();
    const auto [a, b] = std::minmax_element(x, x + rows());
    const auto [c, d] = std::minmax_element(to_coordinate(k), to_coordinate(k) + columns());
    span[k * kernel::column_step] = std::max(*b, *d) - std::min(*a, *c);
  }
  kernel::cost_columns corner = to_.columns;
  corner.coordinates = span.data();
  corner.n = 1;
  largest_ = kernel::cost_of(corner, origin.data(), 0);
  if (distance.kind == metric::cosine) {
    largest_ = std::min(largest_, 2.0);
  }
}

kernel::least_cost point_costs::least_below(std::size_t i, const double* offset, double bound) const noexcept {
  return kernel::least_below(to_.columns, from_point(i).data(), offset, bound);
}

const double* point_costs::row(std::size_t i, std::size_t first, std::size_t count, double* room) const noexcept {
  kernel::cost_row(to_.columns, from_point(i).data(), first, count, room);
  return room;
}

const double* point_costs::column(std::size_t j, std::size_t first, std::size_t count, double* room) const noexcept {
  kernel::cost_row(from_.columns, to_.points.data() + j * dimensions_, first, count, room);
  return room;
}

double point_costs::at(std::size_t i, std::size_t j) const noexcept {
  return kernel::cost_of(to_.columns, from_point(i).data(), j);
}

}  // namespace relent::transporting
