#pragma once

#include <optional>

#include "relent/distribution/negative_binomial.hpp"
#include "relent/divergence/closed/same_family.hpp"

namespace relent::closed {

/// Two members of an exponential family, moved to where their difference is exact, and the member between (or beyond)
/// them whose natural parameters are alpha times P's plus 1 - alpha times Q's.
template <class F>
struct bridge {
  F from, between, to;
};

/// A bridge; or that there is none since P and Q do not belong to one exponential family; or that its member lies
/// outside the natural parameters, where the integral of p^alpha q^(1-alpha) diverges.
template <class F>
struct bridge_search {
  bool one_family = true;
  std::optional<bridge<F>> found{};
};

[[nodiscard]] bridge_search<normal> bridged(const normal& p, const normal& q, double alpha);
[[nodiscard]] bridge_search<normal> bridged(const log_normal& p, const log_normal& q, double alpha);
[[nodiscard]] bridge_search<normal> bridged(const logit_normal& p, const logit_normal& q, double alpha);
/// Of one location.
[[nodiscard]] bridge_search<laplace> bridged(const laplace& p, const laplace& q, double alpha);
/// Of one scale.
[[nodiscard]] bridge_search<gumbel> bridged(const gumbel& p, const gumbel& q, double alpha);
[[nodiscard]] bridge_search<moyal> bridged(const moyal& p, const moyal& q, double alpha);
[[nodiscard]] bridge_search<pareto> bridged(const pareto& p, const pareto& q, double alpha);
/// Of one shape.
[[nodiscard]] bridge_search<weibull> bridged(const weibull& p, const weibull& q, double alpha);
[[nodiscard]] bridge_search<rayleigh> bridged(const rayleigh& p, const rayleigh& q, double alpha);
[[nodiscard]] bridge_search<half_normal> bridged(const half_normal& p, const half_normal& q, double alpha);
[[nodiscard]] bridge_search<chi> bridged(const chi& p, const chi& q, double alpha);
[[nodiscard]] bridge_search<inverse_gamma> bridged(const inverse_gamma& p, const inverse_gamma& q, double alpha);
[[nodiscard]] bridge_search<beta> bridged(const beta& p, const beta& q, double alpha);
[[nodiscard]] bridge_search<continuous_bernoulli> bridged(const continuous_bernoulli& p, const continuous_bernoulli& q,
                                                          double alpha);
[[nodiscard]] bridge_search<von_mises> bridged(const von_mises& p, const von_mises& q, double alpha);
[[nodiscard]] bridge_search<bernoulli> bridged(const bernoulli& p, const bernoulli& q, double alpha);
/// Of as many trials.
[[nodiscard]] bridge_search<binomial> bridged(const binomial& p, const binomial& q, double alpha);
[[nodiscard]] bridge_search<poisson> bridged(const poisson& p, const poisson& q, double alpha);
[[nodiscard]] bridge_search<geometric> bridged(const geometric& p, const geometric& q, double alpha);
/// Of one count.
[[nodiscard]] bridge_search<negative_binomial> bridged(const negative_binomial& p, const negative_binomial& q,
                                                       double alpha);

/// Members of the gamma family by other names, exactly.
template <class P>
concept gamma_by_name = one_of<P, gamma, exponential, chi_squared>;
[[nodiscard]] inline const gamma& as_gamma(const gamma& p) { return p; }
[[nodiscard]] inline gamma as_gamma(const exponential& p) { return {1, p.rate()}; }
[[nodiscard]] inline gamma as_gamma(const chi_squared& p) { return {p.df() / 2, 0.5}; }
[[nodiscard]] bridge_search<gamma> bridge_of_gammas(const gamma& p, const gamma& q, double alpha);
template <gamma_by_name P, gamma_by_name Q>
[[nodiscard]] bridge_search<gamma> bridged(const P& p, const Q& q, double alpha) {
  return bridge_of_gammas(as_gamma(p), as_gamma(q), alpha);
}

}  // namespace relent::closed
