#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// Exact optimal transport: `_emd`, `TransportPlan`, distances on a line.
void bind_transport(nanobind::module_& m);

}  // namespace relent::python
