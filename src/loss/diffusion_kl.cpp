#include "relent/loss/diffusion_kl.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "kernel/logit_rows.hpp"
#include "loss/checks.hpp"
#include "loss/elements.hpp"
#include "loss/gaussian_rows.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "diffusion_kl_loss";

/// One call, its variance given by step or element by element.
struct diffusion_call {
  const class_rows& prediction;
  const class_rows& target;
  const class_rows* log_variance;  ///< null where the variance is fixed
  std::span<const std::int64_t> steps;
  const diffusion_schedule& schedule;
  diffusion_prediction predicts;
  diffusion_variance variance;
  const loss_options& how;
  const loss_outputs& out;
  gradient_rows to_log_variance;

  void check() const;
  [[nodiscard]] double run_row(std::int64_t row, double factor) const;
  [[nodiscard]] double run() const;
};

void diffusion_call::check() const {
  losses::check_same_shape(function, "prediction", prediction, "target", target);
  if (log_variance != nullptr) {
    losses::check_same_shape(function, "prediction", prediction, "log_variance", *log_variance);
  }
  losses::check_length(function, "steps", steps.size(), prediction.rows, "row");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] < 0 || steps[i] >= schedule.steps()) {
      throw error(errc::out_of_range, function,
                  fmt::format("steps[{}] = {}, must be from 0 to {}", i, steps[i], schedule.steps() - 1));
    }
  }
}

/// -log of a normal density, summed; the derivatives take the arguments' places as those of run_gaussian_block.
double run_density_block(losses::gaussian_block& e, std::int64_t n, double factor) {
  for (std::int64_t i = 0; i < n; ++i) {
    e.precision[i] = -e.log_variance_q[i];
  }
  kernel::exponentials(e.precision, n);
  compensated_sum sum;
  for (std::int64_t i = 0; i < n; ++i) {
    const double step = e.mean_p[i] - e.mean_q[i], square = step == 0 ? 0 : step * step * e.precision[i];
    sum += (std::log(2 * std::numbers::pi) + e.log_variance_q[i] + square) / 2;
    e.mean_p[i] = factor * (step == 0 ? 0 : step * e.precision[i]);
    e.mean_q[i] = -e.mean_p[i];
    e.log_variance_q[i] = factor * (1 - square) / 2;
  }
  return sum.value();
}

double diffusion_call::run_row(std::int64_t row, double factor) const {
  const std::int64_t step = steps[static_cast<std::size_t>(row)];
  const double per_prediction = schedule.mean_per_prediction(step, predicts);
  const double posterior = schedule.log_posterior_variance(step);
  const double fixed = variance == diffusion_variance::beta ? std::log(schedule.beta(step)) : posterior;
  losses::gaussian_block e;
  compensated_sum sum;
  for (std::int64_t first = 0; first < prediction.classes; first += e.most) {
    const std::int64_t n = std::min(e.most, prediction.classes - first);
    losses::load_block(target, row, first, n, e.mean_p);
    losses::load_block(prediction, row, first, n, e.mean_q);
    for (std::int64_t i = 0; i < n; ++i) {
      e.mean_p[i] = per_prediction * (e.mean_p[i] - e.mean_q[i]);
      e.mean_q[i] = 0;
    }
    std::fill_n(e.log_variance_p, n, posterior);
    std::fill_n(e.log_variance_q, n, fixed);
    if (log_variance != nullptr) {
      losses::load_block(*log_variance, row, first, n, e.log_variance_q);
    }
    sum += step == 0 ? run_density_block(e, n, factor) : losses::run_gaussian_block(e, n, factor);
    for (double* side : {e.mean_p, e.mean_q}) {
      std::transform(side, side + n, side, [=](double x) { return per_prediction * x; });
    }
    losses::store_block(out.input, prediction, row, first, n, e.mean_q);
    losses::store_block(out.target, target, row, first, n, e.mean_p);
    if (log_variance != nullptr) {
      losses::store_block(to_log_variance, *log_variance, row, first, n, e.log_variance_q);
    }
  }
  return sum.value();
}

double diffusion_call::run() const {
  check();
  losses::row_plan plan(function, prediction.rows, how, out);
  losses::leave_out_nan(plan, how, {&prediction, &target, log_variance == nullptr ? &target : log_variance});
  plan.set_mean_divisor(losses::elements_of(prediction));
  plan.settle();
  plan.for_rows(prediction.classes, [&](std::int64_t row) {
    plan.loss(row) = 0;
    if (plan.counts(row)) {
      plan.loss(row) = run_row(row, plan.factor(row));
      if (std::isnan(plan.loss(row)) && how.nans == nan_policy::raise) {
        throw losses::bad_row(function, "one of the arguments in", row, "holds NaN");
      }
      return;
    }
    const double zeros[losses::gaussian_block_elements] = {};
    for (std::int64_t first = 0; first < prediction.classes; first += losses::gaussian_block_elements) {
      const std::int64_t n = std::min(losses::gaussian_block_elements, prediction.classes - first);
      losses::store_block(out.input, prediction, row, first, n, zeros);
      losses::store_block(out.target, target, row, first, n, zeros);
      losses::store_block(to_log_variance, log_variance == nullptr ? target : *log_variance, row, first, n, zeros);
    }
  });
  return plan.reduced();
}

}  // namespace

double diffusion_kl_loss(const class_rows& prediction, const class_rows& target, std::span<const std::int64_t> steps,
                         const diffusion_schedule& schedule, diffusion_prediction predicts, diffusion_variance variance,
                         const loss_options& how, const loss_outputs& out) {
  return diffusion_call{prediction, target, nullptr, steps, schedule, predicts, variance, how, out, {}}.run();
}

double diffusion_kl_loss(const class_rows& prediction, const class_rows& target, const class_rows& log_variance,
                         std::span<const std::int64_t> steps, const diffusion_schedule& schedule,
                         diffusion_prediction predicts, const loss_options& how, const loss_outputs& out,
                         const gradient_rows& to_log_variance) {
  return diffusion_call{prediction, target, &log_variance, steps, schedule, predicts, {}, how, out, to_log_variance}
      .run();
}

double diffusion_prior_kl_loss(const class_rows& start, const diffusion_schedule& schedule, const loss_options& how,
                               const loss_outputs& out) {
  const std::int64_t last = schedule.steps() - 1;
  const double abar = schedule.abar(last);
  double rest = std::log1p(-abar);
  rest = abar < 0.5 ? rest : std::log(schedule.noise_variance(last));
  kernel::exponential_rests(&rest, 1);  // -abar - log(1 - abar)
  element_outputs to;
  to.input = out.input;
  losses::check_rows("diffusion_prior_kl_loss", "start", start);
  return losses::sum_elements("diffusion_prior_kl_loss", start, start, how, to, losses::elements_of(start), {},
                              [&](losses::element_block& e) {
                                for (std::int64_t i = 0; i < e.n; ++i) {
                                  e.value[i] = (abar * e.a[i] * e.a[i] + rest) / 2;
                                  e.to_a[i] = abar * e.a[i];
                                  e.to_b[i] = 0;
                                }
                              },
                              {.rows = out.rows, .upstream = out.upstream});
}

}  // namespace relent
