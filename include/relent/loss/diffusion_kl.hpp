#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "relent/loss/rows.hpp"

namespace relent {

/// What a diffusion model's network predicts; with abar_t the product of 1 - beta up to t,
/// x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) noise.
enum class diffusion_prediction : std::uint8_t {
  noise,     ///< the noise
  start,     ///< x_0
  velocity,  ///< sqrt(abar_t) noise - sqrt(1 - abar_t) x_0
  mean,      ///< the mean of x_{t-1} itself; its target is that of q(x_{t-1} | x_t, x_0)
};

/// "noise" (also "epsilon"), "start" (also "sample"), "velocity" (also "v"), "mean"; throws error(errc::unknown_name).
[[nodiscard]] diffusion_prediction diffusion_prediction_of(std::string_view name);

/// The variance of p(x_{t-1} | x_t) where it is not learned.
enum class diffusion_variance : std::uint8_t {
  posterior,  ///< that of q(x_{t-1} | x_t, x_0), beta_t (1 - abar_{t-1}) / (1 - abar_t); at t = 1 that of t = 2
  beta,       ///< beta_t
};

/// "posterior", "beta"; throws error(errc::unknown_name).
[[nodiscard]] diffusion_variance diffusion_variance_of(std::string_view name);

/// The forward process of a denoising diffusion model, q(x_t | x_{t-1}) = N(sqrt(1 - beta_t) x_{t-1}, beta_t) for t
/// from 1 to T, and what follows from its betas. 1 - abar_t is computed from logarithms: to rounding where abar_t is
/// near 1 as well. Sources: Ho, Jain & Abbeel 2020, eq. 4 to 7; Nichol & Dhariwal 2021.
class diffusion_schedule {
 public:
  /// Throws unless there is a beta and each lies between 0 and 1, both excluded.
  explicit diffusion_schedule(std::span<const double> betas);
  /// T betas at equal distances from first to last: Ho et al. have linear(1e-4, 0.02, 1000).
  [[nodiscard]] static diffusion_schedule linear(double first, double last, std::int64_t steps);

  [[nodiscard]] std::int64_t steps() const noexcept { return static_cast<std::int64_t>(at_.size()); }

  // Of a step from 0 to steps() - 1, which is the caller's to check.
  [[nodiscard]] double beta(std::int64_t step) const noexcept { return of(step).beta; }
  [[nodiscard]] double abar(std::int64_t step) const noexcept { return of(step).abar; }              ///< abar_t
  [[nodiscard]] double noise_variance(std::int64_t step) const noexcept { return of(step).spread; }  ///< 1 - abar_t
  /// log of the variance of q(x_{t-1} | x_t, x_0), at t = 1 (where it is 0) of t = 2
  [[nodiscard]] double log_posterior_variance(std::int64_t step) const noexcept {
    return of(step).log_posterior_variance;
  }
  /// By what a difference of predictions moves the mean of x_{t-1}.
  [[nodiscard]] double mean_per_prediction(std::int64_t step, diffusion_prediction predicts) const noexcept;
  /// The mean of q(x_{t-1} | x_t, x_0) is start_share x_0 + current_share x_t.
  [[nodiscard]] double start_share(std::int64_t step) const noexcept { return of(step).start_share; }
  [[nodiscard]] double current_share(std::int64_t step) const noexcept { return of(step).current_share; }

 private:
  struct numbers {
    double beta, abar, spread, log_posterior_variance, start_share, current_share;
  };
  [[nodiscard]] const numbers& of(std::int64_t step) const noexcept { return at_[static_cast<std::size_t>(step)]; }

  std::vector<numbers> at_{};
};

/// L_{t-1} of the variational bound, row by row, each at its own step t: KL(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)),
/// summed over the dimensions of the row, in nats:
///
///     sum [R(log v_q - log v_p) + k^2 (target - prediction)^2 / v_p] / 2,   R(x) = exp(x) - 1 - x,
///
/// with k = mean_per_prediction, v_q the variance of q and v_p that of p. x_t is not needed: prediction and target are
/// what the network predicts and what it should, and the means are never subtracted. At t = 1, where q is x_0 itself,
/// it is L_0 = -log p(x_0 | x_1), sum [log(2 pi v_p) + k^2 (target - prediction)^2 / v_p] / 2, which a narrow p makes
/// negative. The mean over t and x_0 of T times this, and the prior's term, is the bound.
///
/// prediction, target: rows x dimensions; steps: one a row. out.input: gradient to `prediction`, out.target: to
/// `target`. mean: by rows x dimensions; batchmean, token_mean by rows. f64 inside.
///
/// Throws relent::error for shapes that do not fit, a step that the schedule lacks, NaN by `nans`.
/// Source: Ho, Jain & Abbeel 2020, eq. 5 to 12.
double diffusion_kl_loss(const class_rows& prediction, const class_rows& target, std::span<const std::int64_t> steps,
                         const diffusion_schedule& schedule,
                         diffusion_prediction predicts = diffusion_prediction::noise,
                         diffusion_variance variance = diffusion_variance::posterior, const loss_options& how = {},
                         const loss_outputs& out = {});

/// The same with learned variances: log_variance holds log v_p, rows x dimensions, and has a gradient too.
/// Source: Nichol & Dhariwal 2021, section 3.1.
double diffusion_kl_loss(const class_rows& prediction, const class_rows& target, const class_rows& log_variance,
                         std::span<const std::int64_t> steps, const diffusion_schedule& schedule,
                         diffusion_prediction predicts = diffusion_prediction::noise, const loss_options& how = {},
                         const loss_outputs& out = {}, const gradient_rows& to_log_variance = {});

/// L_T, the prior's term: KL(q(x_T | x_0) || N(0, 1)) of every row, sum [abar_T x_0^2 - abar_T - log(1 - abar_T)] / 2,
/// without cancellation where abar_T is small. out.input: gradient to `start`. Reductions as above.
double diffusion_prior_kl_loss(const class_rows& start, const diffusion_schedule& schedule,
                               const loss_options& how = {}, const loss_outputs& out = {});

}  // namespace relent
