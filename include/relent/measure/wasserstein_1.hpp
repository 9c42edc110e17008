#pragma once

#include "relent/core/array_view.hpp"
#include "relent/measure/rule.hpp"

namespace relent {

/// Wasserstein distance of order 1 between masses at places x_0 < x_1 < ... of a line: the least mean distance over
/// which mass must be moved to turn P into Q, sum (x_(i+1) - x_i) |F_i - G_i| with the cumulative masses F and G. A
/// metric, in the unit of x: no logarithm is in it, so nats and bits do not matter.
///
/// Shapes and types: two rows of the same length, f64, f32, f16 or bf16, any strides; each element is converted to f64
/// exactly and everything is accumulated in f64. `how.positions` has one place for each element, finite and rising;
/// empty: 0, 1, 2, ... Memory: 80 bytes an element.
/// Error: relative error <= 4e-15, near equality too: cumulative masses are kept to 106 bits.
/// Gradient: dp_j = sum over i >= j of (x_(i+1) - x_i) sign(F_i - G_i), the last 0; dq the negative; at F_i = G_i the
/// sign is 0, by convention.
/// Contributions: the terms, each at the element below its gap.
/// Conventions: masses of 0 have places too; always finite. Masses taken as they are (generalised) have no distance.
/// Throws: error(errc::empty, shape_mismatch, invalid_value, not_normalised, unsupported).
/// Source: Vallender 1974; Villani 2003, Topics in Optimal Transportation, theorem 2.18.
[[nodiscard]] double wasserstein_1(const row_view& p, const row_view& q, const parameters& how = {});

namespace rules {
extern const rule wasserstein_1;
}

}  // namespace relent
