#include "relent/divergence/divergence_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/divergence/kl_gradient.hpp"

#include "cut_points.hpp"
#include "differentiation.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"
#include "moving_ends.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// One of the two distributions while its parameters are varied.
struct side {
  const distribution& of;
  const char* name;  ///< "P" or "Q"
  std::size_t count = of.parameter_count();
  std::size_t first = 0;  ///< of its components in the pass: `count` derivatives, then `count` of the mass
};

class gradient_pass {
 public:
  gradient_pass(const char* who, const distribution& p, const distribution& q, const differentiation& how)
      : who_(who), p_{p, "P"}, q_{q, "Q"}, how_(how) {
    q_.first = 2 * p_.count;
    found_.resize(2 * p_.count + 2 * q_.count);
  }

  [[nodiscard]] parameter_gradient run() {
    if (found_.empty()) {
      return {};
    }
    if (p_.of.support().lattice) {
      const support a = p_.of.support(), b = q_.of.support();
      add(sum_up(pass(), lattice_core(p_.of, q_.of, std::min(a.lower, b.lower), std::max(a.upper, b.upper)), limits_));
    } else {
      integrate_between_ends();
    }
    parameter_gradient out;
    write(p_, how_.free_p, out.p, out.p_error);
    write(q_, how_.free_q, out.q, out.q_error);
    return out;
  }

 private:
  [[nodiscard]] error refusal(const std::string& words) const { return {errc::unsupported, who_, words}; }

  [[nodiscard]] error moves(const side& of, std::size_t parameter) const {
    return refusal(fmt::format("the support of {} = {} moves with its parameter {}", of.name, of.of.text(), parameter));
  }

  /// The supports' ends cut the line: each may be singular on its inner side.
  void integrate_between_ends() {
    const support a = p_.of.support(), b = q_.of.support();
    std::vector<double> ends{a.lower, a.upper, b.lower, b.upper};
    std::ranges::sort(ends);
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    const integrand f = pass();
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
      const double lower = ends[i], upper = ends[i + 1];
      const bool in_p = lower >= a.lower && upper <= a.upper, in_q = lower >= b.lower && upper <= b.upper;
      if (!in_p && !in_q) {
        continue;
      }
      std::vector<double> points = cut_points(p_.of, q_.of, lower, upper, how_.depth);
      if (how_.kink_where_equal && in_p && in_q) {
        add_sign_changes([&](double x) { return p_.of.log_density(x) - q_.of.log_density(x); }, points);
      }
      if (how_.peak) {
        add_peak([&](double x) { return how_.peak(p_.of.log_density(x), q_.of.log_density(x)); }, points);
      }
      add(integrate(f, points, limits_));
    }
  }

  void add(const std::vector<quadrature_result>& part) {
    for (std::size_t c = 0; c < part.size(); ++c) {
      found_[c].value += part[c].value;
      found_[c].error += part[c].error;
      found_[c].size += part[c].size;
      found_[c].finite = found_[c].finite && part[c].finite;
    }
  }

  /// All derivatives at once: the densities and scores of a place are computed once.
  [[nodiscard]] integrand pass() const {
    const auto write_side = [](const side& of, double x, double density, double slope, double noise,
                               std::vector<double>& scores, std::span<integrand_value> out) {
      const std::span<integrand_value> mine = out.subspan(of.first, 2 * of.count);
      std::ranges::fill(mine, integrand_value{0, 0, -infinity});
      if (density == 0 && slope == 0) {
        return;
      }
      scores.resize(of.count);
      of.of.log_density_gradient(x, scores);
      for (std::size_t i = 0; i < of.count; ++i) {
        const auto times = [&](double by, double off) {
          const double value = by * scores[i];
          return scores[i] == 0 || by == 0
                     ? integrand_value{0, off * std::abs(scores[i]), -infinity}
                     : integrand_value{value, off * std::abs(scores[i]) + 32 * eps * std::abs(value),
                                       std::log(std::abs(value))};
        };
        mine[i] = times(slope, noise);
        mine[of.count + i] = times(density, 0);
      }
    };
    return {found_.size(),
            [this, write_side, log_p = std::vector<double>(), log_q = std::vector<double>(),
             scores = std::vector<double>()](std::span<const double> x, std::span<integrand_value> out) mutable {
              log_p.resize(x.size());
              log_q.resize(x.size());
              p_.of.log_densities(x, log_p);
              q_.of.log_densities(x, log_q);
              for (std::size_t i = 0; i < x.size(); ++i) {
                const slopes at = how_.slopes_at(log_p[i], log_q[i]);
                const std::span<integrand_value> here = out.subspan(i * found_.size(), found_.size());
                write_side(p_, x[i], std::exp(log_p[i]), at.p, at.p_noise, scores, here);
                write_side(q_, x[i], std::exp(log_q[i]), at.q, at.q_noise, scores, here);
              }
            }};
  }

  /// What the ends of `of` that move sweep over: adds to the derivatives, and to those of the mass.
  void add_ends(const side& of, std::vector<double>& derivative, std::vector<double>& mass) const {
    const bool is_p = &of == &p_;
    const distribution& other = is_p ? q_.of : p_.of;
    for (const moving_end& end : moving_ends(of.of)) {
      if (!end.told) {
        throw moves(of, end.parameter);
      }
      const double out = std::nextafter(end.place, end.upper ? infinity : -infinity);
      const double in = std::nextafter(end.place, end.upper ? -infinity : infinity);
      const double log_in = of.of.log_density(in), log_out = of.of.log_density(out);
      const double there = other.log_density(in), beyond = other.log_density(out);
      if (!(there == beyond || std::abs(there - beyond) < 1e-6)) {
        throw refusal(
            fmt::format("both supports end at {:.6g}, which moves with parameter {} of {} = {}: the derivatives "
                        "from its two sides differ",
                        end.place, end.parameter, of.name, of.of.text()));
      }
      const double inside = is_p ? how_.integrand(log_in, there) : how_.integrand(there, log_in);
      const double outside = is_p ? how_.integrand(log_out, there) : how_.integrand(there, log_out);
      const double sweep = end.upper ? end.speed : -end.speed;
      derivative[end.parameter] += sweep * (inside - outside);
      mass[end.parameter] += sweep * (std::exp(log_in) - std::exp(log_out));
    }
  }

  void write(const side& of, double free, std::vector<double>& values, std::vector<double>& errors) const {
    std::vector<double> ends(of.count), mass(of.count);
    add_ends(of, ends, mass);
    const std::vector<double> expected = mass_slopes(of.of);
    for (std::size_t i = 0; i < of.count; ++i) {
      const quadrature_result &slope = found_[of.first + i], &own_mass = found_[of.first + of.count + i];
      if (!slope.finite || !std::isfinite(slope.value + ends[i])) {
        throw refusal(fmt::format("the derivative with respect to parameter {} of {} is infinite", i, of.name));
      }
      if (!own_mass.finite ||
          !(std::abs(own_mass.value + mass[i] - expected[i]) <= 1e-6 * (own_mass.size + std::abs(expected[i])))) {
        throw moves(of, i);
      }
      const double value = how_.factor * (slope.value + ends[i] + free * expected[i]);
      values.push_back(value);
      errors.push_back(std::abs(how_.factor) *
                           (slope.error + 64 * eps * (std::abs(ends[i]) + std::abs(free * expected[i]))) +
                       std::abs(value) * (how_.factor_error + 4 * eps));
    }
  }

  const char* who_;
  side p_, q_;
  const differentiation& how_;
  quadrature_limits limits_{.relative = 1e-12};
  std::vector<quadrature_result> found_;
};

