#pragma once

#include <string>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/catalogue/operand.hpp"

namespace relent {

/// One self-contained page about two distributions, two lists of masses, or one of each on whole numbers: both over
/// each other, below them on the same axis the pointwise p log(p/q) whose signed area (for masses: sum) is KL(P‖Q), and
/// beside them the answers of `m`, each with its method and error bound.
///
/// `kl` is a measurement of kl_divergence alone, for the title. The axis reaches over the quantiles 1e-4 to 1 - 1e-4 of
/// P, and of Q as far as four widths of P's beyond; what lies outside is told. Masses lie at `support`, empty: 0, 1, 2,
/// ... Names are shown as text. `command` is the line that makes it again, empty where there is none.
/// Throws error(errc::unsupported) for operands that have no such picture: columns, joint tables, a density against
/// masses.
[[nodiscard]] std::string to_html(const measurement& m, const measurement& kl, const operand& p, const operand& q,
                                  const std::vector<double>& support, const std::string& command);

}  // namespace relent
