#include "pointwise_integral.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// The mass of d outside [lower, upper].
double mass_outside(const distribution& d, double lower, double upper) {
  const support own = d.support();
  const double below = std::isinf(lower) || lower <= own.lower ? 0 : d.cdf(own.lattice ? lower - 1 : lower);
  const double above = std::isinf(upper) || upper >= own.upper ? 0 : d.survival(upper);
  return below + above;
}

/// What a rounding of x moves the cdf by there, in roundings.
double edge_density(const distribution& d, double x) {
  return std::isinf(x) ? 0 : std::exp(d.log_density(x)) * std::abs(x);
}

std::string place(double where) {
  return where == infinity    ? "in the upper tail"
         : where == -infinity ? "in the lower tail"
                              : fmt::format("at {:.6g}", where);
}

std::string has_mass_outside(const distribution& from, const distribution& other, bool is_p) {
  const support a = from.support(), b = other.support();
  const auto side = a.lower < b.lower ? fmt::format("below {:.6g}", b.lower) : fmt::format("above {:.6g}", b.upper);
  return fmt::format("{} = {} has mass {}, where {} = {} has none", is_p ? "P" : "Q", from.text(), side,
                     is_p ? "Q" : "P", other.text());
}

/// Both densities at many places, and f of them.
template <class F>
integrand of_densities(const distribution& p, const distribution& q, F f) {
  return {1, [&p, &q, f = std::move(f), log_p = std::vector<double>(), log_q = std::vector<double>()](
                 std::span<const double> x, std::span<integrand_value> out) mutable {
            log_p.resize(x.size());
            log_q.resize(x.size());
            p.log_densities(x, log_p);
            q.log_densities(x, log_q);
            for (std::size_t i = 0; i < x.size(); ++i) {
              out[i] = f(log_p[i], log_q[i]);
            }
          }};
}

/// The largest log mass product of two distributions on whole numbers that have `range` in common.
template <class G>
double peak_on_lattice(const G& g, const lattice_range& range) {
  double best = -infinity;
  const double low = std::max(range.lower, range.core_lower), high = std::min(range.upper, range.core_upper);
  for (double k = low; k <= high; ++k) {
    best = std::max(best, g(k));
  }
  return best;
}

}  // namespace

pointwise_sum integral_of(const pointwise_divergence& what, double parameter, const distribution& p,
                          const distribution& q, const divergence_options& how) {
  const support at_p = p.support(), at_q = q.support();
  const double lower = std::max(at_p.lower, at_q.lower), upper = std::min(at_p.upper, at_q.upper);
  pointwise_sum out;
  const bool apart = at_p.lattice ? lower > upper : lower >= upper;
  const auto add_outside = [&](double cost, const distribution& from, const distribution& other) {
    const double mass = apart ? 1.0 : mass_outside(from, lower, upper);
    if (mass <= 0) {
      return;
    }
    if (std::isinf(cost)) {
      out.value = infinity;
      out.notes.push_back(has_mass_outside(from, other, &from == &p));
      return;
    }
    out.value += cost * mass;
    const double edges = (from.support().lower < lower ? edge_density(from, lower) : 0) +
                         (from.support().upper > upper ? edge_density(from, upper) : 0);
    out.error += 32 * eps * cost * (mass + edges);
  };
  add_outside(what.only_p, p, q);
  add_outside(what.only_q, q, p);
  if (std::isinf(out.value) || apart) {
    return out;
  }

  const integrand f = of_densities(p, q, [&](double log_p, double log_q) { return what.at(log_p, log_q, parameter); });
  const quadrature_limits limits{.relative = how.tolerance, .absolute = how.tolerance * out.value};
  quadrature_result found;
  if (at_p.lattice) {
    found = sum_up(f, lattice_core(p, q, lower, upper), limits).front();
  } else {
    std::vector<double> points =
        cut_points(p, q, lower, upper, what.of_powers ? cut_depth::of_powers : cut_depth::of_mass);
    if (what.kink_where_equal) {
      add_sign_changes([&](double x) { return p.log_density(x) - q.log_density(x); }, points);
    }
    found = integrate(f, points, limits).front();
  }
  if (!found.finite) {
    return {infinity,
            0,
            {fmt::format("the integral diverges {}: one of the two densities vanishes too fast beside the "
                         "other there",
                         place(found.where))}};
  }
  out.value += found.value;
  out.error += found.error;
  if (!found.converged) {
    out.notes.emplace_back(unsettled);
  }
  return out;
}

pointwise_sum log_affinity(double alpha, const distribution& p, const distribution& q, const divergence_options& how) {
  const support at_p = p.support(), at_q = q.support();
  const double lower = std::max(at_p.lower, at_q.lower), upper = std::min(at_p.upper, at_q.upper);
  const auto log_size = [alpha](double log_p, double log_q) {
    return log_p == -infinity || (log_q == -infinity && alpha < 1) ? -infinity : log_p + (1 - alpha) * (log_q - log_p);
  };
  const auto at = [&](double x) { return log_size(p.log_density(x), q.log_density(x)); };
  std::vector<double> points;
  lattice_range range{};
  double best;
  if (at_p.lattice) {
    range = lattice_core(p, q, lower, upper);
    best = peak_on_lattice(at, range);
  } else {
    points = cut_points(p, q, lower, upper, cut_depth::of_powers);
    best = add_peak(at, points);
  }
  if (!std::isfinite(best)) {
    return {best, 0, {}};
  }
  const integrand f = of_densities(p, q, [&](double log_p, double log_q) {
    const double size = log_size(log_p, log_q) - best, value = std::exp(size);
    const double doubt =
        value > 0 ? 16 * eps * (std::abs(alpha * log_p) + std::abs((1 - alpha) * log_q) + std::abs(best) + 1) : 0;
    return integrand_value{value, value * doubt, size};
  });
  const quadrature_limits limits{.relative = how.tolerance};
  const quadrature_result found =
      at_p.lattice ? sum_up(f, range, limits).front() : integrate(f, points, limits).front();
  if (!found.finite || !(found.value > 0)) {
    return {infinity, 0, {}};
  }
  pointwise_sum out{best + std::log(found.value), found.error / found.value + 4 * eps * std::abs(best), {}};
  if (!found.converged) {
    out.notes.emplace_back(unsettled);
  }
  return out;
}

estimate as_estimate(double value, double up, double down, std::vector<std::string> notes) {
  estimate out{.value = value, .method = method::quadrature, .notes = std::move(notes)};
  out.error_bound =
      std::isinf(value) ? 0 : std::max(std::abs(up - value), std::abs(down - value)) + 4 * eps * std::abs(value);
  return out;
}

}  // namespace relent
