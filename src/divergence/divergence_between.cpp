#include "relent/divergence/divergence_between.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/divergence/support.hpp"

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"
#include "pointwise.hpp"
#include "quantile_distances.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// What an integral came to, and why where it is infinite.
struct pointwise_sum {
  double value = 0, error = 0;
  std::vector<std::string> notes{};
};

/// The mass of d outside [lower, upper].
double mass_outside(const distribution& d, double lower, double upper) {
  const bool lattice = d.support().lattice;
  const double below = std::isinf(lower) || lower <= d.support().lower ? 0 : d.cdf(lattice ? lower - 1 : lower);
  const double above = std::isinf(upper) || upper >= d.support().upper ? 0 : d.survival(upper);
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
      const bool is_p = &from == &p;
      const support a = from.support(), b = other.support();
      const auto side = a.lower < b.lower ? fmt::format("below {:.6g}", b.lower) : fmt::format("above {:.6g}", b.upper);
      out.notes.push_back(fmt::format("{} = {} has mass {}, where {} = {} has none", is_p ? "P" : "Q", from.text(),
                                      side, is_p ? "Q" : "P", other.text()));
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

  const integrand f = place_by_place([&](double x) { return what.at(p.log_density(x), q.log_density(x), parameter); });
  const quadrature_limits limits{.relative = how.tolerance, .absolute = how.tolerance * out.value};
  quadrature_result found;
  if (at_p.lattice) {
    found = sum_up(f, lattice_core(p, q, lower, upper), limits).front();
  } else {
    std::vector<double> points = cut_points(p, q, lower, upper);
    if (what.kink_where_equal) {
      add_sign_changes([&](double x) { return p.log_density(x) - q.log_density(x); }, points);
    }
    found = integrate(f, points, limits).front();
  }
  if (!found.finite) {
    out.value = infinity;
    out.error = 0;
    out.notes.push_back(
        fmt::format("the integral diverges {}: one of the two densities vanishes too fast beside the "
                    "other there",
                    place(found.where)));
    return out;
  }
  out.value += found.value;
  out.error += found.error;
  if (!found.converged) {
    out.notes.emplace_back("the quadrature did not settle; trust the error bound, not the digits");
  }
  return out;
}

/// f of an integral, with the error carried through; f is monotone.
template <class F>
estimate through(const pointwise_sum& sum, const F& f) {
  estimate out{.value = f(sum.value), .method = method::quadrature, .notes = sum.notes};
  if (std::isinf(out.value)) {
    out.error_bound = 0;
    return out;
  }
  const double up = f(sum.value + sum.error), down = f(std::max(sum.value - sum.error, 0.0));
  out.error_bound = std::max(std::abs(up - out.value), std::abs(down - out.value)) + 4 * eps * std::abs(out.value);
  return out;
}

double itself(double x) { return x; }

estimate kl(const distribution& p, const distribution& q, const divergence_options& how) {
  if (how.closed_form) {
    if (auto found = closed_kl_between(p, q)) {
      return *std::move(found);
    }
  }
  return through(integral_of(pointwise_kl(), 0, p, q, how), itself);
}

/// An answer found with P and Q in each other's place: what its notes call P is the question's Q.
estimate exchanged(estimate found) {
  const auto letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  for (std::string& note : found.notes) {
    for (std::size_t i = 0; i < note.size(); ++i) {
      const bool alone = (i == 0 || !letter(static_cast<unsigned char>(note[i - 1]))) &&
                         (i + 1 == note.size() || !letter(static_cast<unsigned char>(note[i + 1])));
      if (alone && (note[i] == 'P' || note[i] == 'Q')) {
        note[i] = note[i] == 'P' ? 'Q' : 'P';
      }
    }
  }
  return found;
}

/// Sum of two answers, as sure as the less sure.
estimate sum_of(estimate a, const estimate& b) {
  a.value += b.value;
  a.error_bound = std::isinf(a.value) ? 0 : a.error_bound.value_or(0) + b.error_bound.value_or(0);
  a.method = a.method == b.method ? a.method : method::quadrature;
  a.notes.insert(a.notes.end(), b.notes.begin(), b.notes.end());
  return a;
}

estimate jeffreys(const distribution& p, const distribution& q, const divergence_options& how) {
  if (how.closed_form) {
    const auto there = closed_kl_between(p, q), back = closed_kl_between(q, p);
    if (there && back) {
      return sum_of(*there, *back);
    }
  }
  return through(integral_of(pointwise_jeffreys(), 0, p, q, how), itself);
}

estimate cross_entropy(const distribution& p, const distribution& q, const divergence_options& how) {
  estimate out = kl(p, q, how);
  const double h = p.entropy();
  out.value += h;
  out.error_bound = std::isinf(out.value) ? 0 : *out.error_bound + 1e-12 * std::max(std::abs(h), 1.0);
  return out;
}

