#pragma once

#include <span>
#include <string_view>

#include "relent/core/matrix.hpp"
#include "relent/distribution/families.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// One line of the list of families of several numbers.
struct joint_family_entry {
  std::string_view name;                      ///< snake_case, as answers print it
  std::span<const std::string_view> aliases;  ///< accepted on input
  std::span<const parameter_info> parameters;
  bool discrete;             ///< masses on whole numbers
  std::string_view formula;  ///< density or mass, in plain text
  std::string_view support;  ///< in words: "x in R^n"
  /// Makes one from all its parameters, in order. Throws what the family's constructor throws, and
  /// error(errc::type_mismatch) for a list where a matrix is needed, and the like.
  joint_distribution (*make)(std::span<const parameter_value> values);
  /// The maximum-likelihood fit to rows of data; null where there is none (matrix_normal needs more than one shape).
  /// Throws error(errc::empty) without rows, error(errc::invalid_value) for NaN or infinity, and what the family says.
  joint_distribution (*fit)(const matrix& rows);
};

/// The list of families of several numbers, in alphabetical order.
[[nodiscard]] std::span<const joint_family_entry> joint_families() noexcept;

/// Finds a family by name or alias, as `find_family`.
[[nodiscard]] const joint_family_entry* find_joint_family(std::string_view name) noexcept;

}  // namespace relent
