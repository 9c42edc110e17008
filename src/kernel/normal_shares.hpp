#pragma once

#include <cstddef>

namespace relent::kernel {

/// Components of a mixture of normals as the loop reads them: the log of weight times density at x is
/// constants[c] - ((x - means[c]) * scales[c])^2 / 2.
struct normal_components {
  const double *means, *scales, *constants;
  std::size_t count;
};

/// Doubles that one call needs to work in.
[[nodiscard]] constexpr std::size_t normal_shares_scratch(std::size_t components) noexcept {
  return components * 4 * 32 + 2 * 32;  // no vector has more than 32 lanes
}

/// The expectation step over n places x with these weights (null: 1 each). Of component c, with its shares r, adds
/// sum w r, sum w r (x - mean), sum w r (x - mean)^2 to sums[3 c] on; returns sum w log density. Exponentials and
/// logarithms to 4 ulp. x finite, at least one component with a finite constant. noexcept, without allocation.
double normal_shares(const double* x, const double* weights, std::size_t n, const normal_components& of, double* sums,
                     double* scratch) noexcept;

}  // namespace relent::kernel
