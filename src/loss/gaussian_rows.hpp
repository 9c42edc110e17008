#pragma once

#include <cstdint>
#include <initializer_list>

#include "relent/loss/rows.hpp"

#include "loss/row_plan.hpp"

namespace relent::losses {

inline constexpr std::int64_t gaussian_block_elements = 256;

/// A block of the four arguments of a KL between normals as f64; their derivatives take their places.
struct gaussian_block {
  static constexpr std::int64_t most = gaussian_block_elements;
  double mean_p[most], log_variance_p[most], mean_q[most], log_variance_q[most];
  double rest[most], precision[most];
};

/// n elements of a row from `first` on, as f64.
void load_block(const class_rows& rows, std::int64_t row, std::int64_t first, std::int64_t n, double* to);
/// And back, to where a gradient of `of` goes, if it is asked for.
void store_block(const gradient_rows& to, const class_rows& of, std::int64_t row, std::int64_t first, std::int64_t n,
                 const double* from);

/// Under nan_policy::omit, takes out the rows in which one of the arguments holds NaN.
void leave_out_nan(row_plan& plan, const loss_options& how, std::initializer_list<const class_rows*> arguments);

/// The sum of [R(lv_p - lv_q) + (mean_p - mean_q)^2 exp(-lv_q)] / 2, R(x) = exp(x) - 1 - x, over n elements; the
/// derivatives times `factor` take the arguments' place.
double run_gaussian_block(gaussian_block& e, std::int64_t n, double factor);

}  // namespace relent::losses
