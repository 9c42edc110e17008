#pragma once

namespace relent::closed {

/// log(x / y), accurate where x is near y; x, y > 0.
[[nodiscard]] double log_ratio(double x, double y) noexcept;
/// e^x - 1 - x >= 0, without the cancellation.
[[nodiscard]] double expm1mx(double x) noexcept;
/// log Gamma(a + k) - log Gamma(a) - k log a, a + k > 0, without cancellation for large a.
[[nodiscard]] double log_gamma_step(double a, double k) noexcept;

// Bregman divergences f(y) - f(x) - (y - x) f'(x) >= 0 of convex functions. Near x = y they are the integral of
// (y - z) f''(z), whose integrand has one sign, so that nothing cancels.

/// Of f = log Gamma at y = x + d.
[[nodiscard]] double bregman_log_gamma(double x, double d) noexcept;
/// Of f(a) = log Gamma(a) - a log a + a, what is left of log Gamma without its leading terms, at y = x + d.
[[nodiscard]] double bregman_stirling(double x, double d) noexcept;
/// Of f(k) = log I_0(k), at y = x + d.
[[nodiscard]] double bregman_log_bessel(double x, double d) noexcept;
/// Of f(t) = log((e^t - 1) / t), at t + d.
[[nodiscard]] double bregman_log_expm1(double t, double d) noexcept;

/// digamma(x + d) - digamma(x); near each other the integral of its derivative, so that small steps keep their digits.
[[nodiscard]] double digamma_step(double x, double d) noexcept;

}  // namespace relent::closed
