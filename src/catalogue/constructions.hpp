#pragma once

#include <span>
#include <string_view>

#include "relent/distribution/distribution.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/parameter_info.hpp"

namespace relent {

/// What an expression makes of another distribution: `affine(gamma(2, 1), 3, -1)`.
struct construction {
  std::string_view name;
  std::span<const parameter_info> parameters;  ///< those behind the distribution
  /// Makes one from all its parameters, in order, each of its kind. Throws what the constructor throws.
  distribution (*make)(distribution of, std::span<const parameter_value> values);
};

/// The one list of constructions.
[[nodiscard]] std::span<const construction> constructions() noexcept;

/// Finds a construction by name, as find_family does. Null where there is none.
[[nodiscard]] const construction* find_construction(std::string_view name) noexcept;

}  // namespace relent
