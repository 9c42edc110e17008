#pragma once

#include <nlohmann/json.hpp>

#include "relent/catalogue/answer.hpp"

namespace relent::report {

/// One measure's reply with the contract's fields.
[[nodiscard]] nlohmann::ordered_json answer_json(const answer& a);

}  // namespace relent::report
