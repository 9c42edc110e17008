#include "normal_reverse.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "panels.hpp"

namespace relent {
namespace {

constexpr double half_log_two_pi_e = 1.41893853320467274178;
constexpr double inverse_root_two_pi = 0.39894228040143267794;
constexpr int reach = 12;  // standard deviations

/// h_0 to h_4.
std::array<double, 5> hermite_means(const distribution& target, std::span<const double> edges, double mean, double sd) {
  std::vector<double> cuts;
  for (int i = -reach; i <= reach; i += 2) {
    cuts.push_back(i);
  }
  const auto from = std::ranges::lower_bound(edges, mean - reach * sd);
  for (auto e = from; e != edges.end() && *e < mean + reach * sd; ++e) {
    cuts.push_back((*e - mean) / sd);
  }
  std::ranges::sort(cuts);
  const gauss_rule& rule = panel_rule();
  const std::size_t most = cuts.size() * panel_nodes;
  std::vector<double> z, x, w, l;
  z.reserve(most);
  x.reserve(most);
  w.reserve(most);
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double middle = (cuts[i] + cuts[i + 1]) / 2, half = (cuts[i + 1] - cuts[i]) / 2;
    for (int j = 0; half > 0 && j < panel_nodes; ++j) {
      const double at = middle + half * rule.places[j];
      z.push_back(at);
      x.push_back(mean + sd * at);
      w.push_back(half * rule.weights[j] * inverse_root_two_pi * std::exp(-0.5 * at * at));
    }
  }
  l.resize(x.size());
  target.log_densities(x, l);
  std::array<double, 5> out{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = z[i], wl = w[i] * l[i], aa = a * a;
    out[0] += wl;
    out[1] += wl * a;
    out[2] += wl * (aa - 1);
    out[3] += wl * a * (aa - 3);
    out[4] += wl * (aa * aa - 6 * aa + 3);
  }
  return out;
}

}  // namespace

std::vector<double> log_target_edges(const distribution& target) {
  const double lower = target.quantile(1e-15), upper = target.quantile_survival(1e-15);
  const support ends = target.support();
  std::vector<double> cuts{lower, upper};
  for (const double x : target.split_points()) {
    if (x > lower && x < upper) {
      cuts.push_back(x);
    }
  }
  // Wider and wider, so that what is small beside the far tail is resolved near by.
  for (double away = (upper - lower) / 16; away < 5 * (upper - lower); away *= 2) {
    if (std::isinf(ends.lower)) {
      cuts.push_back(lower - away);
    }
    if (std::isinf(ends.upper)) {
      cuts.push_back(upper + away);
    }
  }
  std::ranges::sort(cuts);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return resolving_edges([&](std::span<const double> x, std::span<double> out) { target.log_densities(x, out); },
                         std::move(cuts), 1e-11);
}

smooth_function normal_reverse_kl(const distribution& target, double centre, double spread) {
  const auto edges = std::make_shared<const std::vector<double>>(log_target_edges(target));
  return {[target, centre, spread, edges](std::span<const double> u) -> function_value {
            const double mean = centre + u[0] * spread, sd = std::exp(u[1]);
            if (!(sd > 0 && std::isfinite(sd) && std::isfinite(mean))) {
              return {std::numeric_limits<double>::infinity()};
            }
            const auto h = hermite_means(target, *edges, mean, sd);
            const double unit = spread / sd;
            function_value out{-half_log_two_pi_e - u[1] - h[0], {-h[1] * unit, -1 - h[2]}, matrix(2, 2)};
            out.hessian(0, 0) = -h[2] * unit * unit;
            out.hessian(0, 1) = out.hessian(1, 0) = -h[3] * unit;
            out.hessian(1, 1) = -2 * h[2] - h[4];
            return out;
          },
          1e-10};
}

}  // namespace relent
