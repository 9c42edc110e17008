#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/parameter_info.hpp"

namespace relent {

/// What stands between the brackets behind a name, or one comma and the next.
struct argument {
  std::string_view name;                 ///< empty where it is known by its place
  std::string_view text;                 ///< of the value, for the column
  std::optional<parameter_value> value;  ///< none where a distribution stands
};

/// What a name in an expression asks for in its brackets.
struct signature {
  std::string_view name;
  std::span<const parameter_info> parameters;
  std::string_view before{};  ///< what stands before the parameters, in words: "a distribution"
};

/// The names of its parameters, as errors list them: `mean, sd`.
[[nodiscard]] std::string parameter_names(const signature& what);

/// Arguments in the order of the parameters, those left out with their defaults.
struct bound_arguments {
  std::vector<parameter_value> values;
  std::vector<std::string_view> places;  ///< where in the text each stands
};

/// Matches `given` with the parameters of `what`, by place or by name, and checks what they are written as. `at` is
/// the name that asks, `text` the whole that both are part of.
/// Throws error(errc::syntax) for one too many, twice or missing, error(errc::unknown_name) and
/// error(errc::type_mismatch), each with the column.
[[nodiscard]] bound_arguments bind_arguments(const signature& what, std::span<const argument> given,
                                             std::string_view at, std::string_view text);

/// A refusal of the values, with the column of the parameter that it names: `sd = -1 at column 11, must be > 0`.
[[nodiscard]] error placed(const error& refusal, const signature& what, const bound_arguments& bound,
                           std::string_view at, std::string_view text);

/// What `make` makes of the bound arguments; what it refuses is thrown with its column.
template <class Make>
[[nodiscard]] auto make_bound(const signature& what, std::span<const argument> given, std::string_view at,
                              std::string_view text, Make&& make) {
  const bound_arguments bound = bind_arguments(what, given, at, text);
  try {
    return std::invoke(make, std::span<const parameter_value>(bound.values));
  } catch (const error& e) {
    throw placed(e, what, bound, at, text);
  }
}

}  // namespace relent
