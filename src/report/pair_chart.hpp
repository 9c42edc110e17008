#pragma once

#include <nlohmann/json.hpp>

#include "relent/core/unit.hpp"

#include "report/pair_picture.hpp"

namespace relent::report {

/// Both distributions over each other: P filled, Q a line (bars: P's filled, Q's beside it).
[[nodiscard]] nlohmann::ordered_json pair_chart(const pair_picture& drawn);

/// p log(p/q) on the same axis, what is above 0 and what is below in two colours; where it is infinite a band.
[[nodiscard]] nlohmann::ordered_json term_chart(const pair_picture& drawn, unit u);

}  // namespace relent::report
