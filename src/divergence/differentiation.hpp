#pragma once

#include <functional>
#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "cut_points.hpp"
#include "pointwise_slopes.hpp"

namespace relent {

/// The integral that a measure is a function of, and that function's derivative.
struct differentiation {
  std::function<slopes(double log_p, double log_q)> slopes_at;
  std::function<double(double log_p, double log_q)> integrand;
  std::function<double(double log_p, double log_q)> peak{};  ///< its log, where it may peak away from both masses
  double free_p = 0, free_q = 0;
  bool kink_where_equal = false;
  cut_depth depth = cut_depth::of_powers;
  double factor = 1;        ///< d measure / d integral
  double factor_error = 0;  ///< relative
};

/// How the measure is differentiated where it has this value. All but the cross-entropy's slopes grow in proportion to
/// p and q together.
[[nodiscard]] differentiation differentiate(std::string_view measure, const estimate& value,
                                            const divergence_options& how);

/// The error bound; of sampling, half of the interval's width.
[[nodiscard]] double doubt_of(const estimate& value);

}  // namespace relent