std::optional<parameter_gradient> closed(std::string_view measure, const distribution& p, const distribution& q) {
  if (measure == "kl_divergence") {
    return closed_kl_gradient_between(p, q);
  }
  if (measure != "jeffreys_divergence" && measure != "population_stability_index") {
    return std::nullopt;
  }
  auto there = closed_kl_gradient_between(p, q);
  const auto back = closed_kl_gradient_between(q, p);
  if (!there || !back) {
    return std::nullopt;
  }
  const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
    std::ranges::transform(to, from, to.begin(), std::plus<>());
  };
  add(there->p, back->q);
  add(there->q, back->p);
  add(there->p_error, back->q_error);
  add(there->q_error, back->p_error);
  return there;
}

parameter_gradient gradient_of(const char* who, std::string_view measure, const distribution& p, const distribution& q,
                               const divergence_options& how) {
  if (measure == "reverse_kl_divergence" || measure == "chi_square_neyman") {
    parameter_gradient out =
        gradient_of(who, measure == "chi_square_neyman" ? "chi_square_pearson" : "kl_divergence", q, p, how);
    std::swap(out.p, out.q);
    std::swap(out.p_error, out.q_error);
    return out;
  }
  divergence_options plain = how;
  plain.certain_bounds = false;
  const estimate value = divergence_between(measure, p, q, plain);
  if (measure.starts_with("wasserstein") || measure == "energy_distance") {
    throw error(errc::unsupported, who, fmt::format("no gradient of {}", measure));
  }
  if (std::isinf(value.value)) {
    throw error(errc::unsupported, who,
                fmt::format("{} is infinite: {}", measure == "kl_divergence" ? "KL" : measure,
                            value.notes.empty() ? "" : value.notes.front()));
  }
  if ((measure == "hellinger_distance" || measure == "js_distance") && value.value == 0) {
    throw error(errc::unsupported, who, fmt::format("{} is a root, and 0 here: it has no derivative", measure));
  }
  const bool affinity =
      measure == "renyi_divergence" || measure == "tsallis_divergence" || measure == "alpha_divergence";
  if (affinity && how.alpha == 1) {
    return gradient_of(who, "kl_divergence", p, q, how);
  }
  if (how.closed_form) {
    if (auto found = closed(measure, p, q)) {
      return *std::move(found);
    }
  }
  const differentiation by = differentiate(measure, value, how);
  return gradient_pass(who, p, q, by).run();
}

}  // namespace

parameter_gradient divergence_gradient(std::string_view measure, const distribution& p, const distribution& q,
                                       const divergence_options& how) {
  return gradient_of("divergence_gradient", measure, p, q, how);
}

parameter_gradient kl_gradient(const distribution& p, const distribution& q) {
  return gradient_of("kl_gradient", "kl_divergence", p, q, {});
}

}  // namespace relent
