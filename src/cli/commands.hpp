#pragma once

#include "arguments.hpp"

namespace relent::cli {

/// Exit statuses, as `diff` has them.
enum status { done = 0, drift_found = 1, failed = 2 };

[[nodiscard]] status measure_command(const words& given);
[[nodiscard]] status compare_command(const words& given);
[[nodiscard]] status associations_command(const words& given);
[[nodiscard]] status logits_command(const words& given);
[[nodiscard]] status fit_command(const words& given);
[[nodiscard]] status rank_command(const words& given);
[[nodiscard]] status gallery_command(const words& given);
[[nodiscard]] status measures_command(const words& given);
[[nodiscard]] status families_command(const words& given);

}  // namespace relent::cli
