#pragma once

#include <span>

#include "integrand.hpp"

namespace relent {

inline constexpr int kronrod_nodes = 21;

/// Gauss and Kronrod's rule of 21 points on [lower, upper] for every component, and by how much it differs from Gauss'
/// own of 10 (Piessens et al. 1983). Returns a place where the integrand is infinite, NaN where there is none.
[[nodiscard]] double gauss_kronrod(const integrand& f, double lower, double upper, std::span<rule_sum> out);

}  // namespace relent
