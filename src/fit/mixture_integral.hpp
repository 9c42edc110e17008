#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/distribution/distribution.hpp"
#include "relent/fit/mixture_em.hpp"

#include "minimise.hpp"
#include "objective.hpp"

namespace relent {

/// A function h(p, q) whose integral is least where the objective is, and its derivative in q, from log p and log q.
struct density_integrand {
  double alpha;  ///< forward KL is 1, reverse KL 0; see `alpha_divergence`
  enum class form { alpha, js, jeffreys } of = form::alpha;

  struct value {
    double at, slope;
  };

  [[nodiscard]] value operator()(double lp, double lq) const;
};

/// That of an objective; throws error(errc::unsupported) where it is no integral of both densities.
[[nodiscard]] density_integrand integrand_of(const objective& by, double alpha);

/// Components in coordinates without bounds: log weights beside the first one's, means and log sds in
/// the target's measure.
struct mixture_coordinates {
  std::size_t k;
  double centre, spread;

  [[nodiscard]] std::vector<double> from(const normal_mixture_parameters& m) const;
  [[nodiscard]] normal_mixture_parameters to(std::span<const double> u) const;

  /// The same mixture, its means rising.
  [[nodiscard]] std::vector<double> in_order(std::span<const double> u) const;

  /// Whether no component has gone: far away, too narrow or wide, or without weight.
  [[nodiscard]] bool within(std::span<const double> u) const;
};

/// The integral over the line with its gradient.
class mixture_integral {
 public:
  mixture_integral(const distribution& target, density_integrand h, mixture_coordinates in);

  /// With every component cut at even standard deviations, or at odd ones for a second opinion.
  [[nodiscard]] function_value at(std::span<const double> u, bool odd) const;

 private:
  [[nodiscard]] std::vector<double> cuts_of(const normal_mixture_parameters& m, bool odd) const;

  const distribution& target_;
  density_integrand h_;
  mixture_coordinates in_;
  std::vector<double> edges_;
};

}  // namespace relent
