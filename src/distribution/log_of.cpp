#include "relent/distribution/log_of.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/expectation.hpp"
#include "distribution/inversion.hpp"
#include "distribution/peak.hpp"

namespace relent {

log_of::log_of(distribution of, int /*told apart*/) : of_(std::move(of)) {
  constexpr double least = std::numeric_limits<double>::min(), too_much = 1e-15;
  if (of_.support().lattice) {
    throw error(errc::unsupported, name,
                fmt::format("{} lives on whole numbers, which the logarithm would move off them", of_.text()));
  }
  if (of_.support().lower < 0) {
    throw error(errc::out_of_range, name, fmt::format("{} can be below 0, where there is no logarithm", of_.text()));
  }
  if (const double lost = of_.cdf(least); lost > too_much) {
    throw error(errc::out_of_range, name,
                fmt::format("{} is below {:.2g}, the least double, with probability {:.2g}: logarithms are not told "
                            "apart there",
                            of_.text(), least, lost));
  }
}

std::size_t log_of::parameter_count() const noexcept { return of_.parameter_count(); }

std::string log_of::text() const { return fmt::format("log({})", of_.text()); }

support log_of::support() const {
  const relent::support s = of_.support();
  return {std::log(s.lower), std::log(s.upper), false, s.lower_open || s.lower == 0, s.upper_open};
}

double log_of::back(double y) const {
  const relent::support s = of_.support();
  return y >= std::log(s.lower) && y <= std::log(s.upper) ? std::clamp(std::exp(y), s.lower, s.upper) : std::exp(y);
}

double log_of::log_density(double y) const {
  if (std::isnan(y) || std::isinf(y)) {
    return std::isnan(y) ? y : -infinity;
  }
  const double x = back(y);
  return x > 0 && std::isfinite(x) ? of_.log_density(x) + y : -infinity;
}

void log_of::log_density_gradient(double y, std::span<double> out) const { of_.log_density_gradient(back(y), out); }

double log_of::cdf(double y) const { return of_.cdf(back(y)); }

double log_of::survival(double y) const { return of_.survival(back(y)); }

double log_of::quantile(double u) const { return std::log(of_.quantile(u)); }

double log_of::quantile_survival(double u) const { return std::log(of_.quantile_survival(u)); }

double log_of::mean() const {
  // Around a point inside, so that a far place costs no digits.
  const double centre = quantile(0.5);
  return centre + plain_expectation(*this, [&](double y) { return y - centre; });
}

double log_of::variance() const {
  const double centre = mean();
  return plain_expectation(*this, [&](double y) { return (y - centre) * (y - centre); });
}

double log_of::entropy() const { return of_.entropy() - mean(); }

std::vector<double> log_of::split_points() const {
  std::vector<double> points;
  for (const double x : of_.split_points()) {
    points.push_back(std::log(x));
  }
  const double low = quantile(0.25), centre = quantile(0.5), high = quantile_survival(0.25);
  points.push_back(
      peak_near([&](double y) { return log_density(y); }, centre, std::max({high - centre, centre - low, 1e-300})));
  const relent::support s = support();
  std::erase_if(points, [&](double y) { return !(y > s.lower && y < s.upper); });
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

double log_of::sample(counter_stream& stream) const { return std::log(of_.sample(stream)); }

}  // namespace relent
