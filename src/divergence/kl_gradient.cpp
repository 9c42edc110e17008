#include "relent/divergence/kl_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// E_p[f(x)], f with its own rounding error.
template <class F>
quadrature_result expectation(const distribution& p, const distribution& q, const F& f) {
  const support range = p.support();
  const integrand weighted = place_by_place([&](double x) {
    const double log_p = p.log_density(x), mass = std::exp(log_p);
    if (mass == 0) {
      return integrand_value{0, 0, -std::numeric_limits<double>::infinity()};
    }
    const double value = f(x, log_p), size = std::abs(value);
    return integrand_value{mass * value, mass * size * 32 * eps * (std::abs(log_p) + 2),
                           size > 0 ? log_p + std::log(size) : -std::numeric_limits<double>::infinity()};
  });
  if (range.lattice) {
    return sum_up(weighted, lattice_core(p, q, range.lower, range.upper)).front();
  }
  return integrate(weighted, cut_points(p, q, range.lower, range.upper), {.relative = 1e-12}).front();
}

error refusal(const std::string& words) { return {errc::unsupported, "kl_gradient", words}; }

}  // namespace

divergence_gradient kl_gradient(const distribution& p, const distribution& q) {
  const estimate value = divergence_between("kl_divergence", p, q);
  if (std::isinf(value.value)) {
    throw refusal(fmt::format("KL is infinite: {}", value.notes.empty() ? "" : value.notes.front()));
  }
  divergence_gradient out;
  std::vector<double> slopes(std::max(p.parameter_count(), q.parameter_count()));
  const auto slope = [&](const distribution& d, double x, std::size_t i) {
    d.log_density_gradient(x, slopes);
    return slopes[i];
  };
  const auto checked = [&](const quadrature_result& r, std::size_t i, const char* whose) {
    if (!r.finite || !std::isfinite(r.value)) {
      throw refusal(fmt::format("the derivative with respect to parameter {} of {} is infinite", i, whose));
    }
    return r;
  };
  const mixture* mixed = p.get<mixture>();
  const std::size_t weights = mixed != nullptr ? mixed->weights().size() : 0;
  for (std::size_t i = 0; i < p.parameter_count(); ++i) {
    const auto total = checked(expectation(p, q, [&](double x, double) { return slope(p, x, i); }), i, "P");
    const auto size = checked(expectation(p, q, [&](double x, double) { return std::abs(slope(p, x, i)); }), i, "P");
    // The mass stays 1 whatever the parameter, unless an end of the support moves; weights are taken each alone.
    if (i >= weights && std::abs(total.value) > 1e-6 * size.value) {
      throw refusal(fmt::format("the support of P = {} moves with its parameter {}", p.text(), i));
    }
    const auto found = checked(
        expectation(p, q, [&](double x, double log_p) { return slope(p, x, i) * (log_p - q.log_density(x) + 1); }), i,
        "P");
    out.p.push_back(found.value);
    out.p_error.push_back(found.error);
  }
  for (std::size_t i = 0; i < q.parameter_count(); ++i) {
    const auto found = checked(expectation(p, q, [&](double x, double) { return -slope(q, x, i); }), i, "Q");
    out.q.push_back(found.value);
    out.q_error.push_back(found.error);
  }
  return out;
}

}  // namespace relent
