#pragma once

#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/distribution/parameter_info.hpp"

namespace relent {

/// A parameter as it is written: a number, `[1, 2]`, or `[[1, 0], [0, 1]]`.
using parameter_value = std::variant<double, std::vector<double>, matrix>;

/// One line of the list of families: everything that the doors, the tests and the docs know of it.
struct family_entry {
  std::string_view name;                      ///< snake_case, as answers print it
  std::span<const std::string_view> aliases;  ///< accepted on input
  std::span<const parameter_info> parameters;
  bool discrete;             ///< masses on whole numbers
  std::string_view formula;  ///< density or mass, in plain text
  std::string_view support;  ///< in words: "x > 0", "whole x >= 0"
  /// Makes one from all its parameters, in order. Throws what the family's constructor throws, and
  /// error(errc::type_mismatch) for a list where a number is needed, and the like.
  distribution (*make)(std::span<const parameter_value> values);
  /// The maximum-likelihood fit to data.
  distribution (*fit)(std::span<const double> values);
  /// The parameters of a member, in order (for a list its elements); empty for what is no member.
  std::vector<double> (*values)(const distribution& of);
  /// Throws what the constructor throws for these parameters, one number each; makes nothing.
  void (*check)(std::span<const double> values);
};

/// The one list of families of one number, in alphabetical order within discrete and continuous.
[[nodiscard]] std::span<const family_entry> families() noexcept;

/// Finds a family by name or alias; case, '_', '-' and blanks do not matter. Null where there is none.
[[nodiscard]] const family_entry* find_family(std::string_view name) noexcept;

/// The family that this distribution is a member of; null for mixtures and what else is built from others.
[[nodiscard]] const family_entry* family_of(const distribution& d) noexcept;

}  // namespace relent
