#include "transport/cost_tiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "kernel/softmin.hpp"

namespace relent::transporting {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

kernel::point_metric kernel_metric(metric m) {
  switch (m) {
    case metric::euclidean:
      return kernel::point_metric::euclidean;
    case metric::manhattan:
      return kernel::point_metric::manhattan;
    case metric::chebyshev:
      return kernel::point_metric::chebyshev;
    case metric::minkowski:
      return kernel::point_metric::minkowski;
    case metric::squared_euclidean:
    case metric::cosine:  // half the squared distance of points of length 1
      break;
  }
  return kernel::point_metric::squared;
}

std::vector<double> compared_points(const point_cloud& cloud, metric kind) {
  std::vector<double> out(cloud.values.begin(), cloud.values.end());
  if (kind == metric::cosine) {
    for (std::size_t i = 0; i < cloud.size(); ++i) {
      const std::span<double> x(out.data() + i * cloud.dimensions, cloud.dimensions);
      double largest = 0, sum = 0;
      for (const double v : x) {
        largest = std::max(largest, std::abs(v));
      }
      for (double& v : x) {
        v /= largest;  // squares neither over- nor underflow
        sum += v * v;
      }
      for (double& v : x) {
        v /= std::sqrt(sum);
      }
    }
  }
  return out;
}

std::vector<double> by_coordinate(const std::vector<double>& points, std::size_t n, std::size_t d) {
  std::vector<double> out(points.size());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < d; ++k) {
      out[k * n + i] = points[i * d + k];
    }
  }
  return out;
}

}  // namespace

cost_tiles::cost_tiles(std::string_view function, const cost_matrix& dense)
    : rows_(dense.rows), columns_(dense.columns), dense_(dense.values.data()) {
  const kernel::cost_bounds bounds = kernel::bounds_of(dense_, dense.values.size());
  for (std::size_t k = 0; bounds.least == -infinity && k < dense.values.size(); ++k) {
    if (!(dense_[k] > -infinity)) {
      throw bad_value(function, fmt::format("costs[{}]", k / columns_), static_cast<std::int64_t>(k % columns_),
                      dense_[k], "a number or +infinity");
    }
  }
  least_ = std::min(bounds.least, bounds.largest);
  largest_ = bounds.largest;
  if (!std::isfinite(largest_)) {  // no pair is allowed; whoever has mass is refused
    least_ = largest_ = 0;
  }
}

cost_tiles::cost_tiles(const point_cloud& from, const point_cloud& to, const ground_metric& distance)
    : rows_(from.size()),
      columns_(to.size()),
      dimensions_(from.dimensions),
      from_(compared_points(from, distance.kind)),
      to_(compared_points(to, distance.kind)),
      from_turned_(by_coordinate(from_, rows_, dimensions_)),
      to_turned_(by_coordinate(to_, columns_, dimensions_)),
      distance_(distance),
      how_(kernel_metric(distance.kind)) {
  find_bounds();
}

const double* cost_tiles::compute(const double* x, const std::vector<double>& ys, std::size_t first, std::size_t count,
                                  double* scratch) const noexcept {
  kernel::distances_to({how_, x, ys.data() + first, ys.size() / dimensions_, dimensions_, distance_.order}, count,
                       scratch);
  if (distance_.kind == metric::cosine) {
    std::for_each_n(scratch, count, [](double& c) { c *= 0.5; });
  }
  return scratch;
}

const double* cost_tiles::row(std::size_t i, std::size_t first, std::size_t count, double* scratch) const noexcept {
  return dense() ? dense_ + i * columns_ + first : compute(from_point(i).data(), to_turned_, first, count, scratch);
}

const double* cost_tiles::column(std::size_t j, std::size_t first, std::size_t count, double* scratch) const noexcept {
  if (!dense()) {
    return compute(to_point(j).data(), from_turned_, first, count, scratch);
  }
  for (std::size_t i = 0; i < count; ++i) {
    scratch[i] = dense_[(first + i) * columns_ + j];
  }
  return scratch;
}

void cost_tiles::find_bounds() {
  // The distance of the far corners of the box that holds both clouds.
  std::vector<double> low(dimensions_), high(dimensions_);
  double corner = 0;
  for (std::size_t k = 0; k < dimensions_; ++k) {
    const auto [a, b] = std::minmax_element(to_coordinate(k), to_coordinate(k) + columns_);
    const auto [c, d] = std::minmax_element(from_coordinate(k), from_coordinate(k) + rows_);
    low[k] = std::min(*a, *c);
    high[k] = std::max(*b, *d);
  }
  kernel::distances_to({how_, low.data(), high.data(), 1, dimensions_, distance_.order}, 1, &corner);
  largest_ = distance_.kind == metric::cosine ? std::min(2.0, corner / 2) : corner;
}

}  // namespace relent::transporting
