#pragma once

#include <nlohmann/json.hpp>

#include "relent/compare/associations.hpp"

namespace relent::report {

/// A square for every pair, the stronger the more colour, columns in the data's order on both sides. The data's names
/// stand in the data alone, never in a field's name or an expression.
[[nodiscard]] nlohmann::ordered_json association_map(const associations& a);

}  // namespace relent::report
