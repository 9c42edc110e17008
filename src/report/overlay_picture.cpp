#include "report/overlay_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <variant>

#include "relent/core/error.hpp"

#include "fit/tabulated_density.hpp"

namespace relent::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double most_widths = 12;        // of the middle half, for outlying values
constexpr std::size_t most_places = 400;  // of masses

/// A sample as the histogram needs it.
struct sorted_sample {
  std::vector<double> values, weights;  // rising; weights sum to 1
};

sorted_sample sorted(const observed_values& data) {
  std::vector<std::size_t> order(data.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return data.values[i]; });
  sorted_sample out;
  const double whole = data.weights.empty() ? static_cast<double>(order.size())
                                            : std::accumulate(data.weights.begin(), data.weights.end(), 0.0);
  for (const std::size_t i : order) {
    out.values.push_back(data.values[i]);
    out.weights.push_back((data.weights.empty() ? 1 : data.weights[i]) / whole);
  }
  return out;
}

double quantile_of(const sorted_sample& s, double u) {
  double below = 0;
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    below += s.weights[i];
    if (below >= u - 1e-12) {
      return s.values[i];
    }
  }
  return s.values.back();
}

bool whole_numbers(const sorted_sample& s) {
  return s.values.back() - s.values.front() < 200 &&
         std::ranges::all_of(s.values, [](double x) { return x == std::floor(x); });
}

/// The edges of the bins.
std::vector<double> edges_of(const sorted_sample& s) {
  std::vector<double> out;
  if (whole_numbers(s)) {
    for (double k = s.values.front(); k <= s.values.back() + 1; ++k) {
      out.push_back(k - 0.5);
    }
    return out;
  }
  const double half = quantile_of(s, 0.75) - quantile_of(s, 0.25), middle = quantile_of(s, 0.5);
  double low = s.values.front(), high = s.values.back();
  if (half > 0) {
    low = std::max(low, middle - most_widths * half);
    high = std::min(high, middle + most_widths * half);
  }
  if (!(high > low)) {
    low -= 0.5;
    high += 0.5;
  }
  const double width = 2 * half / std::cbrt(static_cast<double>(s.values.size()));
  const double wanted = width > 0 ? std::ceil((high - low) / width) : 0;
  const auto bins = static_cast<int>(std::clamp(wanted, 8.0, 80.0));
  for (int i = 0; i <= bins; ++i) {
    out.push_back(low + (high - low) * i / bins);
  }
  return out;
}

std::vector<data_bar> bars_of(const sorted_sample& s) {
  const std::vector<double> edges = edges_of(s);
  std::vector<data_bar> out;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    out.push_back({edges[i], edges[i + 1], 0, 0});
  }
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    const double x = s.values[i];
    if (x < edges.front() || x > edges.back()) {
      continue;
    }
    const auto after = std::ranges::upper_bound(edges, x) - edges.begin();
    out[std::min(static_cast<std::size_t>(after), out.size()) - 1].share += s.weights[i];
  }
  for (data_bar& b : out) {
    b.height = b.share / (b.high - b.low);
  }
  return out;
}

/// Each model's range beside what is drawn already.
void widen(axis_range& axis, std::span<const distribution> models, bool lattice) {
  const axis_range of_target = axis;
  for (const distribution& m : models) {
    const axis_range both = seen_beside(of_target, seen(m), lattice);
    axis = {std::min(axis.low, both.low), std::max(axis.high, both.high)};
  }
}

std::vector<double> heights(const distribution& d, const std::vector<double>& at) {
  std::vector<double> out(at.size());
  d.log_densities(at, out);
  for (double& y : out) {
    y = std::exp(y);
  }
  return out;
}

/// How high the middle of a distribution is.
double bulk(const distribution& d) {
  double out = 0;
  for (int k = 4; k <= 16; ++k) {
    const double y = std::exp(d.log_density(d.quantile(k / 20.0)));
    out = std::isfinite(y) ? std::max(out, y) : out;
  }
  return out;
}

/// What the models look like, and what all need of height: a pole is cut off at three times what the middles need.
void add_models(overlay_picture& out, std::span<const distribution> models, double middle) {
  constexpr double most = 3;
  double all = 0;
  for (const double y : out.target) {
    all = std::max(all, y);
  }
  for (const data_bar& b : out.bars) {
    all = std::max(all, b.height);
  }
  for (const distribution& m : models) {
    out.models.push_back(heights(m, out.places));
    for (const double y : out.models.back()) {
      all = std::max(all, y);
    }
    middle = std::max(middle, bulk(m));
    const double low = out.lattice ? std::ceil(out.axis.low) - 1 : out.axis.low;
    out.outside.push_back(m.cdf(low) + m.survival(out.axis.high));
  }
  const double top = out.lattice || !(middle > 0) ? all : std::min(all, most * middle);
  out.top = std::isfinite(top) && top > 0 ? 1.04 * top : 1;
}

