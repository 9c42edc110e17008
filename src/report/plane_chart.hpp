#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "report/plane_picture.hpp"

namespace relent::report {

/// A plane of two numbers: the target's points, or its density in shades of grey; each model's lines in its colour
/// (`line_colour`), the best on top. `columns` are the axes' titles, `names` those of the models, for the words under
/// the pointer; the page gives it its height.
[[nodiscard]] nlohmann::ordered_json plane_chart(const plane_picture& drawn, const std::vector<std::string>& columns,
                                                 const std::vector<std::string>& names);

}  // namespace relent::report
