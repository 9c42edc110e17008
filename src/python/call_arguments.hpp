#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nanobind/nanobind.h>

#include "relent/distribution/parameter_info.hpp"

namespace relent::python {

/// `location = 0`.
[[nodiscard]] std::string parameter_words(const parameter_info& p);
/// `normal(mean, sd)`.
[[nodiscard]] std::string signature_words(std::string_view family, std::span<const parameter_info> parameters);

/// One object a parameter, in order; a null handle where it was left to its default.
/// Throws error(errc::type_mismatch) for one too many, twice, unknown or missing.
[[nodiscard]] std::vector<nanobind::object> call_arguments(std::string_view family,
                                                           std::span<const parameter_info> parameters,
                                                           const nanobind::args& args, const nanobind::kwargs& kwargs);

}  // namespace relent::python
