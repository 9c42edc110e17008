#pragma once

#include <string>

#include "relent/report/report.hpp"

namespace relent {

/// The catalogue for reading: each measure with its names, formula, range, conventions at zero, properties and
/// source, then the ways in which operands are answered.
[[nodiscard]] std::string catalogue_text(const text_style& style = {});

/// `{"measures": [{"name", "aliases", "label", "takes", "formula", "range", "zeros", "source", "in_units",
/// "symmetric", "metric", "zero_on_equal", "monotone", "bound", "on_line", "parameter", "by_default"}],
/// "routes": [{"p", "q", "method", "words"}]}`.
[[nodiscard]] std::string catalogue_json();

/// The named families for reading: parameters with what is asked of them, density or mass, support; then what is
/// built from others.
[[nodiscard]] std::string families_text(const text_style& style = {});

/// `{"families": [{"name", "aliases", "parameters": [{"name", "requirement", "kind": "number"|"list"|"matrix",
/// "default"}], "discrete", "formula", "support"}]}`.
[[nodiscard]] std::string families_json();

}  // namespace relent
