#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// Values with gradients, for relent.torch: of plans, of entropic costs by matrices, of slices, of pairs of rows.
void bind_transport_gradients(nanobind::module_& m);

}  // namespace relent::python
