#include "relent/loss/gaussian_kl.hpp"

#include <algorithm>
#include <cmath>

#include "relent/core/summation.hpp"

#include "loss/elements.hpp"

namespace relent {
namespace {

constexpr std::int64_t block_elements = 256;

/// A block of the four arguments as f64, and of their derivatives.
struct gaussian_block {
  double mean_p[block_elements], log_variance_p[block_elements], mean_q[block_elements], log_variance_q[block_elements];
  double rest[block_elements], precision[block_elements];
};

void load(const class_rows& rows, std::int64_t row, std::int64_t first, std::int64_t n, double* to) {
  const char* from = static_cast<const char*>(rows.data) + (row * rows.row_stride + first) * size_of(rows.type);
  kernel::widen(from, rows.type, n, to);
}

void store(const gradient_rows& to, const class_rows& of, std::int64_t row, std::int64_t first, std::int64_t n,
           const double* from) {
  if (to) {
    const std::int64_t stride = to.row_stride < 0 ? of.classes : to.row_stride;
    kernel::narrow(from, n, of.type, static_cast<char*>(to.data) + (row * stride + first) * size_of(of.type));
  }
}

/// [R(lv_p - lv_q) + (mean_p - mean_q)^2 exp(-lv_q)] / 2, R(x) = exp(x) - 1 - x; the derivatives take the arguments'
/// place.
double run_block(gaussian_block& e, std::int64_t n, double factor) {
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

}  // namespace

double vae_kl_loss(const class_rows& mean, const class_rows& log_variance, const vae_options& which,
                   const loss_options& how, const loss_outputs& out) {
  constexpr std::string_view function = "vae_kl_loss";
  losses::check_same_shape(function, "mean", mean, "log_variance", log_variance);
  losses::check_parameter(function, "beta", which.beta, std::isfinite(which.beta), "finite");
  losses::check_parameter(function, "free_bits", which.free_bits,
                          which.free_bits >= 0 && std::isfinite(which.free_bits), "finite and at least 0");
  element_outputs to;
  to.input = out.input;
  to.target = out.target;
  return losses::sum_elements(function, mean, log_variance, how, to, losses::elements_of(mean), {},
                              [&](losses::element_block& e) {
                                std::copy_n(e.b, e.n, e.value);
                                kernel::exponential_rests(e.value, e.n);
                                for (std::int64_t i = 0; i < e.n; ++i) {
                                  const double rest = e.value[i], value = (e.a[i] * e.a[i] + rest) / 2;
                                  const bool free = value < which.free_bits;
                                  e.value[i] = which.beta * (free ? which.free_bits : value);
                                  e.to_a[i] = free ? 0 : which.beta * e.a[i];
                                  e.to_b[i] = free ? 0 : which.beta * (rest + e.b[i]) / 2;
                                }
                              },
                              {.rows = out.rows, .upstream = out.upstream});
}

double gaussian_kl_loss(const class_rows& mean_p, const class_rows& log_variance_p, const class_rows& mean_q,
                        const class_rows& log_variance_q, const loss_options& how, const loss_outputs& out,
                        const gaussian_gradients& to) {
  constexpr std::string_view function = "gaussian_kl_loss";
  losses::check_same_shape(function, "mean_p", mean_p, "log_variance_p", log_variance_p);
  losses::check_same_shape(function, "mean_p", mean_p, "mean_q", mean_q);
  losses::check_same_shape(function, "mean_p", mean_p, "log_variance_q", log_variance_q);
  losses::row_plan plan(function, mean_p.rows, how, out);
  plan.set_mean_divisor(losses::elements_of(mean_p));
  plan.settle();
  plan.for_rows(mean_p.classes, [&](std::int64_t row) {
    gaussian_block e;
    compensated_sum sum;
    for (std::int64_t first = 0; first < mean_p.classes; first += block_elements) {
      const std::int64_t n = std::min(block_elements, mean_p.classes - first);
      load(mean_p, row, first, n, e.mean_p);
      load(log_variance_p, row, first, n, e.log_variance_p);
      load(mean_q, row, first, n, e.mean_q);
      load(log_variance_q, row, first, n, e.log_variance_q);
      const double value = run_block(e, n, plan.counts(row) ? plan.factor(row) : 0);
      if (std::isnan(value) && plan.counts(row) && how.nans == nan_policy::raise) {
        throw losses::bad_row(function, "one of the arguments in", row, "holds NaN");
      }
      sum += plan.counts(row) ? value : 0;
      store(to.mean_p, mean_p, row, first, n, e.mean_p);
      store(to.log_variance_p, log_variance_p, row, first, n, e.log_variance_p);
      store(to.mean_q, mean_q, row, first, n, e.mean_q);
      store(to.log_variance_q, log_variance_q, row, first, n, e.log_variance_q);
    }
    plan.loss(row) = sum.value();
  });
  return plan.reduced();
}

}  // namespace relent
