#pragma once

#include <functional>
#include <span>
#include <vector>

namespace relent {

/// Many values of a function at once.
using line_function = std::function<void(std::span<const double> x, std::span<double> out)>;

inline constexpr int panel_nodes = 16;

/// Gauss' places and weights for [-1, 1].
struct gauss_rule {
  double places[panel_nodes], weights[panel_nodes];
};
[[nodiscard]] const gauss_rule& panel_rule() noexcept;

/// The polynomial through these values at Gauss' places, at t in [-1, 1].
[[nodiscard]] double interpolated(std::span<const double> values, double t) noexcept;

/// Edges, rising, between which a polynomial through Gauss' 16 places gives f within `tolerance` of its size: the
/// pieces between the `cuts` halved until it does, or they are too narrow to matter beside `whole` (0: all of it).
/// Where f is infinite it is not resolved.
[[nodiscard]] std::vector<double> resolving_edges(const line_function& f, std::vector<double> cuts, double tolerance,
                                                  double whole = 0);

}  // namespace relent
