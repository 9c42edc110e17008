#pragma once

#include <optional>

#include "relent/joint/joint_distribution.hpp"
#include "relent/joint/mvnormal.hpp"

namespace relent {

/// The same distribution as an mvnormal, for every way to write one: mvnormal_diagonal, mvnormal_low_rank,
/// matrix_normal, independent normals. Nothing for anything else.
[[nodiscard]] std::optional<mvnormal> as_gaussian(const joint_distribution& d);

}  // namespace relent
