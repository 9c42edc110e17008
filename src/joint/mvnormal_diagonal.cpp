#include "relent/joint/mvnormal_diagonal.hpp"

#include <cmath>

#include <fmt/format.h>

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/draws.hpp"
#include "joint/moments.hpp"

namespace relent {

mvnormal_diagonal::mvnormal_diagonal(std::vector<double> mean, std::vector<double> sd)
    : mean_(joint::finite_list(name, "mean", std::move(mean))), sd_(joint::positive_list(name, "sd", std::move(sd))) {
  joint::same_size(name, "sd", sd_.size(), "mean", mean_.size());
}

matrix mvnormal_diagonal::covariance() const {
  matrix out(mean_.size(), mean_.size());
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    out(i, i) = sd_[i] * sd_[i];
  }
  return out;
}

std::span<const parameter_info> mvnormal_diagonal::parameters() noexcept {
  static constexpr parameter_info list[] = {{"mean", "finite", std::nullopt, parameter_kind::list},
                                            {"sd", "> 0", std::nullopt, parameter_kind::list}};
  return list;
}

std::string mvnormal_diagonal::text() const {
  return fmt::format("{}({}, {})", name, joint::text_of(mean_), joint::text_of(sd_));
}

double mvnormal_diagonal::log_density(std::span<const double> x) const {
  double sum = -static_cast<double>(mean_.size()) * log_sqrt_2pi;
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    const double z = (x[i] - mean_[i]) / sd_[i];
    sum -= 0.5 * z * z + std::log(sd_[i]);
  }
  return sum;
}

double mvnormal_diagonal::entropy() const noexcept {
  double sum = 0;
  for (const double s : sd_) {
    sum += 0.5 + log_sqrt_2pi + std::log(s);
  }
  return sum;
}

void mvnormal_diagonal::from_uniforms(std::span<const double> u, std::span<double> out) const {
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    out[i] = mean_[i] + sd_[i] * standard_normal::quantile(u[i]);
  }
}

void mvnormal_diagonal::sample(counter_stream& stream, std::span<double> out) const {
  joint::sample_by_uniforms(*this, stream, out);
}

double mvnormal_diagonal::chart(std::span<const double> s, std::span<double> x) const {
  double volume = 0;
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    x[i] = mean_[i] + sd_[i] * s[i];
    volume += std::log(sd_[i]);
  }
  return volume;
}

mvnormal_diagonal mvnormal_diagonal::fit(const matrix& rows) {
  joint::check_rows(name, rows);
  joint::row_moments found = joint::moments_of(rows);
  std::vector<double> sd(rows.columns);
  for (std::size_t j = 0; j < sd.size(); ++j) {
    sd[j] = std::sqrt(found.covariance(j, j));
    if (!(sd[j] > 0)) {
      refuse_fit(name, fmt::format("column {} is constant", j));
    }
  }
  return {std::move(found.mean), std::move(sd)};
}

}  // namespace relent
