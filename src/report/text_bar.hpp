#pragma once

#include <cstddef>
#include <string>

namespace relent::report {

inline constexpr std::size_t bar_cells = 10;

/// `▇▇▇▁▁▁▁▁▁▁`: 0 to 1 in ten cells, a cell for every tenth begun.
[[nodiscard]] std::string text_bar(double scale);

}  // namespace relent::report
