#pragma once

namespace relent::joint {

// Modified Bessel functions of order v >= 0 at k >= 0, as the von Mises-Fisher distribution needs them: for any size of
// v and k, nothing over- or underflows.

/// log(e^-k Gamma(v + 1) (2/k)^v I_v(k)), which is 0 at k = 0; within 1e-13 or 2 eps relative. By its power series, or
/// Debye's uniform expansion where v or k is large (Olver 1974, chapter 10, 7.18).
[[nodiscard]] double log_scaled_bessel(double v, double k) noexcept;

/// r = I_{v+1}(k) / I_v(k) in [0, 1) and its distance from 1, within 30 eps of themselves however small, and its
/// derivative by k, within 1e-13.
struct bessel_ratio {
  double value;
  double shortfall;
  double slope;
};
[[nodiscard]] bessel_ratio bessel_ratio_of(double v, double k) noexcept;

}  // namespace relent::joint
