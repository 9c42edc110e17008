#include "relent/distribution/normal.hpp"

#include <cmath>

#include "distribution/checks.hpp"
#include "distribution/inversion.hpp"
#include "distribution/special_functions.hpp"
#include "distribution/standard_normal.hpp"
#include "distribution/statistics.hpp"

namespace relent {

normal::normal(double mean, double sd)
    : mean_(parameters_of::finite(name, "mean", mean)), sd_(parameters_of::positive(name, "sd", sd)) {}

std::span<const parameter_info> normal::parameters() noexcept {
  static constexpr parameter_info list[] = {{"mean", "finite"}, {"sd", "> 0"}};
  return list;
}

std::string normal::text() const { return expression(name, parameter_values()); }

support normal::support() const noexcept { return {-infinity, infinity}; }

double normal::log_density(double x) const noexcept {
  const double z = (x - mean_) / sd_;
  return -0.5 * z * z - std::log(sd_) - log_sqrt_2pi;
}

void normal::log_densities(std::span<const double> x, std::span<double> out) const noexcept {
  const double log_sd = std::log(sd_);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double z = (x[i] - mean_) / sd_;
    out[i] = -0.5 * z * z - log_sd - log_sqrt_2pi;
  }
}

void normal::log_density_gradient(double x, std::span<double> out) const noexcept {
  const double z = (x - mean_) / sd_;
  out[0] = z / sd_;
  out[1] = (z - 1) * (z + 1) / sd_;
}

double normal::cdf(double x) const noexcept { return standard_normal::cdf((x - mean_) / sd_); }

double normal::survival(double x) const noexcept { return standard_normal::survival((x - mean_) / sd_); }

double normal::quantile(double u) const noexcept {
  return quantile_between(u, -infinity, infinity, [&](double v) { return mean_ + sd_ * standard_normal::quantile(v); });
}

double normal::quantile_survival(double u) const noexcept {
  return quantile_between(u, infinity, -infinity, [&](double v) { return mean_ - sd_ * standard_normal::quantile(v); });
}

double normal::entropy() const noexcept { return 0.5 + log_sqrt_2pi + std::log(sd_); }

double normal::sample(counter_stream& stream) const noexcept { return mean_ + sd_ * stream.normal(); }

normal normal::fit(std::span<const double> values) {
  check_data(name, values, {-infinity, infinity}, "finite");
  const auto [mean, sd] = mean_and_sd(values);
  if (!(sd > 0)) {
    refuse_fit(name, "all values are equal");
  }
  return {mean, sd};
}

}  // namespace relent
