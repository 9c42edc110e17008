#include "panels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <boost/math/quadrature/gauss.hpp>

namespace relent {
namespace {

constexpr std::size_t looks = 5;  // where the polynomial is compared with the function
constexpr std::array<double, looks> look_at{-0.97, -0.53, 0.013, 0.47, 0.985};

gauss_rule make_rule() {
  const auto& x = boost::math::quadrature::gauss<double, panel_nodes>::abscissa();
  const auto& w = boost::math::quadrature::gauss<double, panel_nodes>::weights();
  gauss_rule out{};
  constexpr std::size_t half = panel_nodes / 2;
  for (std::size_t i = 0; i < half; ++i) {
    out.places[half + i] = x[i];
    out.places[half - 1 - i] = -x[i];
    out.weights[half + i] = out.weights[half - 1 - i] = w[i];
  }
  return out;
}

/// The polynomial's values at the looks, as sums over the values at the nodes (Lagrange).
std::array<std::array<double, panel_nodes>, looks> make_lagrange() {
  std::array<std::array<double, panel_nodes>, looks> out{};
  const gauss_rule& rule = panel_rule();
  for (std::size_t l = 0; l < looks; ++l) {
    for (std::size_t i = 0; i < panel_nodes; ++i) {
      double product = 1;
      for (std::size_t j = 0; j < panel_nodes; ++j) {
        product *= j == i ? 1 : (look_at[l] - rule.places[j]) / (rule.places[i] - rule.places[j]);
      }
      out[l][i] = product;
    }
  }
  return out;
}

/// The weights of the barycentric formula (Berrut & Trefethen 2004, eq. 3.2).
std::array<double, panel_nodes> make_barycentric() {
  std::array<double, panel_nodes> out{};
  const gauss_rule& rule = panel_rule();
  for (std::size_t i = 0; i < panel_nodes; ++i) {
    double product = 1;
    for (std::size_t j = 0; j < panel_nodes; ++j) {
      product *= j == i ? 1 : rule.places[i] - rule.places[j];
    }
    out[i] = 1 / product;
  }
  return out;
}

bool resolved(const line_function& f, double lower, double upper, double tolerance) {
  static const auto lagrange = make_lagrange();
  const gauss_rule& rule = panel_rule();
  std::array<double, panel_nodes + looks> x{}, y{};
  const double middle = lower / 2 + upper / 2, half = upper / 2 - lower / 2;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = middle + half * (i < panel_nodes ? rule.places[i] : look_at[i - panel_nodes]);
  }
  f(x, y);
  double size = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(y[i])) {
      return false;
    }
    size = std::max(size, std::abs(y[i]));
  }
  for (std::size_t l = 0; l < looks; ++l) {
    double sum = 0;
    for (std::size_t i = 0; i < panel_nodes; ++i) {
      sum += lagrange[l][i] * y[i];
    }
    if (!(std::abs(sum - y[panel_nodes + l]) <= tolerance * size)) {
      return false;
    }
  }
  return true;
}

}  // namespace

const gauss_rule& panel_rule() noexcept {
  static const gauss_rule rule = make_rule();
  return rule;
}

double interpolated(std::span<const double> values, double t) noexcept {
  static const std::array<double, panel_nodes> barycentric = make_barycentric();
  const gauss_rule& rule = panel_rule();
  double above = 0, below = 0;
  for (std::size_t i = 0; i < panel_nodes; ++i) {
    if (t == rule.places[i]) {
      return values[i];
    }
    const double share = barycentric[i] / (t - rule.places[i]);
    above += share * values[i];
    below += share;
  }
  return above / below;
}

std::vector<double> resolving_edges(const line_function& f, std::vector<double> cuts, double tolerance, double whole) {
  constexpr std::size_t most = 4000;
  constexpr double narrowest = 1e-10;  // of the whole
  whole = whole > 0 ? whole : cuts.back() - cuts.front();
  std::vector<double> out{cuts.front()};
  std::vector<double> ahead(cuts.rbegin(), cuts.rend() - 1);  // the next edge last
  while (!ahead.empty()) {
    const double lower = out.back(), upper = ahead.back();
    if (upper - lower > narrowest * whole && out.size() + ahead.size() < most &&
        !resolved(f, lower, upper, tolerance)) {
      ahead.push_back(lower / 2 + upper / 2);
    } else {
      out.push_back(upper);
      ahead.pop_back();
    }
  }
  return out;
}

}  // namespace relent
