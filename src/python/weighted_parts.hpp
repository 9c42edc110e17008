#pragma once

#include <nanobind/nanobind.h>

#include "relent/distribution/distribution.hpp"

namespace relent::python {

/// `weight * p` and sums of these: a mixture in the making, and the operators of relent.Distribution that start one.
void bind_weighted_parts(nanobind::module_& m, nanobind::class_<distribution>& d);

}  // namespace relent::python
