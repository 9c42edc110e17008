#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

namespace relent {

/// What an integrand says at one place.
struct integrand_value {
  double value;
  double noise;     ///< how far rounding in its ingredients may put it off
  double log_size;  ///< log of its size, also where that over- or underflows; decides whether a tail converges
};

/// A function of a place, with several components where these share what is costly (the densities). It is asked for
/// many places at once and writes component c at x[i] to out[i * components + c].
struct integrand {
  std::size_t components;
  std::function<void(std::span<const double> x, std::span<integrand_value> out)> at;
};

/// The integrand of one component that `f` gives place by place.
template <class F>
[[nodiscard]] integrand place_by_place(F f) {
  return {1, [f = std::move(f)](std::span<const double> x, std::span<integrand_value> out) {
            for (std::size_t i = 0; i < x.size(); ++i) {
              out[i] = f(x[i]);
            }
          }};
}

/// What a rule found on a piece, for one component.
struct rule_sum {
  double value = 0;
  double noise = 0;
  double difference = 0;  ///< between this rule and a coarser one
};

/// An integral with what is known of its error.
struct quadrature_result {
  double value = 0;
  double error = 0;       ///< the difference of two rules, plus the noise
  double size = 0;        ///< about the integral of the absolute value: the sum of the pieces' sizes
  bool finite = true;     ///< else the integral diverges, at `where`
  double where = 0;       ///< +-infinity for a tail, or an end or place inside
  bool converged = true;  ///< false where the rules still differ much when the work allowed is done
};

struct quadrature_limits {
  double relative = 1e-13;  ///< stop when the two rules agree so well, relative to the integral of |f| ...
  double absolute = 0;      ///< ... or absolutely
  int evaluations = 60'000;

  [[nodiscard]] double good_enough(double size) const noexcept {
    const double share = relative * size;
    return share > absolute ? share : absolute;
  }
};

}  // namespace relent
