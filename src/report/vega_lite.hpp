#pragma once

#include <nlohmann/json.hpp>

#include "relent/core/unit.hpp"

#include "report/display.hpp"

namespace relent::report {

/// Vega-Lite specifications. Data stands inside, under field names of ours: nothing from a data set is ever a
/// field's name or part of an expression. Colours are the page's CSS variables with a fallback, so a chart
/// follows light, dark and paper without being drawn again.

/// Pixels left of a chart, the same for all that stand above each other.
inline constexpr int numeric_axis = 52;
/// An axis' numbers: 0.05, 150, 15k; short, and never 2e+1.
extern const char* const number_label;
/// With so many significant digits, and 0 for what is too small to draw: less of a page than all that a double has.
[[nodiscard]] double shortened(double x, int digits);
/// A specification with its data, as wide as the page gives it room.
[[nodiscard]] nlohmann::ordered_json base(nlohmann::ordered_json values);
[[nodiscard]] nlohmann::ordered_json left_axis(int extent, const char* title, const char* format);

/// The two distributions over each other: the reference filled, the current one a stepped line; for
/// categories, a pair of bars each.
[[nodiscard]] nlohmann::ordered_json distribution_chart(const display& d);

/// What every bar adds to the divergence, in percent of it: to the right or up where the current data has
/// more than the reference, to the left or down where it has less.
[[nodiscard]] nlohmann::ordered_json contribution_chart(const display& d, unit u);

}  // namespace relent::report
