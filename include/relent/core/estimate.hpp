#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relent {

/// How a number was got. An answer always says which.
enum class method { exact, closed_form, quadrature, monte_carlo, plug_in, binned, knn };

/// "exact", "closed_form", "plug_in", ... as the answers print it.
[[nodiscard]] std::string_view name(method m) noexcept;

/// The two ends of an interval; either may be infinite.
struct interval {
  double lower;
  double upper;
};

/// One answer: a value with the method that gave it and what is known of its error.
/// Information quantities are in nats; conversion happens at the door.
struct estimate {
  double value;
  relent::method method = relent::method::exact;
  std::optional<double> standard_error{};
  std::optional<relent::interval> interval{};
  std::optional<double> level{};        ///< of the interval, for example 0.95
  std::optional<double> error_bound{};  ///< |value - truth| is below this (rounding, or quadrature)
  std::vector<std::string> notes{};     ///< full sentences a user can read
};

}  // namespace relent
