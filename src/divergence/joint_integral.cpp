#include "joint_integral.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/joint/joint_mixture.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

void add_components(const joint_distribution& d, double weight, std::vector<weighted_component>& out) {
  if (const auto* mixed = d.get<joint_mixture>()) {
    for (std::size_t i = 0; i < mixed->weights().size(); ++i) {
      out.push_back({weight * mixed->weights()[i], mixed->components()[i]});
    }
  } else {
    out.push_back({weight, d});
  }
}

}  // namespace

std::vector<weighted_component> halves_of(const joint_distribution& p, const joint_distribution& q) {
  std::vector<weighted_component> out;
  add_components(p, 0.5, out);
  add_components(q, 0.5, out);
  return out;
}

std::vector<joint_sum> sum_up(const joint_integral& what, const joint_options& how) {
  if (auto found = cubature(what, how.divergence.tolerance)) {
    return *std::move(found);
  }
  return quasi_monte_carlo(what, how);
}

joint_integral divergence_integral(const pointwise_divergence& what, double parameter, const joint_distribution& p,
                                   const joint_distribution& q) {
  joint_integral out{.space = p.space(), .components = halves_of(p, q)};
  out.at = [what, parameter, &p, &q](std::span<const double> x, std::span<joint_value> to) {
    const double log_p = p.log_density(x), log_q = q.log_density(x);
    if (log_p == -infinity || log_q == -infinity) {
      to[0] = {log_p > log_q ? 2 * what.only_p : log_q > log_p ? 2 * what.only_q : 0, 0};
      return;
    }
    // The integrand grows in proportion to p and q together, so the larger is taken as 1.
    const double larger = std::max(log_p, log_q), a = log_p - larger, b = log_q - larger;
    const double half = (std::exp(a) + std::exp(b)) / 2;
    const integrand_value found = what.at(a, b, parameter);
    to[0] = {found.value / half, found.noise / half * (1 + std::abs(larger))};
  };
  return out;
}

joint_integral entropy_integral(const joint_distribution& p) {
  joint_integral out{.space = p.space(), .components = {}};
  add_components(p, 1, out.components);
  out.at = [&p](std::span<const double> x, std::span<joint_value> to) {
    const double log_p = p.log_density(x);
    to[0] = {-log_p, 16 * eps * (std::abs(log_p) + 1)};
  };
  return out;
}

}  // namespace relent
