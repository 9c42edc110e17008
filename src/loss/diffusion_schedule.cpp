#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/loss/diffusion_kl.hpp"

namespace relent {

diffusion_schedule::diffusion_schedule(std::span<const double> betas) {
  constexpr std::string_view function = "diffusion_schedule";
  if (betas.empty()) {
    throw error(errc::empty, function, "betas has no elements");
  }
  double log_abar = 0;
  for (std::size_t i = 0; i < betas.size(); ++i) {
    const double beta = betas[i];
    if (!(beta > 0 && beta < 1)) {
      throw bad_value(function, "betas", static_cast<std::int64_t>(i), beta, "between 0 and 1, both excluded",
                      errc::out_of_range);
    }
    const double before = -std::expm1(log_abar), abar_before = std::exp(log_abar);  // 1 - abar_{t-1}
    log_abar += std::log1p(-beta);
    const double spread = -std::expm1(log_abar);
    const double posterior = beta * before / spread;
    at_.push_back({beta, std::exp(log_abar), spread, std::log(i == 0 ? beta : posterior),
                   std::sqrt(abar_before) * beta / spread, std::sqrt(1 - beta) * before / spread});
  }
  if (at_.size() > 1) {
    at_[0].log_posterior_variance = at_[1].log_posterior_variance;
  }
}

diffusion_schedule diffusion_schedule::linear(double first, double last, std::int64_t steps) {
  if (steps < 1) {
    throw bad_value("diffusion_schedule", "steps", std::nullopt, static_cast<double>(steps), "at least 1",
                    errc::out_of_range);
  }
  std::vector<double> betas(static_cast<std::size_t>(steps), first);
  for (std::int64_t i = 1; i < steps; ++i) {
    betas[static_cast<std::size_t>(i)] =
        first + (last - first) * (static_cast<double>(i) / static_cast<double>(steps - 1));
  }
  return diffusion_schedule(betas);
}

double diffusion_schedule::mean_per_prediction(std::int64_t step, diffusion_prediction predicts) const noexcept {
  const numbers& s = of(step);
  switch (predicts) {
    case diffusion_prediction::noise:
      return -s.beta / std::sqrt((1 - s.beta) * s.spread);
    case diffusion_prediction::start:
      return s.start_share;
    case diffusion_prediction::velocity:
      return -s.start_share * std::sqrt(s.spread);
    case diffusion_prediction::mean:
      break;
  }
  return 1;
}

}  // namespace relent
