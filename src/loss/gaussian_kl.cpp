#include "relent/loss/gaussian_kl.hpp"

#include <algorithm>
#include <cmath>

#include "relent/core/summation.hpp"

#include "loss/elements.hpp"
#include "loss/gaussian_rows.hpp"

namespace relent {

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
                                  const double grown = e.b[i] < -50 ? -1 : rest + e.b[i];  // exp(lv) - 1
                                  const bool free = value < which.free_bits;
                                  e.value[i] = which.beta * (free ? which.free_bits : value);
                                  e.to_a[i] = free ? 0 : which.beta * e.a[i];
                                  e.to_b[i] = free ? 0 : which.beta * grown / 2;
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
  losses::leave_out_nan(plan, how, {&mean_p, &log_variance_p, &mean_q, &log_variance_q});
  plan.set_mean_divisor(losses::elements_of(mean_p));
  plan.settle();
  plan.for_rows(mean_p.classes, [&](std::int64_t row) {
    losses::gaussian_block e;
    compensated_sum sum;
    for (std::int64_t first = 0; first < mean_p.classes; first += e.most) {
      const std::int64_t n = std::min(e.most, mean_p.classes - first);
      if (plan.counts(row)) {
        losses::load_block(mean_p, row, first, n, e.mean_p);
        losses::load_block(log_variance_p, row, first, n, e.log_variance_p);
        losses::load_block(mean_q, row, first, n, e.mean_q);
        losses::load_block(log_variance_q, row, first, n, e.log_variance_q);
      } else {
        for (double* argument : {e.mean_p, e.log_variance_p, e.mean_q, e.log_variance_q}) {
          std::fill_n(argument, n, 0.0);
        }
      }
      const double value = losses::run_gaussian_block(e, n, plan.counts(row) ? plan.factor(row) : 0);
      if (std::isnan(value) && how.nans == nan_policy::raise) {
        throw losses::bad_row(function, "one of the arguments in", row, "holds NaN");
      }
      sum += value;
      losses::store_block(to.mean_p, mean_p, row, first, n, e.mean_p);
      losses::store_block(to.log_variance_p, log_variance_p, row, first, n, e.log_variance_p);
      losses::store_block(to.mean_q, mean_q, row, first, n, e.mean_q);
      losses::store_block(to.log_variance_q, log_variance_q, row, first, n, e.log_variance_q);
    }
    plan.loss(row) = sum.value();
  });
  return plan.reduced();
}

}  // namespace relent
