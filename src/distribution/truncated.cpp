#include "relent/distribution/truncated.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/expectation.hpp"
#include "distribution/inversion.hpp"
#include "distribution/numeric.hpp"

namespace relent {

truncated::truncated(distribution of, double low, double high) : of_(std::move(of)), low_(low), high_(high) {
  if (std::isnan(low) || std::isnan(high) || !(of_.support().lattice ? low <= high : low < high)) {
    throw bad_value(name, "high", std::nullopt, high, fmt::format("> low = {}", low), errc::out_of_range);
  }
  if (of_.support().lattice) {
    low_ = std::ceil(low);
    high_ = std::floor(high);
  }
  kept_ = low_ <= high_ ? kept_up_to(high_) : 0;
  if (!(kept_ > 0)) {
    throw error(errc::out_of_range, name,
                fmt::format("{} has no probability between low = {} and high = {}", of_.text(), low, high));
  }
}

double truncated::kept_up_to(double x) const {
  // On whole numbers low itself belongs to what is kept.
  const double below = of_.support().lattice ? low_ - 1 : low_;
  return of_.cdf(below) > 0.5 ? of_.survival(below) - of_.survival(x) : of_.cdf(x) - of_.cdf(below);
}

double truncated::kept_above(double x) const {
  return of_.cdf(x) > 0.5 ? of_.survival(x) - of_.survival(high_) : of_.cdf(high_) - of_.cdf(x);
}

std::size_t truncated::parameter_count() const noexcept { return of_.parameter_count(); }

std::string truncated::text() const { return fmt::format("truncated({}, {}, {})", of_.text(), low_, high_); }

support truncated::support() const {
  relent::support s = of_.support();
  if (low_ > s.lower) {
    s.lower = low_;
    s.lower_open = false;
  }
  if (high_ < s.upper) {
    s.upper = high_;
    s.upper_open = false;
  }
  return s;
}

double truncated::log_density(double x) const {
  return x < low_ || x > high_ ? -infinity : of_.log_density(x) - std::log(kept_);
}

void truncated::log_density_gradient(double x, std::span<double> out) const {
  // The derivative of the log of what is kept is the mean of X's own gradient within the ends.
  const std::size_t n = of_.parameter_count();
  of_.log_density_gradient(x, out);
  std::vector<double> inner(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto element = [&](double at) {
      of_.log_density_gradient(at, inner);
      return inner[i];
    };
    out[i] -= plain_expectation(of_, element, low_, high_) / kept_;
  }
}

double truncated::cdf(double x) const {
  return std::isnan(x) ? x : x < low_ ? 0 : x >= high_ ? 1 : std::clamp(kept_up_to(x) / kept_, 0.0, 1.0);
}

double truncated::survival(double x) const {
  return std::isnan(x) ? x : x < low_ ? 1 : x >= high_ ? 0 : std::clamp(kept_above(x) / kept_, 0.0, 1.0);
}

double truncated::quantile(double u) const {
  const relent::support within = support();
  return quantile_between(u, within.lower, within.upper, [&](double v) {
    const double x = least_where(within.lower, within.upper, [&](double at) { return cdf(at) >= v; });
    return within.lattice ? std::ceil(x) : x;
  });
}

double truncated::quantile_survival(double u) const {
  const relent::support within = support();
  return quantile_between(u, within.upper, within.lower, [&](double v) {
    const double x = least_where(within.lower, within.upper, [&](double at) { return survival(at) <= v; });
    return within.lattice ? std::ceil(x) : x;
  });
}

double truncated::average(const std::function<double(double)>& f) const {
  return of_.support().lattice ? plain_expectation(of_, f, low_, high_) / kept_ : plain_expectation(*this, f);
}

double truncated::mean() const {
  // Around a point inside, so that a far place costs no digits.
  const double centre = quantile(0.5);
  return centre + average([&](double x) { return x - centre; });
}

double truncated::variance() const {
  const double centre = mean();
  return average([&](double x) { return (x - centre) * (x - centre); });
}

double truncated::entropy() const {
  return average([&](double x) { return -log_density(x); });
}

std::vector<double> truncated::split_points() const {
  std::vector<double> points = of_.split_points();
  std::erase_if(points, [&](double x) { return x <= low_ || x >= high_; });
  return points;
}

double truncated::sample(counter_stream& stream) const {
  // By rejection where most draws are kept.
  for (int i = 0; kept_ > 0.25 && i < 1000; ++i) {
    const double x = of_.sample(stream);
    if (x >= low_ && x <= high_) {
      return x;
    }
  }
  return draw_by_inversion(*this, stream);
}

}  // namespace relent
