#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

void bind_gallery(nanobind::module_& m);

}  // namespace relent::python
