#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/measure/rule.hpp"
#include "relent/transport/line_transport.hpp"

namespace relent::transporting {

/// Throws what the distances on a line throw for a bad side.
void require_sample(std::string_view function, std::string_view argument, const line_sample& sample);

/// Two sides as masses at the same rising places: what the measures of masses on a line take.
struct common_places {
  std::vector<double> places;
  std::vector<double> p, q;
  std::vector<std::size_t> x_at, y_at;  ///< where each value went

  /// Of sides that were checked; values modulo `period` where that is above 0.
  common_places(const line_sample& x, const line_sample& y, double period = 0);

  [[nodiscard]] parameters how() const noexcept { return {.mode = mass_mode::normalise, .positions = places}; }
};

/// The values' order: rising, equal ones as they come.
[[nodiscard]] std::vector<std::size_t> rising_order(std::span<const double> values);

}  // namespace relent::transporting
