#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// relent.JointDistribution, the families of several numbers under their own names, and `relent.independent`.
void bind_joint_distributions(nanobind::module_& m);

}  // namespace relent::python
