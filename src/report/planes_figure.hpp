#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "report/plane_picture.hpp"

namespace relent::report {

/// The planes of a page with their caption, HTML. `columns` may be empty; `observations` of rows.
[[nodiscard]] std::string planes_figure(const joint_fit_target& target, std::span<const joint_distribution> models,
                                        const std::vector<std::string>& names, std::vector<std::string> columns,
                                        std::optional<std::int64_t> observations);

}  // namespace relent::report
