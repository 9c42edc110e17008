#pragma once

#include <optional>
#include <span>

namespace relent {

/// The chance that two models whose losses differ as these do on observations with these shares, so many of them, are
/// as good as each other: two-sided, the mean difference taken as normal (Vuong 1989). None where they do not differ.
[[nodiscard]] std::optional<double> lead_p_value(std::span<const double> shares, double observations,
                                                 std::span<const double> best, std::span<const double> other);

}  // namespace relent
