#include "transport/grid_axes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

namespace relent::transporting {
namespace {

constexpr std::size_t most_places = std::size_t{1} << 29;

void require_places(std::string_view function, std::span<const std::size_t> shape) {
  if (shape.empty() || std::ranges::find(shape, std::size_t{0}) != shape.end()) {
    throw error(errc::empty, function, "the grid has no places");
  }
  std::size_t n = 1;
  for (const std::size_t length : shape) {
    if (n > most_places / length) {
      throw error(errc::out_of_range, function, "the grid has more than 2^29 places");
    }
    n *= length;
  }
}

}  // namespace

void require_grid(std::string_view function, const regular_grid& grid) {
  require_places(function, grid.shape);
  if (!grid.spacing.empty() && grid.spacing.size() != grid.shape.size()) {
    throw error(errc::shape_mismatch, function,
                fmt::format("spacing has {} numbers for {} axes", grid.spacing.size(), grid.shape.size()));
  }
  for (std::size_t k = 0; k < grid.spacing.size(); ++k) {
    if (!(grid.spacing[k] > 0) || !std::isfinite(grid.spacing[k])) {
      throw bad_value(function, "spacing", static_cast<std::int64_t>(k), grid.spacing[k], "finite and > 0",
                      errc::out_of_range);
    }
  }
  if (!(grid.power > 0) || !std::isfinite(grid.power)) {
    throw bad_value(function, "power", std::nullopt, grid.power, "finite and > 0", errc::out_of_range);
  }
}

void require_on_grid(std::string_view function, const regular_grid& grid, std::string_view argument,
                     std::span<const double> masses) {
  const std::size_t n = grid.size();
  if (masses.size() != n) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has {} masses, the grid {} places ({})", argument, masses.size(), n,
                            fmt::join(grid.shape, " x ")));
  }
  const auto bad = std::ranges::find_if(masses, [](double mass) { return !(mass >= 0) || std::isinf(mass); });
  if (bad == masses.end()) {
    return;
  }
  std::string place(argument);
  std::size_t at = static_cast<std::size_t>(bad - masses.begin()), stride = n;
  for (std::size_t k = 0; k + 1 < grid.shape.size(); ++k) {
    stride /= grid.shape[k];
    place += fmt::format("[{}]", at / stride);
    at %= stride;
  }
  throw bad_value(function, place, static_cast<std::int64_t>(at), *bad, "finite and >= 0");
}

double step_cost(const regular_grid& grid, std::size_t axis, double steps) {
  return std::pow((grid.spacing.empty() ? 1 : grid.spacing[axis]) * std::abs(steps), grid.power);
}

std::vector<double> step_costs(const regular_grid& grid, std::size_t axis) {
  const std::size_t n = grid.shape[axis];
  std::vector<double> out(2 * n - 1);
  for (std::size_t step = 0; step < n; ++step) {
    out[n - 1 - step] = out[n - 1 + step] = step_cost(grid, axis, static_cast<double>(step));
  }
  return out;
}

}  // namespace relent::transporting
