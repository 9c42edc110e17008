#include <algorithm>
#include <cmath>

#include "relent/divergence/closed/affinity.hpp"

#include "bregman.hpp"

namespace relent::closed {
namespace {

/// alpha a + (1 - alpha) b.
double between(double a, double b, double alpha) { return b + alpha * (a - b); }

/// The bridge whose middle member is made of `middle`; none where that is not > 0, and no answer where doubles end.
template <class F, class Make>
bridge_search<F> over(const F& from, const F& to, double middle, const Make& make) {
  if (!std::isfinite(middle)) {
    return {.one_family = false};
  }
  return middle > 0 ? bridge_search<F>{true, bridge<F>{from, make(middle), to}} : bridge_search<F>{};
}

/// By mean and sd, the means measured from P's.
bridge_search<normal> of_normals(double shift, double p_sd, double q_sd, double alpha) {
  const double ratio = q_sd / p_sd;
  return over(normal(0, p_sd), normal(shift, q_sd), between(ratio * ratio, 1, alpha), [&](double precision) {
    return normal((1 - alpha) / precision * shift, q_sd / std::sqrt(precision));  // precision in units of Q's
  });
}

/// Families with x^k / scale^k in the exponent: scale^-k is the natural parameter.
template <class F, class Make>
bridge_search<F> of_scales(const F& p, const F& q, double k, double alpha, const Make& make) {
  const double mixed = between(std::exp(k * log_ratio(q.scale(), p.scale())), 1, alpha);  // in units of Q's
  return over(p, q, mixed, [&](double m) { return make(q.scale() * std::pow(m, -1 / k)); });
}

/// exp(location / scale) is the natural parameter.
template <class F>
bridge_search<F> of_locations(const F& p, const F& q, double alpha) {
  if (p.scale() != q.scale()) {
    return {.one_family = false};
  }
  const double shift = q.location() - p.location(), mixed = between(std::exp(-shift / p.scale()), 1, alpha);
  return over(F(0, p.scale()), F(shift, p.scale()), mixed,
              [&](double m) { return F(shift + p.scale() * std::log(m), p.scale()); });
}

/// The probability between two, whose log odds are the natural parameter. Not for 0 and 1.
double odds_between(double p, double q, double alpha) {
  const double logit = between(std::log(p) - std::log1p(-p), std::log(q) - std::log1p(-q), alpha);
  return logit > 0 ? 1 / (1 + std::exp(-logit)) : std::exp(logit) / (1 + std::exp(logit));
}

/// Both probabilities, or, where both are above 1/2, both of the other outcome: its digits are those that count.
template <class F, class Make>
bridge_search<F> of_odds(double p, double q, double alpha, const Make& make) {
  if (!(p > 0 && p < 1 && q > 0 && q < 1)) {
    return {.one_family = false};
  }
  const bool flip = p > 0.5 && q > 0.5;
  const double a = flip ? 1 - p : p, b = flip ? 1 - q : q, middle = odds_between(a, b, alpha);
  if (!(middle > 0 && middle < 1)) {
    return {.one_family = false};  // beyond doubles, not beyond the family
  }
  return {true, bridge<F>{make(a), make(middle), make(b)}};
}

}  // namespace

bridge_search<normal> bridged(const normal& p, const normal& q, double alpha) {
  return of_normals(q.mean() - p.mean(), p.sd(), q.sd(), alpha);
}
bridge_search<normal> bridged(const log_normal& p, const log_normal& q, double alpha) {
  return of_normals(q.location() - p.location(), p.scale(), q.scale(), alpha);
}
bridge_search<normal> bridged(const logit_normal& p, const logit_normal& q, double alpha) {
  return of_normals(q.location() - p.location(), p.scale(), q.scale(), alpha);
}

bridge_search<laplace> bridged(const laplace& p, const laplace& q, double alpha) {
  if (p.location() != q.location()) {
    return {.one_family = false};
  }
  return of_scales(p, q, 1, alpha, [&](double scale) { return laplace(p.location(), scale); });
}

bridge_search<gumbel> bridged(const gumbel& p, const gumbel& q, double alpha) { return of_locations(p, q, alpha); }
bridge_search<moyal> bridged(const moyal& p, const moyal& q, double alpha) { return of_locations(p, q, alpha); }

bridge_search<pareto> bridged(const pareto& p, const pareto& q, double alpha) {
  if (p.scale() != q.scale()) {
    return {.one_family = false};
  }
  return over(p, q, between(p.alpha(), q.alpha(), alpha), [&](double power) { return pareto(p.scale(), power); });
}

bridge_search<weibull> bridged(const weibull& p, const weibull& q, double alpha) {
  if (p.shape() != q.shape()) {
    return {.one_family = false};
  }
  return of_scales(p, q, p.shape(), alpha, [&](double scale) { return weibull(scale, p.shape()); });
}
bridge_search<rayleigh> bridged(const rayleigh& p, const rayleigh& q, double alpha) {
  return of_scales(p, q, 2, alpha, [](double scale) { return rayleigh(scale); });
}
bridge_search<half_normal> bridged(const half_normal& p, const half_normal& q, double alpha) {
  return of_scales(p, q, 2, alpha, [](double scale) { return half_normal(scale); });
}

bridge_search<chi> bridged(const chi& p, const chi& q, double alpha) {
  return over(p, q, between(p.df(), q.df(), alpha), [](double df) { return chi(df); });
}

bridge_search<gamma> bridge_of_gammas(const gamma& p, const gamma& q, double alpha) {
  const double shape = between(p.shape(), q.shape(), alpha), rate = between(p.rate(), q.rate(), alpha);
  return shape > 0 && rate > 0 ? bridge_search<gamma>{true, bridge<gamma>{p, gamma(shape, rate), q}}
                               : bridge_search<gamma>{};
}
bridge_search<inverse_gamma> bridged(const inverse_gamma& p, const inverse_gamma& q, double alpha) {
  const double shape = between(p.shape(), q.shape(), alpha), rate = between(p.rate(), q.rate(), alpha);
  return shape > 0 && rate > 0
             ? bridge_search<inverse_gamma>{true, bridge<inverse_gamma>{p, inverse_gamma(shape, rate), q}}
             : bridge_search<inverse_gamma>{};
}

bridge_search<beta> bridged(const beta& p, const beta& q, double alpha) {
  const double a = between(p.alpha(), q.alpha(), alpha), b = between(p.beta_parameter(), q.beta_parameter(), alpha);
  return a > 0 && b > 0 ? bridge_search<beta>{true, bridge<beta>{p, beta(a, b), q}} : bridge_search<beta>{};
}

bridge_search<continuous_bernoulli> bridged(const continuous_bernoulli& p, const continuous_bernoulli& q,
                                            double alpha) {
  return of_odds<continuous_bernoulli>(p.p(), q.p(), alpha, [](double x) { return continuous_bernoulli(x); });
}

bridge_search<von_mises> bridged(const von_mises& p, const von_mises& q, double alpha) {
  // The natural parameters are a vector of the concentration's length; P's lies along the first axis.
  const double turn = q.location() - p.location(), half = std::sin(turn / 2);
  const double along =
      between(p.concentration(), q.concentration(), alpha) - (1 - alpha) * q.concentration() * 2 * half * half;
  const double across = (1 - alpha) * q.concentration() * std::sin(turn);
  return {true, bridge<von_mises>{von_mises(0, p.concentration()),
                                  von_mises(std::atan2(across, along), std::hypot(along, across)),
                                  von_mises(turn, q.concentration())}};
}

bridge_search<bernoulli> bridged(const bernoulli& p, const bernoulli& q, double alpha) {
  return of_odds<bernoulli>(p.p(), q.p(), alpha, [](double x) { return bernoulli(x); });
}
bridge_search<binomial> bridged(const binomial& p, const binomial& q, double alpha) {
  if (p.trials() != q.trials()) {
    return {.one_family = false};
  }
  return of_odds<binomial>(p.p(), q.p(), alpha, [&](double x) { return binomial(p.trials(), x); });
}

bridge_search<poisson> bridged(const poisson& p, const poisson& q, double alpha) {
  const double rate = q.rate() * std::exp(alpha * log_ratio(p.rate(), q.rate()));
  if (!(p.rate() > 0 && q.rate() > 0 && rate > 0 && std::isfinite(rate))) {
    return {.one_family = false};
  }
  return {true, bridge<poisson>{p, poisson(rate), q}};
}

bridge_search<geometric> bridged(const geometric& p, const geometric& q, double alpha) {
  if (p.p() == 1 || q.p() == 1) {
    return {.one_family = false};
  }
  const double success = -std::expm1(between(std::log1p(-p.p()), std::log1p(-q.p()), alpha));
  if (success == 1) {
    return {.one_family = false};
  }
  return success > 0 ? bridge_search<geometric>{true, bridge<geometric>{p, geometric(success), q}}
                     : bridge_search<geometric>{};
}

bridge_search<negative_binomial> bridged(const negative_binomial& p, const negative_binomial& q, double alpha) {
  if (p.total_count() != q.total_count() || p.p() == 0 || q.p() == 0) {
    return {.one_family = false};
  }
  const double success = q.p() * std::exp(alpha * log_ratio(p.p(), q.p()));
  if (success == 0) {
    return {.one_family = false};
  }
  return success < 1 ? bridge_search<negative_binomial>{true,
                                                        bridge<negative_binomial>{
                                                            p, negative_binomial(p.total_count(), success), q}}
                     : bridge_search<negative_binomial>{};
}

}  // namespace relent::closed
