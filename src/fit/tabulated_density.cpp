#include "tabulated_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "density_looks.hpp"
#include "panels.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

error no_integral(std::string_view why) {
  return {errc::out_of_range, "fit", fmt::format("the log density does not integrate: {}", why)};
}

}  // namespace

tabulated_density::tabulated_density(const log_density_target& t)
    : f_(std::make_shared<const log_density_target>(t)), support_{t.lower, t.upper, false, true, true} {
  if (!(t.lower < t.upper)) {
    throw bad_value("fit", "lower", std::nullopt, t.lower, fmt::format("< upper = {}", t.upper), errc::out_of_range);
  }
  if (!(t.scale > 0 && std::isfinite(t.scale) && std::isfinite(t.about))) {
    throw bad_value("fit", "scale", std::nullopt, t.scale, "> 0 and finite, as about is", errc::out_of_range);
  }
  const density_looks looks = look_around(t, [&](std::span<const double> at, std::span<double> out) { look(at, out); });
  modes_ = looks.maxima;
  const double shift = looks.highest;
  const line_function density = [&](std::span<const double> at, std::span<double> out) {
    look(at, out);
    for (double& value : out) {
      value = std::exp(value - shift);
    }
  };
  edges_ = resolving_edges(density, looks.cuts, 1e-13, looks.core);
  const gauss_rule& rule = panel_rule();
  std::vector<double> places, values;
  for (std::size_t i = 0; i + 1 < edges_.size(); ++i) {
    for (const double place : rule.places) {
      places.push_back((edges_[i] + edges_[i + 1]) / 2 + (edges_[i + 1] - edges_[i]) / 2 * place);
    }
  }
  values.resize(places.size());
  look(places, values);
  for (double& value : values) {
    value -= shift;
    densities_.push_back(std::exp(value));  // relative to the peak, for now
  }
  below_ = {0};
  for (std::size_t i = 0; i + 1 < edges_.size(); ++i) {
    below_.push_back(below_.back() + mass_within(i, 1));
  }
  const double whole = below_.back();
  if (!(whole > 0 && std::isfinite(whole))) {
    throw no_integral(fmt::format("its integral comes out as {}", whole));
  }
  log_integral_ = shift + std::log(whole);
  for (double& b : below_) {
    b /= whole;
  }
  for (double& d : densities_) {
    d /= whole;
  }
  const auto average = [&](auto&& g) {
    double sum = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::size_t panel = i / panel_nodes;
      const double weight = (edges_[panel + 1] - edges_[panel]) / 2 * rule.weights[i % panel_nodes] * densities_[i];
      sum += weight > 0 ? weight * g(places[i], values[i] - std::log(whole)) : 0;
    }
    return sum;
  };
  mean_ = looks.has_mean ? average([](double at, double) { return at; }) : std::numeric_limits<double>::quiet_NaN();
  variance_ = !looks.has_mean       ? std::numeric_limits<double>::quiet_NaN()
              : !looks.has_variance ? infinity
                                    : average([&](double at, double) { return (at - mean_) * (at - mean_); });
  entropy_ = average([](double, double l) { return -l; });
}

void tabulated_density::look(std::span<const double> x, std::span<double> out) const {
  if (f_->log_densities) {
    f_->log_densities(x, out);
    return;
  }
  std::ranges::transform(x, out.begin(), f_->log_density);
}

double tabulated_density::log_density(double x) const {
  double out = -infinity;
  log_densities({&x, 1}, {&out, 1});
  return out;
}

void tabulated_density::log_densities(std::span<const double> x, std::span<double> out) const {
  std::vector<double> within, values;  // the function is not asked beyond its bounds
  for (const double at : x) {
    if (support_.contains(at)) {
      within.push_back(at);
    }
  }
  values.resize(within.size());
  look(within, values);
  std::size_t next = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    out[i] = support_.contains(x[i]) ? values[next++] - log_integral_ : -infinity;
  }
}

double tabulated_density::mass_within(std::size_t panel, double t) const {
  const gauss_rule& rule = panel_rule();
  const std::span<const double> values = std::span(densities_).subspan(panel * panel_nodes, panel_nodes);
  double sum = 0;
  for (int j = 0; j < panel_nodes; ++j) {
    sum += rule.weights[j] * (t == 1 ? values[static_cast<std::size_t>(j)]
                                     : interpolated(values, -1 + (1 + t) / 2 * (1 + rule.places[j])));
  }
  return sum * (1 + t) / 2 * (edges_[panel + 1] - edges_[panel]) / 2;
}

double tabulated_density::cdf(double x) const {
  if (x <= edges_.front() || std::isnan(x)) {
    return std::isnan(x) ? x : 0;
  }
  if (x >= edges_.back()) {
    return 1;
  }
  const auto after = std::ranges::upper_bound(edges_, x);
  const auto i = static_cast<std::size_t>(after - edges_.begin()) - 1;
  const double t = 2 * (x - edges_[i]) / (edges_[i + 1] - edges_[i]) - 1;
  return std::clamp(below_[i] + mass_within(i, t), 0.0, 1.0);
}

double tabulated_density::quantile(double u) const {
  if (!(u >= 0 && u <= 1)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  double lower = edges_.front(), upper = edges_.back();
  if (u == 0 || u == 1) {
    return u == 0 ? support_.lower : support_.upper;
  }
  for (int i = 0; i < 200 && upper - lower > 1e-14 * std::max(std::abs(lower), std::abs(upper)); ++i) {
    const double middle = lower / 2 + upper / 2;
    (cdf(middle) < u ? lower : upper) = middle;
  }
  return upper;
}

double tabulated_density::quantile_survival(double u) const { return quantile(1 - u); }

}  // namespace relent
