#pragma once

#include <cstddef>
#include <cstdint>

namespace relent::kernel {

/// KL divergences of many pairs of one family's members, and their derivatives, on one instruction set.
/// p[j] and q[j] are the n values of parameter j; n and alignment are arbitrary. Pairs whose parameters are not
/// within the kernel's range, bad ones among them, are declined: their value is NaN, and the call returns false.
/// noexcept, no allocation.
struct family_kernel {
  std::size_t parameters;
  bool (*value)(const double* const* p, const double* const* q, std::int64_t n, double* value) noexcept;
  /// The derivatives with respect to parameter j of P and Q go to dp[j] and dq[j].
  bool (*gradient)(const double* const* p, const double* const* q, std::int64_t n, double* value, double* const* dp,
                   double* const* dq) noexcept;
};

// On the instruction set in use now; ask once per call. In brackets the parameters.

[[nodiscard]] const family_kernel& normal_kl() noexcept;       ///< mean, sd
[[nodiscard]] const family_kernel& laplace_kl() noexcept;      ///< location, scale
[[nodiscard]] const family_kernel& gamma_kl() noexcept;        ///< shape, rate
[[nodiscard]] const family_kernel& beta_kl() noexcept;         ///< alpha, beta
[[nodiscard]] const family_kernel& exponential_kl() noexcept;  ///< rate
[[nodiscard]] const family_kernel& poisson_kl() noexcept;      ///< rate
[[nodiscard]] const family_kernel& bernoulli_kl() noexcept;    ///< p
[[nodiscard]] const family_kernel& geometric_kl() noexcept;    ///< p

}  // namespace relent::kernel
