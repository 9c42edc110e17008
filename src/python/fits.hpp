#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// What is behind relent.fit and relent.rank.
void bind_fits(nanobind::module_& m);

}  // namespace relent::python
