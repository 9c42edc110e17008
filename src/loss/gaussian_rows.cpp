#include "loss/gaussian_rows.hpp"

#include <algorithm>
#include <cmath>

#include "relent/core/summation.hpp"

#include "kernel/half.hpp"
#include "kernel/logit_rows.hpp"

namespace relent::losses {

void load_block(const class_rows& rows, std::int64_t row, std::int64_t first, std::int64_t n, double* to) {
  const char* from = static_cast<const char*>(rows.data) + (row * rows.row_stride + first) * size_of(rows.type);
  kernel::widen(from, rows.type, n, to);
}

void store_block(const gradient_rows& to, const class_rows& of, std::int64_t row, std::int64_t first, std::int64_t n,
                 const double* from) {
  if (to) {
    const std::int64_t stride = to.row_stride < 0 ? of.classes : to.row_stride;
    kernel::narrow(from, n, of.type, static_cast<char*>(to.data) + (row * stride + first) * size_of(of.type));
  }
}

void leave_out_nan(row_plan& plan, const loss_options& how, std::initializer_list<const class_rows*> arguments) {
  if (how.nans != nan_policy::omit) {
    return;
  }
  double block[gaussian_block_elements];
  for (const class_rows* rows : arguments) {
    for (std::int64_t row = 0; row < rows->rows; ++row) {
      for (std::int64_t first = 0; first < rows->classes && plan.counts(row); first += gaussian_block_elements) {
        const std::int64_t n = std::min(gaussian_block_elements, rows->classes - first);
        load_block(*rows, row, first, n, block);
        if (std::any_of(block, block + n, [](double x) { return std::isnan(x); })) {
          plan.leave_out(row);
        }
      }
    }
  }
}

double run_gaussian_block(gaussian_block& e, std::int64_t n, double factor) {
  for (std::int64_t i = 0; i < n; ++i) {
    e.rest[i] = e.log_variance_p[i] - e.log_variance_q[i];
    e.precision[i] = -e.log_variance_q[i];
  }
  kernel::exponential_rests(e.rest, n);
  kernel::exponentials(e.precision, n);
  compensated_sum sum;
  for (std::int64_t i = 0; i < n; ++i) {
    const double step = e.mean_p[i] - e.mean_q[i], grown = e.rest[i] + (e.log_variance_p[i] - e.log_variance_q[i]);
    const double square = step == 0 ? 0 : step * step * e.precision[i];
    sum += (e.rest[i] + square) / 2;
    e.mean_p[i] = factor * (step == 0 ? 0 : step * e.precision[i]);
    e.mean_q[i] = -e.mean_p[i];
    e.log_variance_p[i] = factor * grown / 2;
    e.log_variance_q[i] = -factor * (grown + square) / 2;
  }
  return sum.value();
}

}  // namespace relent::losses
