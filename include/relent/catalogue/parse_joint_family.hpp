#pragma once

#include <string_view>

#include "relent/catalogue/operand.hpp"
#include "relent/fit/joint_fit.hpp"
#include "relent/fit/joint_rank.hpp"

namespace relent {

/// Whether an operand is a distribution, or observations, of several numbers.
[[nodiscard]] bool of_several_numbers(const operand& what) noexcept;

/// Reads what is to be fitted to a target of several numbers: `mvnormal`, `dirichlet`, ..., `mixture(3)` of mvnormals,
/// `mixture(3, diagonal)`, `mixture` with as many as BIC finds best. `components`, where it is not empty, makes
/// mixtures of mvnormal and mvnormal_diagonal: a number, `auto` (BIC) or `cv` (cross-validation). Throws
/// error(errc::unknown_name) with the nearest, error(errc::unsupported) for a family of one number,
/// error(errc::syntax).
[[nodiscard]] joint_fit_family parse_joint_family(std::string_view text, std::string_view components = {});

/// A model to rank: a distribution where parameters are given, else a family.
[[nodiscard]] joint_rank_model parse_joint_model(std::string_view text);

/// An operand of several numbers as the target of a fit.
[[nodiscard]] joint_fit_target as_joint_fit_target(const operand& what);
/// As data that models are ranked by.
[[nodiscard]] observed_rows as_observed_rows(const operand& what);

}  // namespace relent
