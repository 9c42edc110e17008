#pragma once

#include <functional>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// E f(X), without a bound of its error (relent/divergence/evidence.hpp has one), between low and high (the whole
/// support by default): quadrature between X's split points and quantiles for a density, a sum for whole numbers.
/// Relative error about 1e-13 of E |f(X)| for functions that are smooth between the split points.
[[nodiscard]] double plain_expectation(const distribution& of, const std::function<double(double)>& f);
[[nodiscard]] double plain_expectation(const distribution& of, const std::function<double(double)>& f, double low,
                                       double high);

}  // namespace relent
