#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/distribution/mixture.hpp"

namespace relent {

/// How `fit_normal_mixture` goes about it.
struct em_options {
  std::size_t components = 2;
  int starts = 12;  ///< of k-means++; the best three of them go on after some iterations
  int most_iterations = 2000;
  double tolerance = 1e-10;      ///< stop when the mean log likelihood grows by less
  double variance_floor = 1e-6;  ///< of the variance of all values: no component is narrower
  std::uint64_t seed = 1;
  int threads = 0;
  double time_limit = 0;  ///< seconds; 0: none
};

/// Weights, means and standard deviations of a mixture of normals, means rising.
struct normal_mixture_parameters {
  std::vector<double> weights, means, sds;
  [[nodiscard]] mixture model() const;
};

/// A mixture fitted to data.
struct em_fit {
  normal_mixture_parameters parameters;
  double mean_log_likelihood;
  int iterations;
  bool converged;
  std::size_t floored;  ///< components whose variance is the floor
  bool in_time = true;  ///< false: stopped by the time limit
};

/// The mixture of K normals whose likelihood is largest near the best of some starts, by expectation and maximisation.
/// The starts are compared on a random 10,000 of the values, where there are more; from the best one, two neighbouring
/// components are merged and another is split, as long as that helps (Ueda & al. 2000); then all values count.
/// `weights` are those of the values, >= 0 and not all 0, or empty for equal ones. No variance falls below the floor,
/// without which the likelihood has no maximum. Sums run in blocks of fixed size: the answer does not depend on the
/// number of threads. Time n K an iteration, memory linear.
///
/// Throws error(errc::empty) without values, error(errc::invalid_value) for NaN, infinity and a bad weight, and
/// error(errc::out_of_range) for more components than distinct values, and where all values are equal.
/// Source: Dempster, Laird & Rubin 1977; Arthur & Vassilvitskii 2007 (starts);
/// Ueda, Nakano, Ghahramani & Hinton 2000 (split and merge).
[[nodiscard]] em_fit fit_normal_mixture(std::span<const double> values, const em_options& how = {},
                                        std::span<const double> weights = {});

/// One iteration from given parameters, and the mean log likelihood of those given.
[[nodiscard]] double em_step(std::span<const double> values, std::span<const double> weights,
                             normal_mixture_parameters& at, double least_variance, int threads = 0);

}  // namespace relent
