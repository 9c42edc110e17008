#include "transport/marginals.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent::transporting {

compensated_sum require_masses(std::string_view function, std::string_view argument, std::span<const double> masses) {
  if (masses.empty()) {
    throw error(errc::empty, function, fmt::format("{} is empty", argument));
  }
  compensated_sum sum;
  for (std::size_t i = 0; i < masses.size(); ++i) {
    if (!(masses[i] >= 0) || !std::isfinite(masses[i])) {
      throw bad_value(function, argument, static_cast<std::int64_t>(i), masses[i], "finite and >= 0");
    }
    sum += masses[i];
  }
  if (!(sum.value() > 0) || !std::isfinite(sum.value())) {
    throw bad_value(function, fmt::format("sum of {}", argument), std::nullopt, sum.value(), "finite and > 0");
  }
  return sum;
}

void require_equal_totals(std::string_view function, double a, double b) {
  if (std::abs(a - b) > 1e-9 * std::max(a, b)) {
    throw error(errc::not_normalised, function,
                fmt::format("a sums to {} and b to {}: equal totals are needed; divide each by its sum, or ask for "
                            "unbalanced or partial transport",
                            a, b));
  }
}

void require_limits(std::string_view function, std::int64_t iterations, double seconds) {
  if (iterations < 0) {
    throw bad_value(function, "iteration_limit", std::nullopt, static_cast<double>(iterations), ">= 0",
                    errc::out_of_range);
  }
  if (!(seconds >= 0)) {
    throw bad_value(function, "time_limit", std::nullopt, seconds, ">= 0", errc::out_of_range);
  }
}

void require_cloud(std::string_view function, std::string_view argument, const point_cloud& cloud,
                   const ground_metric& distance) {
  const std::size_t d = cloud.dimensions;
  if (d == 0 || cloud.values.size() % d != 0) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has {} numbers, which are no rows of {}", argument, cloud.values.size(), d));
  }
  if (cloud.values.empty()) {
    throw error(errc::empty, function, fmt::format("{} is empty", argument));
  }
  for (std::size_t i = 0; i < cloud.size(); ++i) {
    bool nowhere = true;
    for (std::size_t k = 0; k < d; ++k) {
      const double x = cloud[i][k];
      if (!std::isfinite(x)) {
        throw bad_value(function, fmt::format("{}[{}]", argument, i), static_cast<std::int64_t>(k), x, "finite");
      }
      nowhere = nowhere && x == 0;
    }
    if (nowhere && distance.kind == metric::cosine) {
      throw error(errc::invalid_value, function,
                  fmt::format("{}[{}] is the origin, which has no direction", argument, i));
    }
  }
}

void require_comparable(std::string_view function, const point_cloud& x, const point_cloud& y,
                        const ground_metric& distance) {
  if (x.dimensions != y.dimensions) {
    throw error(errc::shape_mismatch, function,
                fmt::format("points have {} and {} dimensions", x.dimensions, y.dimensions));
  }
  if (distance.kind == metric::minkowski && !(distance.order >= 1)) {
    throw bad_value(function, "order", std::nullopt, distance.order, ">= 1", errc::out_of_range);
  }
}

}  // namespace relent::transporting
