#include "mixture_integral.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "density_fit.hpp"
#include "normal_reverse.hpp"
#include "panels.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double half_log_two_pi = 0.91893853320467274178;
constexpr double least_log_weight = -18;  // beside the heaviest component: one that is lighter is none
constexpr double farthest = 40;           // of a coordinate: a search that goes on from there runs away
constexpr int reach = 12;                 // standard deviations

}  // namespace

density_integrand::value density_integrand::operator()(double lp, double lq) const {
  const double p = std::exp(lp), q = std::exp(lq);
  switch (of) {
    case form::js: {
      const double more = std::max(lp, lq), less = std::min(lp, lq);
      const double lm = more == -infinity ? more : more + std::log1p(std::exp(less - more)) - std::log(2);
      return {((p > 0 ? p * (lp - lm) : 0) + (q > 0 ? q * (lq - lm) : 0)) / 2, more == -infinity ? 0 : (lq - lm) / 2};
    }
    case form::jeffreys:
      return {(p - q) * (lp - lq), 1 - std::exp(lp - lq) + lq - lp};
    case form::alpha:
      break;
  }
  if (alpha == 1) {
    return {(p > 0 ? p * (lp - lq) : 0) - p + q, 1 - std::exp(lp - lq)};
  }
  if (alpha == 0) {
    return {(q > 0 ? q * (lq - lp) : 0) - q + p, lq - lp};
  }
  const double ratio = std::exp(alpha * (lp - lq));
  return {(alpha * p + (1 - alpha) * q - (q > 0 ? q * ratio : 0)) / (alpha * (1 - alpha)), (1 - ratio) / alpha};
}

density_integrand integrand_of(const objective& by, double alpha) {
  if (by.name == "forward_kl") {
    return {1};
  }
  if (by.name == "reverse_kl") {
    return {0};
  }
  if (by.name == "js_divergence") {
    return {0, density_integrand::form::js};
  }
  if (by.name == "jeffreys_divergence") {
    return {0, density_integrand::form::jeffreys};
  }
  if (by.name == "hellinger_distance") {
    return {0.5};
  }
  if (by.name == "alpha_divergence" || by.name == "renyi_divergence") {
    return {alpha};
  }
  throw error(errc::unsupported, "fit", fmt::format("mixtures are not fitted by {}", by.name));
}

std::vector<double> mixture_coordinates::from(const normal_mixture_parameters& m) const {
  std::vector<double> out;
  for (std::size_t c = 1; c < k; ++c) {
    out.push_back(std::log(m.weights[c] / m.weights[0]));
  }
  for (const double mean : m.means) {
    out.push_back((mean - centre) / spread);
  }
  for (const double sd : m.sds) {
    out.push_back(std::log(sd / spread));
  }
  return out;
}

normal_mixture_parameters mixture_coordinates::to(std::span<const double> u) const {
  normal_mixture_parameters out;
  double sum = 0;
  for (std::size_t c = 0; c < k; ++c) {
    out.weights.push_back(c == 0 ? 1 : std::exp(u[c - 1]));
    sum += out.weights.back();
    out.means.push_back(centre + u[k - 1 + c] * spread);
    out.sds.push_back(std::exp(u[2 * k - 1 + c]) * spread);
  }
  for (double& w : out.weights) {
    w /= sum;
  }
  return out;
}

std::vector<double> mixture_coordinates::in_order(std::span<const double> u) const {
  const normal_mixture_parameters m = to(u);
  std::vector<std::size_t> order(k);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::pair(m.means[a], m.sds[a]) < std::pair(m.means[b], m.sds[b]);
  });
  normal_mixture_parameters out;
  for (const std::size_t c : order) {
    out.weights.push_back(m.weights[c]);
    out.means.push_back(m.means[c]);
    out.sds.push_back(m.sds[c]);
  }
  return from(out);
}

bool mixture_coordinates::within(std::span<const double> u) const {
  double low = 0, high = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    if (!(std::abs(u[i]) < farthest)) {
      return false;
    }
    if (i + 1 < k) {
      low = std::min(low, u[i]);
      high = std::max(high, u[i]);
    }
  }
  return low - high > least_log_weight;
}

mixture_integral::mixture_integral(const distribution& target, density_integrand h, mixture_coordinates in)
    : target_(target), h_(h), in_(in), edges_(log_target_edges(target)) {
  const support ends = target.support();
  for (const double x : {ends.lower, ends.upper}) {
    if (std::isfinite(x)) {
      edges_.push_back(x);
    }
  }
  const std::vector<double> more = density_edges(target);
  edges_.insert(edges_.end(), more.begin(), more.end());
  std::ranges::sort(edges_);
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
}

function_value mixture_integral::at(std::span<const double> u, bool odd) const {
  if (!in_.within(u)) {
    return {infinity};
  }
  const normal_mixture_parameters m = in_.to(u);
  const std::size_t k = in_.k;
  const std::vector<double> cuts = cuts_of(m, odd);
  const gauss_rule& rule = panel_rule();
  std::array<double, panel_nodes> x{}, log_p{};
  std::vector<double> terms(k), z(k), constants(k);
  for (std::size_t c = 0; c < k; ++c) {
    constants[c] = std::log(m.weights[c]) - std::log(m.sds[c]) - half_log_two_pi;
  }
  function_value out{0, std::vector<double>(3 * k - 1, 0)};
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double middle = (cuts[i] + cuts[i + 1]) / 2, half = (cuts[i + 1] - cuts[i]) / 2;
    for (std::size_t j = 0; j < panel_nodes; ++j) {
      x[j] = middle + half * rule.places[j];
    }
    target_.log_densities(x, log_p);
    for (std::size_t j = 0; j < panel_nodes; ++j) {
      double most = -infinity, sum = 0;
      for (std::size_t c = 0; c < k; ++c) {
        z[c] = (x[j] - m.means[c]) / m.sds[c];
        terms[c] = constants[c] - 0.5 * z[c] * z[c];
        most = std::max(most, terms[c]);
      }
      for (std::size_t c = 0; c < k; ++c) {
        sum += std::exp(terms[c] - most);
      }
      const double log_q = most + std::log(sum), q = std::exp(log_q);
      const density_integrand::value h = h_(log_p[j], log_q);
      const double weight = half * rule.weights[j];
      out.value += weight * h.at;
      for (std::size_t c = 0; c < k; ++c) {
        const double r = std::exp(terms[c]);
        const double slope = r > 0 || q > 0 ? weight * h.slope : 0;
        if (slope == 0) {
          continue;
        }
        if (c > 0) {
          out.gradient[c - 1] += slope * (r - m.weights[c] * q);
        }
        out.gradient[k - 1 + c] += r > 0 ? slope * r * z[c] * in_.spread / m.sds[c] : 0;
        out.gradient[2 * k - 1 + c] += r > 0 ? slope * r * (z[c] * z[c] - 1) : 0;
      }
    }
  }
  return out;
}

std::vector<double> mixture_integral::cuts_of(const normal_mixture_parameters& m, bool odd) const {
  std::vector<double> out = edges_;
  for (std::size_t c = 0; c < in_.k; ++c) {
    for (int i = -reach - (odd ? 1 : 0); i <= reach + 1; i += 2) {
      out.push_back(m.means[c] + i * m.sds[c]);
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace relent
