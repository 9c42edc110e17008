#pragma once

#include <string_view>

#include "relent/catalogue/operand.hpp"
#include "relent/fit/fit.hpp"
#include "relent/fit/rank.hpp"

namespace relent {

/// Reads what is to be fitted: `normal`, `binomial(trials=10)` with some parameters held (`n` is a binomial's trials
/// too), `mixture(3)` of normals, `mixture` with as many as BIC finds best. Throws error(errc::unknown_name) with the
/// nearest, and error(errc::syntax).
[[nodiscard]] fit_family parse_family(std::string_view text);

/// A model to rank: a distribution where all parameters are given, else a family.
[[nodiscard]] rank_model parse_model(std::string_view text);

/// An operand as the target of a fit: counts are their shares, masses lie at 0, 1, 2, ... Throws
/// error(errc::unsupported) for words, joint tables and what has several numbers.
[[nodiscard]] fit_target as_fit_target(const operand& what);

/// An operand as data that models are ranked by.
[[nodiscard]] rank_data as_rank_data(const operand& what);

}  // namespace relent
