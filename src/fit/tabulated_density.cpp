#include "tabulated_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "panels.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double negligible = 60;  // nats below the peak: e^-60 of it

/// Where the function is looked at first: finer near the middle.
std::vector<double> first_looks(const log_density_target& t) {
  std::vector<double> out;
  constexpr int each_side = 400;
  for (int i = -each_side; i <= each_side; ++i) {
    const double away = t.scale * 1e-3 * std::sinh(i * std::asinh(1e6) / each_side);
    out.push_back(t.about + away);
  }
  if (std::isfinite(t.lower) && std::isfinite(t.upper)) {
    for (int i = 0; i <= each_side; ++i) {
      out.push_back(t.lower + (t.upper - t.lower) * (i + 0.5) / (each_side + 1));
    }
  }
  std::erase_if(out, [&](double x) { return !(x > t.lower && x < t.upper); });
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

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
  const std::vector<double> x = first_looks(t);
  if (x.size() < 3) {
    throw no_integral(fmt::format("no place around {} is between {} and {}", t.about, t.lower, t.upper));
  }
  std::vector<double> y(x.size());
  std::size_t peak = 0;
  look(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(y[i]) || y[i] == infinity) {
      throw error(errc::invalid_value, "fit",
                  fmt::format("the log density is {} at {}, must be a number below infinity", y[i], x[i]));
    }
    peak = y[i] > y[peak] ? i : peak;
  }
  if (y[peak] == -infinity) {
    throw no_integral(fmt::format("it is zero wherever it was looked at around {}", t.about));
  }
  std::size_t first = peak, last = peak;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (y[i] > y[peak] - negligible) {
      first = std::min(first, i);
      last = std::max(last, i);
    }
  }
  if ((first == 0 && t.lower == -infinity) || (last + 1 == x.size() && t.upper == infinity)) {
    throw no_integral(fmt::format("at {} it has not fallen away yet", first == 0 ? x.front() : x.back()));
  }
  const double lower = first == 0 ? t.lower : x[first - 1], upper = last + 1 == x.size() ? t.upper : x[last + 1];
  std::vector<double> cuts{lower};
  for (std::size_t i = std::max<std::size_t>(first, 1); i <= last && i + 1 < x.size(); ++i) {
    if (y[i] >= y[i - 1] && y[i] >= y[i + 1] && x[i] > cuts.back() && x[i] < upper) {
      cuts.push_back(x[i]);
      modes_.push_back(x[i]);
    }
  }
  cuts.push_back(upper);
  const double shift = y[peak];
  const line_function density = [&](std::span<const double> at, std::span<double> out) {
    look(at, out);
    for (double& value : out) {
      value = std::exp(value - shift);
    }
  };
  edges_ = resolving_edges(density, cuts, 1e-13);
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
  mean_ = average([](double at, double) { return at; });
  variance_ = average([&](double at, double) { return (at - mean_) * (at - mean_); });
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
