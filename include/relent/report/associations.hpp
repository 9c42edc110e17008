#pragma once

#include <string>

#include "relent/compare/associations.hpp"
#include "relent/report/report.hpp"

namespace relent {

/// The pairs that chance does not explain, strongest first, at most `shown` of them, each with a bar of its strength,
/// the mutual information, its interval and the adjusted p-value; the others in one line. Fits the width (at least 60).
[[nodiscard]] std::string to_text(const associations& a, const text_style& style = {}, std::size_t shown = 20);

/// `{"data", "unit", "level", "rows", "rows_used", "columns": [{"name", "kind", "missing"}], "pairs": [{"x", "y",
/// "mutual_information": {the fields of a measure}, "strength", "p_value", "adjusted_p_value", "test", "rows"}],
/// "skipped": [{"name", "reason"}], "seconds"}`.
[[nodiscard]] std::string to_json(const associations& a);

/// One self-contained page: a map of all pairs, the stronger the more colour, and a table of them. `command` is the
/// line that makes it again, empty where there is none.
[[nodiscard]] std::string to_html(const associations& a, const std::string& command);

/// The map alone, as a Vega-Lite specification with its data inside.
[[nodiscard]] std::string to_vega_lite(const associations& a);

}  // namespace relent
