#include "closed_wasserstein.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <utility>

#include "relent/divergence/closed/expectation.hpp"
#include "relent/divergence/closed/family_list.hpp"

namespace relent {
namespace {

using closed::family_at, closed::family_count, closed::family_index;
using answer_function = std::optional<estimate> (*)(int order, const distribution& p, const distribution& q);

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();

/// X = location + scale Z, where Z has these moments and what else shapes it; a rate is one over the scale.
struct location_scale {
  double location, scale;
  bool is_rate;
  double mean, sd;  ///< of Z
  double shape = 0;
};

template <class F>
location_scale of_unit(double location, double scale, const F& unit, double shape = 0) {
  return {location, scale, false, unit.mean(), std::sqrt(unit.variance()), shape};
}

location_scale parts(const normal& p) { return of_unit(p.mean(), p.sd(), normal(0, 1)); }
location_scale parts(const laplace& p) { return of_unit(p.location(), p.scale(), laplace(0, 1)); }
location_scale parts(const logistic& p) { return of_unit(p.location(), p.scale(), logistic(0, 1)); }
location_scale parts(const gumbel& p) { return of_unit(p.location(), p.scale(), gumbel(0, 1)); }
location_scale parts(const moyal& p) { return of_unit(p.location(), p.scale(), moyal(0, 1)); }
location_scale parts(const student_t& p) { return of_unit(p.location(), p.scale(), student_t(p.df(), 0, 1), p.df()); }
location_scale parts(const generalized_normal& p) {
  return of_unit(p.location(), p.scale(), generalized_normal(p.beta(), 0, 1), p.beta());
}
location_scale parts(const uniform& p) { return of_unit(p.low(), p.high() - p.low(), uniform(0, 1)); }
location_scale parts(const half_normal& p) { return of_unit(0, p.scale(), half_normal(1)); }
location_scale parts(const rayleigh& p) { return of_unit(0, p.scale(), rayleigh(1)); }
location_scale parts(const weibull& p) { return of_unit(0, p.scale(), weibull(1, p.shape()), p.shape()); }
location_scale parts(const pareto& p) { return of_unit(0, p.scale(), pareto(1, p.alpha()), p.alpha()); }
location_scale parts(const inverse_gamma& p) { return of_unit(0, p.rate(), inverse_gamma(p.shape(), 1), p.shape()); }
location_scale parts(const exponential& p) { return {0, p.rate(), true, 1, 1}; }
location_scale parts(const gamma& p) { return {0, p.rate(), true, p.shape(), std::sqrt(p.shape()), p.shape()}; }

/// Families ordered by one parameter: the means' difference is the distance, and this is its size without rounding.
double mean_gap(const poisson& p, const poisson& q) { return p.rate() - q.rate(); }
double mean_gap(const bernoulli& p, const bernoulli& q) { return p.p() - q.p(); }
double mean_gap(const geometric& p, const geometric& q) { return (q.p() - p.p()) / p.p() / q.p(); }
double mean_gap(const chi_squared& p, const chi_squared& q) { return p.df() - q.df(); }
/// Of as many trials; NaN otherwise.
double mean_gap(const binomial& p, const binomial& q) {
  return p.trials() == q.trials() ? p.trials() * (p.p() - q.p()) : std::numeric_limits<double>::quiet_NaN();
}

template <class F>
concept located = requires(const F& f) {
  parts(f);
};
template <class F>
concept ordered = requires(const F& f) {
  mean_gap(f, f);
};

estimate exactly(double value, double size) {
  return {.value = value, .method = method::closed_form, .error_bound = rounding * size};
}

/// E|d + s Z|, Z normal: both parts are >= 0.
double folded_normal(double d, double s) {
  const double r = std::abs(d) / s;
  return s * std::sqrt(2 / std::numbers::pi) * std::exp(-r * r / 2) + std::abs(d) * std::erf(r / std::numbers::sqrt2);
}

template <class F>
std::optional<estimate> of_parts(int order, const F& any_p, const F& any_q) {
  const location_scale p = parts(any_p), q = parts(any_q);
  if (p.shape != q.shape) {
    return std::nullopt;
  }
  const double moved = p.location - q.location;
  const double wider = p.is_rate ? (q.scale - p.scale) / p.scale / q.scale : p.scale - q.scale;
  // Rounding in uniform's width is one of its ends'.
  const double size = closed::one_of<F, uniform> ? std::abs(any_p.support().upper) + std::abs(any_q.support().upper) +
                                                       std::abs(p.location) + std::abs(q.location)
                                                 : 0;
  if (wider == 0) {
    return exactly(std::abs(moved), std::abs(moved));  // also where there are no moments
  }
  if (order == 2 && std::isfinite(p.sd)) {
    const double shift = moved + p.mean * wider, value = std::hypot(shift, p.sd * wider);
    return exactly(value, value + std::abs(moved) + std::abs(p.mean * wider) + size);
  }
  if (order == 1 && closed::one_of<F, normal>) {
    const double value = folded_normal(moved, std::abs(wider));
    return exactly(value, value);
  }
  const bool one_side = p.location == 0 && q.location == 0 && any_p.support().lower >= 0;
  if (order == 1 && one_side && std::isfinite(p.mean)) {
    return exactly(std::abs(p.mean * wider), std::abs(p.mean * wider));
  }
  return std::nullopt;
}

template <std::size_t I>
std::optional<estimate> answer(int order, const distribution& p, const distribution& q) {
  using F = family_at<I>;
  if constexpr (located<F>) {
    return of_parts(order, *p.get<F>(), *q.get<F>());
  } else if constexpr (ordered<F>) {
    const double gap = std::abs(mean_gap(*p.get<F>(), *q.get<F>()));
    return order == 1 && gap < infinity ? std::optional(exactly(gap, gap)) : std::nullopt;
  } else {
    return std::nullopt;
  }
}

template <std::size_t... I>
constexpr auto table_of(std::index_sequence<I...> /*all*/) {
  return std::array<answer_function, sizeof...(I)>{answer<I>...};
}

}  // namespace

std::optional<estimate> closed_wasserstein(int order, const distribution& p, const distribution& q) {
  static constexpr auto table = table_of(std::make_index_sequence<family_count>{});
  const std::size_t i = family_index(p);
  return i == family_count || i != family_index(q) ? std::nullopt : table[i](order, p, q);
}

}  // namespace relent
