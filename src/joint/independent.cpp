#include "relent/joint/independent.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"

#include "joint/draws.hpp"

namespace relent {

independent::independent(std::vector<distribution> factors) : factors_(std::move(factors)) {
  if (factors_.empty()) {
    throw error(errc::empty, name, "no distributions");
  }
}

std::string independent::text() const {
  std::vector<std::string> words;
  std::ranges::transform(factors_, std::back_inserter(words), &distribution::text);
  return fmt::format("{}({})", name, fmt::join(words, ", "));
}

joint_space independent::space() const {
  joint_space out{.kind = space_kind::box, .size = factors_.size()};
  std::ranges::transform(factors_, std::back_inserter(out.axes), &distribution::support);
  return out;
}

double independent::log_density(std::span<const double> x) const {
  double sum = 0;
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    sum += factors_[i].log_density(x[i]);
  }
  return sum;
}

std::vector<double> independent::mean() const {
  std::vector<double> out;
  std::ranges::transform(factors_, std::back_inserter(out), &distribution::mean);
  return out;
}

matrix independent::covariance() const {
  matrix out(factors_.size(), factors_.size());
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    out(i, i) = factors_[i].variance();
  }
  return out;
}

double independent::entropy() const {
  double sum = 0;
  for (const distribution& d : factors_) {
    sum += d.entropy();
  }
  return sum;
}

void independent::from_uniforms(std::span<const double> u, std::span<double> out) const {
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    out[i] = factors_[i].quantile(u[i]);
  }
}

void independent::sample(counter_stream& stream, std::span<double> out) const {
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    out[i] = factors_[i].sample(stream);
  }
}

bool independent::has_chart() const {
  return std::ranges::none_of(factors_, [](const distribution& d) { return d.support().lattice; });
}

independent::axis_point independent::chart_axis(std::size_t axis, double s) const {
  // dx/ds = (normal density at s) / (density at x), x the quantile that has the same probability below it.
  const distribution& d = factors_[axis];
  const double x = s < 0 ? d.quantile(standard_normal::cdf(s)) : d.quantile_survival(standard_normal::survival(s));
  return {x, -0.5 * s * s - log_sqrt_2pi - d.log_density(x)};
}

double independent::chart(std::span<const double> s, std::span<double> x) const {
  double volume = 0;
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    const axis_point point = chart_axis(i, s[i]);
    x[i] = point.x;
    volume += point.log_volume;
  }
  return volume;
}

}  // namespace relent
