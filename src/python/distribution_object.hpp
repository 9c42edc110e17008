#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nanobind/nanobind.h>

#include "relent/distribution/distribution.hpp"
#include "relent/distribution/families.hpp"

namespace relent::python {

/// relent.Distribution, and the functions that build one from others or from data.
void bind_distributions(nanobind::module_& m);

/// One callable object per family of the catalogue, under its own name; and `families()`, which lists them.
void bind_families(nanobind::module_& m);

/// The expression that makes it again; long ones by their beginning and what follows.
[[nodiscard]] std::string short_text(const distribution& d);

/// What its parameters are called, in the order of `log_density_gradient`: "mean", "weights[0]",
/// "components[1].sd", "of.rate".
[[nodiscard]] std::vector<std::string> parameter_names(const distribution& d);

/// One number, from a Python number or an array without axes; nothing for anything else.
[[nodiscard]] bool is_number(nanobind::handle value);
[[nodiscard]] double to_number(nanobind::handle value);

}  // namespace relent::python
