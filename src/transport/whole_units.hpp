#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace relent::transporting {

/// Masses of two sides as whole numbers of a unit, a power of two near 2^-61 of the total, with equal totals: what
/// tree solvers add and subtract without ever rounding. Each mass is within half a unit of what was given but for the
/// largest of `b`, which takes what the others leave. Masses below half a unit are none.
class whole_units {
 public:
  /// Checks both sides and that their totals are equal within 1e-9; b is scaled to the total of a. Throws as
  /// require_masses and require_equal_totals.
  whole_units(std::string_view function, std::span<const double> a, std::span<const double> b);

  [[nodiscard]] const std::vector<std::int64_t>& supply() const noexcept { return supply_; }
  [[nodiscard]] const std::vector<std::int64_t>& demand() const noexcept { return demand_; }
  /// The masses of b, scaled to the total of a.
  [[nodiscard]] std::span<const double> b() const noexcept { return b_; }
  /// What so many units weigh.
  [[nodiscard]] double mass(std::int64_t units) const noexcept {
    return std::scalbn(static_cast<double>(units), -power_);
  }

 private:
  std::vector<std::int64_t> supply_{}, demand_{};
  std::vector<double> b_;
  int power_ = 0;  ///< a unit is 2^-power
};

}  // namespace relent::transporting
