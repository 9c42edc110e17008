#pragma once

#include <string_view>

namespace relent::report {

/// `in the unit of x` for a measure that is a distance along a line, nothing for others.
[[nodiscard]] std::string_view line_unit(std::string_view measure);

}  // namespace relent::report
