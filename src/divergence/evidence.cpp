#include "relent/divergence/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"
#include "pointwise_integral.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// What is averaged: a function of the place and of the log density there.
using weighed = std::function<double(double x, double log_density)>;

/// p f at one place.
integrand_value weight(double log_p, double f) {
  const double mass = std::exp(log_p);
  if (f == 0 || (mass == 0 && std::isinf(f))) {
    return {0, 0, -infinity};
  }
  const double log_size = log_p + std::log(std::abs(f));
  const double value = mass >= std::numeric_limits<double>::min() ? mass * f : std::copysign(std::exp(log_size), f);
  const double noise = std::isfinite(value) ? std::abs(value) * 16 * eps * (std::abs(log_p) + 1) : 0;
  return {value, noise, log_size};
}

quadrature_result integrate_over(const distribution& p, const weighed& f) {
  const integrand whole = place_by_place([&](double x) {
    const double log_p = p.log_density(x);
    return log_p == -infinity ? integrand_value{0, 0, -infinity} : weight(log_p, f(x, log_p));
  });
  const support range = p.support();
  if (range.lattice) {
    return sum_up(whole, lattice_core(p, p, range.lower, range.upper)).front();
  }
  return integrate(whole, cut_points(p, p, range.lower, range.upper, cut_depth::of_powers)).front();
}

/// The value of an integral that diverges somewhere: by the sign of the part that does.
double divergent_value(const distribution& p, const weighed& f) {
  const auto part = [&](double sign) {
    return integrate_over(p, [&](double x, double log_p) { return std::max(0.0, sign * f(x, log_p)); }).finite;
  };
  const bool above = part(1), below = part(-1);
  return above == below ? std::numeric_limits<double>::quiet_NaN() : above ? -infinity : infinity;
}

/// The average of f, called `what` in the notes.
estimate average(const distribution& p, const weighed& f, std::string_view what) {
  const quadrature_result found = integrate_over(p, f);
  estimate out{.value = found.value, .method = method::quadrature, .error_bound = found.error};
  if (!found.finite) {
    out.value = divergent_value(p, f);
    out.error_bound = 0;
    out.notes.push_back(std::isnan(out.value)
                            ? fmt::format("{} does not exist: its positive and its negative part both diverge", what)
                            : fmt::format("the integral of {} diverges", what));
  } else if (!found.converged) {
    out.notes.emplace_back(unsettled);
  }
  return out;
}

/// Where p has mass f must be a number; places without any, as tails are judged by, may be beyond it.
double told(std::string_view function, std::string_view argument, double x, double value, double log_p) {
  if (std::isnan(value)) {
    if (std::exp(log_p) == 0) {
      return 0;
    }
    throw error(errc::invalid_value, function, fmt::format("{}({}) = nan, must be a number", argument, x));
  }
  return value;
}

}  // namespace

estimate expectation(const distribution& p, const std::function<double(double)>& f) {
  return average(
      p, [&](double x, double log_p) { return told("expectation", "f", x, f(x), log_p); }, "p f");
}

estimate evidence_lower_bound(const distribution& q, const std::function<double(double)>& log_joint) {
  return average(
      q,
      [&](double z, double log_q) { return told("evidence_lower_bound", "log_joint", z, log_joint(z), log_q) - log_q; },
      "q (log_joint - log q)");
}

}  // namespace relent
