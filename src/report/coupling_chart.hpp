#pragma once

#include <nlohmann/json.hpp>

#include "report/coupling_picture.hpp"

namespace relent::report {

/// P above, Q below, upside down, and between them bands of mass from where each lies to where it goes, in one colour
/// where they move to the right and another where to the left.
[[nodiscard]] nlohmann::ordered_json line_coupling_chart(const line_coupling& drawn);

/// The points of both and the lines of the plan between them, as wide as their mass.
[[nodiscard]] nlohmann::ordered_json plane_coupling_chart(const plane_coupling& drawn);

}  // namespace relent::report
