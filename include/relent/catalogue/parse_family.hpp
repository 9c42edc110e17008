#pragma once

#include <string_view>
#include <vector>

#include "relent/catalogue/operand.hpp"
#include "relent/fit/fit.hpp"
#include "relent/fit/rank.hpp"

namespace relent {

/// Reads what is to be fitted: `normal`, `binomial(trials=10)` with some parameters held (`n` is a binomial's trials
/// too), `mixture(3)` of normals, `mixture` with as many as are found best, `histogram(bins=20)`, `histogram`. Throws
/// error(errc::unknown_name) with the nearest, and error(errc::syntax).
[[nodiscard]] fit_family parse_family(std::string_view text);

/// A model to rank: a distribution where all parameters are given, else a family.
[[nodiscard]] rank_model parse_model(std::string_view text);

/// An operand as the target of a fit: counts are their shares of so many observations; masses and counts lie at
/// `support`, or at 0, 1, 2, ... where it is empty. Throws error(errc::unsupported) for words, joint tables and what
/// has several numbers, error(errc::shape_mismatch) for a support of another length.
[[nodiscard]] fit_target as_fit_target(const operand& what, const std::vector<double>& support = {});

/// An operand as data that models are ranked by.
[[nodiscard]] rank_data as_rank_data(const operand& what);

}  // namespace relent
