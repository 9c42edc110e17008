#pragma once

#include <optional>
#include <string>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/catalogue/operand.hpp"

namespace relent {

/// One self-contained page about two distributions, two lists of masses, or one of each on whole numbers: both over
/// each other, below them on the same axis the pointwise p log(p/q) whose signed area (for masses: sum) is KL(P‖Q), and
/// beside them the answers of `m`, each with its method and error bound.
///
/// Where a distance along a line or between points is among the answers, a picture of the coupling: on a line the two
/// outlines with bands of mass from one to the other; of rows of several numbers the points in the plane of the first
/// two columns and the heaviest lines of the cheapest plan.
///
/// `kl` is a measurement of kl_divergence alone, for the title and the terms; without it, or where the two have no such
/// terms (columns, a density against masses), the coupling stands alone. The axis reaches over the quantiles 1e-4 to 1
/// - 1e-4 of P, and of Q as far as four widths of P's beyond; what lies outside is told. Masses lie at `support`,
/// empty: 0, 1, 2,
/// ... Names are shown as text. `command` is the line that makes it again, empty where there is none.
/// Throws error(errc::unsupported) for operands that have no picture.
[[nodiscard]] std::string to_html(const measurement& m, const std::optional<measurement>& kl, const operand& p,
                                  const operand& q, const std::vector<double>& support, const std::string& command);

/// Whether the coupling is what there is to draw of these answers: every measure is a distance along a line or between
/// points, or the operands are columns of numbers and one of them is.
[[nodiscard]] bool shows_coupling_alone(const measurement& m, const operand& p, const operand& q);

}  // namespace relent
