#include "estimate/chi_square_interval.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/roots.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/special_functions.hpp"

namespace relent::estimating {
namespace {

/// Beyond so many degrees of freedom and noncentrality the normal distribution is as good, and much faster.
constexpr double normal_from = 1e4;

/// P(T <= statistic) for noncentral chi-square.
double cumulative(double statistic, double freedom, double noncentrality) {
  if (statistic <= 0) {
    return 0;
  }
  if (noncentrality <= 0) {
    return gamma_lower(freedom / 2, statistic / 2);
  }
  if (freedom + noncentrality > normal_from) {
    const double sd = std::sqrt(2 * freedom + 4 * noncentrality);
    return boost::math::cdf(boost::math::normal_distribution<>(), (statistic - freedom - noncentrality) / sd);
  }
  return boost::math::cdf(boost::math::non_central_chi_squared(freedom, noncentrality), statistic);
}

/// The l >= 0 where a falling function of it crosses 0; 0 where it starts below.
template <class Falling>
double crossing(const Falling& f, double guess) {
  if (f(0.0) <= 0) {
    return 0;
  }
  double high = std::max(guess, 1.0);
  while (f(high) > 0) {
    high *= 2;
  }
  std::uintmax_t most = 100;
  const auto [a, b] =
      boost::math::tools::toms748_solve(f, 0.0, high, boost::math::tools::eps_tolerance<double>(30), most);
  return (a + b) / 2;
}

}  // namespace

void check_level(const char* function, double level) {
  if (!(level > 0 && level < 1)) {
    throw bad_value(function, "level", std::nullopt, level, "between 0 and 1", errc::out_of_range);
  }
}

double normal_quantile(double level) {
  return boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2);
}

namespace {

/// T and its degrees of freedom: of d + noise/2, so that the variance is right, and T moved by as much, so that the
/// mean is.
struct test_statistic {
  double value, freedom, ratio;

  explicit test_statistic(const bent_value& of) {
    const double raw = 2 * of.scale * of.plug_in, mean = 2 * of.scale * of.bias;
    freedom = std::max(1.0, mean + of.noise / 2);
    value = std::max(0.0, raw + freedom - mean);
    ratio = raw > 0 ? of.scale * of.scale * of.variance / raw : 1;
  }
};

}  // namespace

double equality_p_value(const bent_value& of) {
  const test_statistic t(of);
  return gamma_upper(t.freedom / 2, t.value / 2);
}

void sparse_categories::note(estimate& found) const {
  if (many()) {
    found.notes.push_back(fmt::format(
        "{:.0f} of {:.0f} categories have or can expect fewer than 2 observations: the interval is no promise", few_,
        all_));
  }
}

interval chi_square_interval(const bent_value& of, double level) {
  const test_statistic t(of);
  const double outside = 1 - level, width = std::sqrt(2 * t.freedom);
  const auto below = [&](double l) { return cumulative(t.value + (t.ratio - 1) * l, t.freedom, t.ratio * l); };
  const auto lower_share = [&](double l) { return outside / 2 * -std::expm1(-l / width); };
  const double guess = t.value + 4 * std::sqrt(2 * t.freedom + 4 * t.ratio * t.value);
  const double lower = crossing([&](double l) { return below(l) - (1 - outside + lower_share(l)); }, guess);
  const double upper = crossing([&](double l) { return below(l) - lower_share(l); }, guess);
  return {lower / (2 * of.scale), std::max(lower, upper) / (2 * of.scale)};
}

}  // namespace relent::estimating
