#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

void bind_torch_losses(nanobind::module_& m);

}  // namespace relent::python
