#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

void bind_transport(nanobind::module_& m);

}  // namespace relent::python