estimate js(const distribution& p, const distribution& q, const divergence_options& how, bool root) {
  const pointwise_sum sum = integral_of(pointwise_js(how.weight), how.weight, p, q, how);
  return through(sum, [&](double x) { return root ? std::sqrt(x) : x; });
}

/// The measures that are functions of the integral of p^alpha q^(1-alpha), which is 1 - J for alpha < 1 and 1 + J
/// beyond.
estimate of_affinity(std::string_view measure, const distribution& p, const distribution& q,
                     const divergence_options& how, double alpha) {
  if (alpha == 1) {
    return kl(p, q, how);
  }
  const pointwise_sum sum = integral_of(pointwise_affinity(alpha), alpha, p, q, how);
  return through(sum, [&](double j) {
    const double change = alpha < 1 ? -std::min(j, 1.0) : j;
    if (measure == "renyi_divergence") {
      return std::log1p(change) / (alpha - 1);
    }
    if (measure == "bhattacharyya_distance") {
      return -std::log1p(change);
    }
    if (measure == "hellinger_distance") {
      return std::sqrt(std::min(j, 1.0));
    }
    const double power = change / (alpha - 1);
    return measure == "alpha_divergence" ? power / alpha : power;
  });
}

void check(const divergence_options& how) {
  if (!(how.alpha > 0 && std::isfinite(how.alpha))) {
    throw bad_value("divergence_between", "alpha", std::nullopt, how.alpha, "> 0 and finite", errc::out_of_range);
  }
  if (!(how.weight > 0 && how.weight < 1)) {
    throw bad_value("divergence_between", "weight", std::nullopt, how.weight, "inside (0, 1)", errc::out_of_range);
  }
}

constexpr std::array<std::string_view, 19> names{"kl_divergence",
                                                 "reverse_kl_divergence",
                                                 "cross_entropy",
                                                 "jeffreys_divergence",
                                                 "js_divergence",
                                                 "js_distance",
                                                 "renyi_divergence",
                                                 "tsallis_divergence",
                                                 "alpha_divergence",
                                                 "total_variation",
                                                 "hellinger_distance",
                                                 "bhattacharyya_distance",
                                                 "chi_square_pearson",
                                                 "chi_square_neyman",
                                                 "triangular_discrimination",
                                                 "population_stability_index",
                                                 "wasserstein_1",
                                                 "wasserstein_2",
                                                 "energy_distance"};

}  // namespace

std::span<const std::string_view> density_measures() noexcept { return names; }

estimate divergence_between(std::string_view measure, const distribution& p, const distribution& q,
                            const divergence_options& how) {
  check(how);
  if (std::ranges::find(names, measure) == names.end()) {
    throw error(errc::unknown_name, "divergence_between",
                fmt::format("no measure {} of distributions{}", quoted(measure), suggestion(measure, names)));
  }
  if (measure.starts_with("wasserstein") || measure == "energy_distance") {
    return measure == "wasserstein_1"   ? wasserstein_1(p, q)
           : measure == "wasserstein_2" ? wasserstein_2(p, q)
                                        : energy_distance(p, q);
  }
  if (p.support().lattice != q.support().lattice) {
    const distribution &masses = p.support().lattice ? p : q, &density = p.support().lattice ? q : p;
    throw error(errc::unsupported, "divergence_between",
                fmt::format("{} has masses at whole numbers and {} a density: they have no common base measure, so "
                            "no ratio of the two is defined",
                            masses.text(), density.text()));
  }
  if (measure == "kl_divergence") {
    return kl(p, q, how);
  }
  if (measure == "reverse_kl_divergence") {
    return exchanged(kl(q, p, how));
  }
  if (measure == "cross_entropy") {
    return cross_entropy(p, q, how);
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    return jeffreys(p, q, how);
  }
  if (measure.starts_with("js_")) {
    return js(p, q, how, measure == "js_distance");
  }
  if (measure == "hellinger_distance" || measure == "bhattacharyya_distance") {
    return of_affinity(measure, p, q, how, 0.5);
  }
  if (measure == "chi_square_pearson") {
    return through(integral_of(pointwise_chi_square(), 0, p, q, how), itself);
  }
  if (measure == "chi_square_neyman") {
    return exchanged(through(integral_of(pointwise_chi_square(), 0, q, p, how), itself));
  }
  if (measure == "triangular_discrimination") {
    return through(integral_of(pointwise_triangular(), 0, p, q, how), itself);
  }
  if (measure == "total_variation") {
    return through(integral_of(pointwise_total_variation(), 0, p, q, how), itself);
  }
  return of_affinity(measure, p, q, how, how.alpha);
}

}  // namespace relent
