#include "relent/divergence/entropy_of.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "relent/distribution/affine.hpp"
#include "relent/distribution/exp_of.hpp"
#include "relent/divergence/closed/entropy.hpp"
#include "relent/divergence/closed/family_list.hpp"

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// What the terms of a family's formula are of the order of: the logs of its parameters, which may cancel.
template <class P>
double log_scale(const distribution& d) {
  double sum = 1;
  for (const double t : d.get<P>()->parameter_values()) {
    sum += t != 0 && std::isfinite(t) ? std::abs(std::log(std::abs(t))) : 0;
  }
  return sum;
}

/// One family: the size of its formula's terms beside its value, or NaN where the entropy is no closed form.
template <class P>
double terms_of(const distribution& d) {
  if constexpr (!closed::closed_entropy<P>) {
    return std::numeric_limits<double>::quiet_NaN();
  } else if constexpr (family<P>) {
    return log_scale<P>(d);
  } else {
    return 1;
  }
}

template <std::size_t... I>
constexpr auto table_of(std::index_sequence<I...> /*all*/) {
  return std::array<double (*)(const distribution&), sizeof...(I)>{terms_of<closed::family_at<I>>...};
}

double closed_terms(const distribution& d) {
  if (const affine* moved = d.get<affine>()) {
    return closed_terms(moved->of()) + std::abs(std::log(std::abs(moved->factor())));
  }
  if (const exp_of* grown = d.get<exp_of>()) {
    return closed_terms(grown->of()) + std::abs(grown->of().mean());
  }
  static constexpr auto table = table_of(std::make_index_sequence<closed::family_count>{});
  const std::size_t i = closed::family_index(d);
  return i == closed::family_count ? std::numeric_limits<double>::quiet_NaN() : table[i](d);
}

/// -p log p
integrand_value surprise_at(double log_p) {
  const double mass = std::exp(log_p), size = std::abs(log_p);
  if (mass == 0) {
    return {0, 0, -infinity};
  }
  return {-mass * log_p, mass * (size + 1) * 16 * eps * (size + 1), size > 0 ? log_p + std::log(size) : -infinity};
}

}  // namespace

estimate entropy_of(const distribution& p) {
  if (const double terms = closed_terms(p); !std::isnan(terms)) {
    const double value = p.entropy();
    return {.value = value,
            .method = method::closed_form,
            .error_bound = std::isinf(value) ? 0 : 64 * eps * (std::abs(value) + terms)};
  }
  const support range = p.support();
  // Sums that would be long go in strides, as the families know how to, without a bound of their own.
  constexpr double widest = 20'000;
  if (range.lattice && !(std::sqrt(p.variance()) <= widest)) {
    const double value = p.entropy();
    return {.value = value, .method = method::quadrature, .error_bound = 1e-12 * std::max(std::abs(value), 1.0)};
  }
  const integrand f = place_by_place([&](double x) { return surprise_at(p.log_density(x)); });
  const quadrature_result found = range.lattice ? sum_up(f, lattice_core(p, p, range.lower, range.upper)).front()
                                                : integrate(f, cut_points(p, p, range.lower, range.upper)).front();
  estimate out{.value = found.value, .method = method::quadrature, .error_bound = found.error};
  if (!found.finite) {
    out.notes.emplace_back("the integral of p log p diverges");
  } else if (!found.converged) {
    out.notes.emplace_back("the quadrature did not settle; trust the error bound, not the digits");
  }
  return out;
}

}  // namespace relent
