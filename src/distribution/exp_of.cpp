#include "relent/distribution/exp_of.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/inversion.hpp"
#include "distribution/numeric.hpp"
#include "distribution/peak.hpp"

namespace relent {
namespace {

/// The middle half of a distribution: where it is, and how wide at least.
struct middle {
  double centre, width;
};

middle middle_of(const distribution& d) {
  const double low = d.quantile(0.25), centre = d.quantile(0.5), high = d.quantile_survival(0.25);
  return {centre, std::max({high - centre, centre - low, 1e-300})};
}

}  // namespace

exp_of::exp_of(distribution of, int /*told apart*/) : of_(std::move(of)) {
  if (of_.support().lattice) {
    throw error(errc::unsupported, name,
                fmt::format("{} lives on whole numbers, which e^x would move off them", of_.text()));
  }
}

std::size_t exp_of::parameter_count() const noexcept { return of_.parameter_count(); }

std::string exp_of::text() const { return fmt::format("exp({})", of_.text()); }

support exp_of::support() const {
  const relent::support s = of_.support();
  const double lower = std::exp(s.lower), upper = std::exp(s.upper);
  return {lower, upper, false, s.lower_open || lower == 0, s.upper_open};
}

double exp_of::back(double y) const {
  const relent::support s = of_.support();
  const double lower = std::exp(s.lower), upper = std::exp(s.upper);
  return y >= lower && y <= upper ? std::clamp(std::log(y), s.lower, s.upper) : std::log(y);
}

double exp_of::log_density(double y) const {
  if (!(y > 0) || std::isinf(y)) {
    return std::isnan(y) ? y : -infinity;
  }
  return of_.log_density(back(y)) - std::log(y);
}

void exp_of::log_density_gradient(double y, std::span<double> out) const { of_.log_density_gradient(back(y), out); }

double exp_of::cdf(double y) const { return y <= 0 ? 0 : of_.cdf(back(y)); }

double exp_of::survival(double y) const { return y <= 0 ? 1 : of_.survival(back(y)); }

double exp_of::quantile(double u) const { return std::exp(of_.quantile(u)); }

double exp_of::quantile_survival(double u) const { return std::exp(of_.quantile_survival(u)); }

bool exp_of::diverges(double k) const {
  if (std::isfinite(of_.support().upper)) {
    return false;
  }
  // x e^(k x) p(x) falls where the integral exists, for whatever a tail is made of: exponentials, and powers of x.
  const middle m = middle_of(of_);
  const auto log_size = [&](double reach) {
    const double x = m.centre + reach;
    return std::log(reach) + k * reach + of_.log_density(x);
  };
  const double far = std::ldexp(m.width, 26), further = 2 * far;
  const double change = log_size(further) - log_size(far);
  return change >= 0;
}

double exp_of::log_expectation(double k, const std::function<double(double)>& log_weight) const {
  const auto g = [&](double x) {
    const double log_density = of_.log_density(x);
    return log_density == -infinity ? -infinity : log_weight(x) + log_density;
  };
  const middle m = middle_of(of_);
  const double peak = peak_near([&](double x) { return k * (x - m.centre) + of_.log_density(x); }, m.centre, m.width);
  const relent::support s = of_.support();
  std::vector<double> points = of_.split_points();
  for (const double u : {1e-14, 1e-6, 1e-2, 0.25, 0.5}) {
    points.push_back(of_.quantile(u));
    points.push_back(of_.quantile_survival(u));
  }
  for (const double reach : {0.0, 1.0, 4.0, 12.0}) {
    points.push_back(peak - reach * m.width);
    points.push_back(peak + reach * m.width);
  }
  std::erase_if(points, [&](double x) { return !(x > s.lower && x < s.upper); });
  double best = -infinity;
  for (const double x : points) {
    best = std::max(best, g(x));
  }
  points.push_back(s.lower);
  points.push_back(s.upper);
  std::ranges::sort(points);
  return best + std::log(integral([&](double x) { return std::exp(g(x) - best); }, points));
}

double exp_of::mean() const {
  if (diverges(1)) {
    return infinity;
  }
  // Around the median, so that a far place costs no digits.
  const double centre = of_.quantile(0.5);
  return std::exp(centre + log_expectation(1, [&](double x) { return x - centre; }));
}

double exp_of::variance() const {
  if (diverges(2)) {
    return infinity;
  }
  // (e^x - m)^2 = m^2 (e^(x - log m) - 1)^2
  const double centre = of_.quantile(0.5);
  const double log_mean = centre + log_expectation(1, [&](double x) { return x - centre; });
  return std::exp(2 * log_mean + log_expectation(2, [&](double x) {
                    const double t = x - log_mean;
                    return 2 * (t > 40 ? t : std::log(std::abs(std::expm1(t))));
                  }));
}

double exp_of::entropy() const { return of_.entropy() + of_.mean(); }

std::vector<double> exp_of::split_points() const {
  std::vector<double> points = of_.split_points();
  const middle m = middle_of(of_);
  const double mode = peak_near([&](double x) { return of_.log_density(x) - (x - m.centre); }, m.centre, m.width);
  points.push_back(mode);
  std::ranges::transform(points, points.begin(), [](double x) { return std::exp(x); });
  const relent::support s = support();
  std::erase_if(points, [&](double y) { return !(y > s.lower && y < s.upper); });
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

double exp_of::sample(counter_stream& stream) const { return std::exp(of_.sample(stream)); }

}  // namespace relent
