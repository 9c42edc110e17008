#include "estimate/chi_square_interval.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/roots.hpp>

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
  const auto [a, b] = boost::math::tools::toms748_solve(f, 0.0, high, boost::math::tools::eps_tolerance<double>(30), most);
  return (a + b) / 2;
}

}  // namespace

double normal_quantile(double level) {
  return boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2);
}

interval chi_square_interval(const bent_value& of, double level) {
  const double statistic = 2 * of.scale * of.plug_in, freedom = std::max(1e-3, 2 * of.scale * of.bias);
  const double ratio = statistic > 0 ? of.scale * of.scale * of.variance / statistic : 1;
  const double outside = 1 - level, width = std::sqrt(2 * freedom);
  const auto below = [&](double l) { return cumulative(statistic + (ratio - 1) * l, freedom, ratio * l); };
  const auto lower_share = [&](double l) { return outside / 2 * -std::expm1(-l / width); };
  const double guess = statistic + 4 * std::sqrt(2 * freedom + 4 * ratio * statistic);
  const double lower = crossing([&](double l) { return below(l) - (1 - outside + lower_share(l)); }, guess);
  const double upper = crossing([&](double l) { return below(l) - lower_share(l); }, guess);
  return {lower / (2 * of.scale), std::max(lower, upper) / (2 * of.scale)};
}

}  // namespace relent::estimating
