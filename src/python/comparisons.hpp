#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// relent.Comparison and what it holds.
void bind_comparison_types(nanobind::module_& m);

/// The function behind relent.compare.
void bind_compare(nanobind::module_& m);

/// relent.Associations and the function behind relent.associations.
void bind_associations(nanobind::module_& m);

}  // namespace relent::python
