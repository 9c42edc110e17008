#pragma once

#include <nanobind/nanobind.h>

#include "relent/catalogue/operand.hpp"

namespace relent::python {

/// relent.Operand and what makes one: from numbers, from counted or listed masses, from an Arrow stream, from text.
void bind_operands(nanobind::module_& m);

/// An Operand, a Distribution or a batch of them, one of another library, or a text that is one: what a measure
/// function answers as a question instead of as arrays.
[[nodiscard]] bool is_operand(nanobind::handle object);

/// A distribution of another library as relent's own; anything else as it is.
[[nodiscard]] nanobind::object translated(nanobind::handle object);

/// Whatever stands for a distribution as an Operand (relent._operands says how).
[[nodiscard]] nanobind::object to_operand(nanobind::handle object);

}  // namespace relent::python
