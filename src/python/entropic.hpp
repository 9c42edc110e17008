#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// Entropic and sliced transport: `_sinkhorn` and its like, for _sinkhorn.py.
void bind_entropic_transport(nanobind::module_& m);

}  // namespace relent::python
