#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "relent/fit/joint_fit.hpp"
#include "relent/fit/joint_rank.hpp"

namespace relent::report {

/// What fits and rankings of several numbers say in text and on their pages alike.

/// Parameters with their names in a column of its own, matrices row by row, mixtures component by component.
[[nodiscard]] std::string joint_parameters_text(const std::vector<fitted_array>& p, std::size_t width);
/// A fitted model by its family, a given one as it is written.
[[nodiscard]] std::string model_label(const ranked_joint_model& m);

}  // namespace relent::report
