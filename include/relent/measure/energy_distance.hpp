#pragma once

#include "relent/core/array_view.hpp"
#include "relent/measure/rule.hpp"

namespace relent {

/// Energy distance between masses at places x_0 < x_1 < ... of a line, the root of 2 E|X-Y| - E|X-X'| - E|Y-Y'|, which
/// is sqrt(2 sum (x_(i+1) - x_i) (F_i - G_i)^2) with the cumulative masses F and G. A metric, in the root of the unit
/// of x: no logarithm is in it. SciPy's energy_distance is this.
///
/// Shapes and types: two rows of the same length, f64, f32, f16 or bf16, any strides; each element is converted to f64
/// exactly and everything is accumulated in f64. `how.positions` has one place for each element, finite and rising;
/// empty: 0, 1, 2, ... Memory: 80 bytes an element.
/// Error: relative error <= 4e-15, near equality too: cumulative masses are kept to 106 bits.
/// Gradient: dp_j = 2 / E sum over i >= j of (x_(i+1) - x_i) (F_i - G_i), the last 0; dq the negative; 0 at P = Q, by
/// convention.
/// Contributions: the terms of the sum over the distance, so that they sum to it, each at the element below its gap.
/// Conventions: masses of 0 have places too; always finite. Masses taken as they are (generalised) have no distance.
/// Throws: error(errc::empty, shape_mismatch, invalid_value, not_normalised, unsupported).
/// Source: Szekely & Rizzo 2013, Energy statistics, section 2; Baringhaus & Franz 2004.
[[nodiscard]] double energy_distance(const row_view& p, const row_view& q, const parameters& how = {});

namespace rules {
extern const rule energy_distance;
}

}  // namespace relent