overlay_picture masses_over(const std::vector<double>& places, const std::vector<double>& masses,
                            std::span<const distribution> models) {
  axis_range axis{places.front(), places.back()};
  widen(axis, models, true);
  const double low = std::min(std::ceil(axis.low), places.front()),
               high = std::max(std::floor(axis.high), places.back());
  overlay_picture out;
  out.lattice = true;
  const double step = std::max(1.0, std::ceil((high - low + 1) / static_cast<double>(most_places)));
  for (double k = low; k <= high; k += step) {
    const auto found = std::ranges::lower_bound(places, k);
    out.places.push_back(k);
    out.target.push_back(found != places.end() && *found == k ? masses[static_cast<std::size_t>(found - places.begin())]
                                                              : 0);
    out.bars.push_back({k - 0.42 * step, k + 0.42 * step, out.target.back(), out.target.back()});
  }
  out.axis = {low - 0.5 * step, out.places.back() + 0.5 * step};
  add_models(out, models, 0);
  return out;
}

overlay_picture histogram_over(std::vector<data_bar> bars, std::span<const distribution> models) {
  overlay_picture out;
  out.axis = {bars.front().low, bars.back().high};
  const axis_range of_data = out.axis;
  widen(out.axis, models, false);
  // A model with long tails is not to press the data together.
  out.axis = {std::max(out.axis.low, of_data.low - 0.5 * of_data.width()),
              std::min(out.axis.high, of_data.high + 0.5 * of_data.width())};
  double middle = 0;
  for (const data_bar& b : bars) {
    middle = std::max(middle, b.height);
  }
  out.bars = std::move(bars);
  std::vector<const distribution*> all;
  for (const distribution& m : models) {
    all.push_back(&m);
  }
  out.places = curve_places(out.axis, all);
  add_models(out, models, middle);
  return out;
}

overlay_picture curve_over(const distribution& target, std::span<const distribution> models) {
  overlay_picture out;
  out.axis = seen(target);
  widen(out.axis, models, false);
  std::vector<const distribution*> all{&target};
  for (const distribution& m : models) {
    all.push_back(&m);
  }
  out.places = curve_places(out.axis, all);
  out.target = heights(target, out.places);
  add_models(out, models, bulk(target));
  return out;
}

bool on_lattice(std::span<const distribution> models) {
  const bool first = models.front().support().lattice;
  for (const distribution& m : models) {
    if (m.support().lattice != first) {
      throw error(errc::unsupported, "a density and masses on whole numbers have no picture on one scale");
    }
  }
  return first;
}

overlay_picture lattice_over(const distribution& target, std::span<const distribution> models) {
  const axis_range axis = seen(target);
  std::vector<double> places;
  for (double k = std::ceil(axis.low); k <= std::floor(axis.high); ++k) {
    places.push_back(k);
  }
  return masses_over(places, heights(target, places), models);
}

overlay_picture sample_over(const observed_values& data, std::span<const distribution> models) {
  const sorted_sample s = sorted(data);
  if (!on_lattice(models)) {
    return histogram_over(bars_of(s), models);
  }
  std::vector<double> places, masses;
  for (std::size_t i = 0; i < s.values.size(); ++i) {
    if (places.empty() || s.values[i] > places.back()) {
      places.push_back(s.values[i]);
      masses.push_back(0);
    }
    masses.back() += s.weights[i];
  }
  return masses_over(places, masses, models);
}

/// Masses under a density: each as wide as the places are apart.
overlay_picture spread_masses(const masses_at& m, std::span<const distribution> models) {
  double gap = infinity;
  for (std::size_t i = 1; i < m.places.size(); ++i) {
    gap = std::min(gap, m.places[i] - m.places[i - 1]);
  }
  gap = std::isfinite(gap) ? gap : 1;
  std::vector<data_bar> bars;
  for (std::size_t i = 0; i < m.places.size(); ++i) {
    bars.push_back({m.places[i] - gap / 2, m.places[i] + gap / 2, m.masses[i] / gap, m.masses[i]});
  }
  return histogram_over(std::move(bars), models);
}

}  // namespace

std::optional<distribution> known_density(const fit_target& target) {
  if (const auto* f = std::get_if<log_density_target>(&target)) {
    return tabulated_density(*f);
  }
  const auto* d = std::get_if<distribution>(&target);
  return d != nullptr ? std::optional(*d) : std::nullopt;
}

overlay_picture draw_over(const fit_target& target, std::span<const distribution> models) {
  if (const auto* data = std::get_if<observed_values>(&target)) {
    return sample_over(*data, models);
  }
  if (const auto* m = std::get_if<masses_at>(&target)) {
    return on_lattice(models) ? masses_over(m->places, m->masses, models) : spread_masses(*m, models);
  }
  const distribution d = *known_density(target);
  return d.support().lattice ? lattice_over(d, models) : curve_over(d, models);
}

fit_target as_drawn(const rank_data& data) {
  if (const auto* values = std::get_if<observed_values>(&data)) {
    return *values;
  }
  if (const auto* masses = std::get_if<masses_at>(&data)) {
    return *masses;
  }
  const std::vector<double>& counts = std::get<counted>(data).counts;
  const double whole = std::accumulate(counts.begin(), counts.end(), 0.0);
  masses_at out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.places.push_back(static_cast<double>(i));
    out.masses.push_back(counts[i] / whole);
  }
  return out;
}

}  // namespace relent::report
