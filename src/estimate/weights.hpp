#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace relent::estimating {

/// Weights of `rows` observations as shares of their sum; empty weights are equal ones. Throws
/// error(errc::shape_mismatch) for another number of weights, error(errc::invalid_value) with the place of one that is
/// not finite or below zero, and where all are zero.
[[nodiscard]] std::vector<double> shares_of(std::span<const double> weights, std::size_t rows,
                                            std::string_view function, std::string_view argument);

/// How many equal weights these are worth, (sum w)^2 / sum w^2. Source: Kish 1965, section 11.7.
[[nodiscard]] double effective_number(std::span<const double> weights) noexcept;

}  // namespace relent::estimating
