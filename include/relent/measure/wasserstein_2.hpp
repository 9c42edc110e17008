#pragma once

#include "relent/core/array_view.hpp"
#include "relent/measure/rule.hpp"

namespace relent {

/// Wasserstein distance of order 2 between masses at places of a line: the root of the least mean squared distance over
/// which mass must be moved to turn P into Q, sqrt(integral over u of (F^-1(u) - G^-1(u))^2) with the quantile
/// functions F^-1 and G^-1. A metric, in the unit of x: no logarithm is in it.
///
/// Shapes and types: two rows of the same length, f64, f32, f16 or bf16, any strides; each element is converted to f64
/// exactly and everything is accumulated in f64. `how.positions` has one place for each element, finite and rising;
/// empty: 0, 1, 2, ... Memory: 80 bytes an element.
/// Error: relative error <= 4e-15, near equality too: cumulative masses are kept to 106 bits.
/// Gradient: dp_j = sum over i >= j of ((x_i - y_i)^2 - (x_(i+1) - y_i)^2) / (2 W2) with y_i = G^-1(F_i), the last 0;
/// dq with P and Q exchanged; where F_i is a level of G too, the mean of the two slopes; 0 at P = Q, by convention.
/// Contributions: what moving the mass of an element of P costs, over W2, so that they sum to W2.
/// Conventions: masses of 0 have places too; always finite. Masses taken as they are (generalised) have no distance.
/// Throws: error(errc::empty, shape_mismatch, invalid_value, not_normalised, unsupported).
/// Source: Villani 2003, Topics in Optimal Transportation, theorem 2.18.
[[nodiscard]] double wasserstein_2(const row_view& p, const row_view& q, const parameters& how = {});

namespace rules {
extern const rule wasserstein_2;
}

}  // namespace relent
