#pragma once

#include <string_view>
#include <variant>

#include "relent/distribution/distribution.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// A distribution of one number or of several.
using any_distribution = std::variant<distribution, joint_distribution>;

/// Reads a distribution as it is written everywhere:
///
///     normal(0, 1)                  a family, its parameters in order
///     normal(mean=0, sd=1)          by name, also behind some in order; some have defaults: student_t(3)
///     categorical([0.2, 0.8])       lists in brackets; numbers may be fractions 1/3 and use pi
///     0.5*normal(-2, 1) + 0.5*normal(2, 1)      a mixture; each weight before its component
///     affine(gamma(2, 1), 3, -1)    3 - X, and truncated(normal(0, 1), 0, inf), X within its ends
///     exp(normal(0, 1))             e^X, and log(gamma(2, 1)), the logarithm of an X >= 0
///     mvnormal([0, 0], [[1, 0.5], [0.5, 2]])    several numbers at once; matrices row by row
///     independent(normal(0, 1), gamma(2, 1))    one factor a coordinate
///
/// Names as in the list of families: case and underscores do not matter. Time and space are linear in the text.
/// Throws error with the column of the fault: errc::syntax for what cannot be read, errc::unknown_name with the
/// nearest name, and the family's own refusal: `'normal(0, -1)': sd = -1 at column 11, must be > 0`.
[[nodiscard]] any_distribution parse_any_distribution(std::string_view text);

/// The same where one number is needed: throws error(errc::unsupported) for a distribution of several.
[[nodiscard]] distribution parse_distribution(std::string_view text);

}  // namespace relent
