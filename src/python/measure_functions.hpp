#pragma once

#include <nanobind/nanobind.h>

namespace relent::python {

/// One Python function per measure of the catalogue, under its own name; and `measures()`, which lists them.
void bind_measure_functions(nanobind::module_& m);

/// `gradient` and `contributions`, for every measure.
void bind_derivatives(nanobind::module_& m);

/// `f_divergence`, whose generator is Python functions.
void bind_f_divergence(nanobind::module_& m);

/// `expectation` and `evidence_lower_bound`, of Python functions.
void bind_evidence(nanobind::module_& m);

/// What is behind relent.conditional_mutual_information, relent.transfer_entropy and their p-values.
void bind_dependence(nanobind::module_& m);

}  // namespace relent::python
