#include "cut_points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::array levels{0.15, 1e-2, 1e-5};
constexpr std::array tail_levels{1e-9, 1e-14, 1e-20, 1e-35, 1e-60, 1e-100, 1e-180, 1e-300};
constexpr std::size_t mass_levels = 3;  ///< of the tail's, for what no power outweighs

/// A place to cut, and how far its neighbours of the same distribution are: 0 for modes, kinks and ends, which stay.
struct cut {
  double x, scale;
};

/// Quantiles ever further out on one side of the median. The far ones only as long as they go on in steps of one size,
/// so that a light tail, or a mass far from the end of its support, is not lost in a wide piece; a power of the
/// distance has no scale, and is left to the rule for ends.
template <class Quantile>
void add_side(const Quantile& quantile, double middle, double end, cut_depth depth, std::vector<cut>& out) {
  double before = middle;
  for (const double u : levels) {
    const double x = quantile(u);
    out.push_back({x, std::abs(x - before)});
    before = x;
  }
  const std::size_t count = depth == cut_depth::of_mass ? mass_levels : tail_levels.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double x = quantile(tail_levels[i]);
    const bool goes_on = std::isinf(end) ? std::abs(x - middle) <= 8 * std::abs(before - middle)
                                         : std::abs(x - end) >= std::abs(before - end) / 8;
    if (!goes_on) {
      return;
    }
    out.push_back({x, std::abs(x - before)});
    before = x;
  }
}

/// The standard normal's cuts on one side, computed once: a normal's are images of them.
const std::vector<cut>& standard_side(cut_depth depth) {
  const auto make = [](cut_depth of) {
    std::vector<cut> out;
    const normal standard(0, 1);
    add_side([&](double u) { return standard.quantile_survival(u); }, 0, infinity, of, out);
    return out;
  };
  static const std::vector<cut> of_mass = make(cut_depth::of_mass), of_powers = make(cut_depth::of_powers);
  return depth == cut_depth::of_mass ? of_mass : of_powers;
}

void add_cuts(const distribution& d, cut_depth depth, std::vector<cut>& out) {
  if (const mixture* mixed = d.get<mixture>()) {
    for (const distribution& component : mixed->components()) {
      add_cuts(component, depth, out);
    }
    return;
  }
  if (const normal* n = d.get<normal>()) {
    out.push_back({n->mean(), 0});
    for (const cut& c : standard_side(depth)) {
      out.push_back({n->mean() - n->sd() * c.x, n->sd() * c.scale});
      out.push_back({n->mean() + n->sd() * c.x, n->sd() * c.scale});
    }
    return;
  }
  const support range = d.support();
  out.push_back({range.lower, 0});
  out.push_back({range.upper, 0});
  for (const double x : d.split_points()) {
    out.push_back({x, 0});
  }
  const double middle = d.quantile(0.5);
  add_side([&](double u) { return d.quantile(u); }, middle, range.lower, depth, out);
  add_side([&](double u) { return d.quantile_survival(u); }, middle, range.upper, depth, out);
}

/// Leaves out the quantiles that are near another cut, for their scale.
std::vector<double> thinned(std::vector<cut>& cuts) {
  constexpr double near = 0.9;
  std::ranges::sort(cuts, {}, &cut::x);
  std::vector<cut> kept;
  for (const cut& c : cuts) {
    while (c.scale == 0 && !kept.empty() && kept.back().scale > 0 && c.x - kept.back().x < near * kept.back().scale) {
      kept.pop_back();
    }
    if (kept.empty() || c.scale == 0 || c.x - kept.back().x >= near * c.scale) {
      kept.push_back(c);
    }
  }
  std::vector<double> out;
  for (const cut& c : kept) {
    out.push_back(c.x);
  }
  return out;
}

/// Widens a core to where the tails of d, or of its components, have 1e-12 left.
void widen(const distribution& d, lattice_range& range) {
  if (const mixture* mixed = d.get<mixture>()) {
    for (const distribution& component : mixed->components()) {
      widen(component, range);
    }
    return;
  }
  range.core_lower = std::min(range.core_lower, d.quantile(1e-12));
  range.core_upper = std::max(range.core_upper, d.quantile_survival(1e-12));
}

}  // namespace

lattice_range lattice_core(const distribution& p, const distribution& q, double lower, double upper) {
  constexpr double widest = 1e5;
  lattice_range out{lower, upper, std::clamp(p.quantile(0.5), lower, upper)};
  widen(p, out);
  widen(q, out);
  out.core_lower = std::max(out.core_lower, out.start - widest);
  out.core_upper = std::min(out.core_upper, out.start + widest);
  return out;
}

std::vector<double> cut_points(const distribution& p, const distribution& q, double lower, double upper,
                               cut_depth depth) {
  std::vector<cut> cuts;
  add_cuts(p, depth, cuts);
  add_cuts(q, depth, cuts);
  std::erase_if(cuts, [&](const cut& c) { return !(std::isfinite(c.x) && c.x > lower && c.x < upper); });
  std::vector<double> candidates = thinned(cuts);
  if (candidates.size() < 2 && std::isfinite(lower) && std::isfinite(upper)) {
    candidates.push_back(lower + (upper - lower) / 3);
    candidates.push_back(upper - (upper - lower) / 3);
    std::ranges::sort(candidates);
  }
  std::vector<double> out{lower};
  for (const double x : candidates) {
    // Points that all but coincide are one; so are those that all but coincide with an end.
    const double before = out.back();
    const double reach = std::isfinite(before) ? std::abs(x - before) : 1;
    if (reach > 1e-13 * std::max(std::abs(x), std::abs(before)) || !std::isfinite(before)) {
      out.push_back(x);
    }
  }
  while (out.size() > 2 && std::isfinite(upper) && upper - out.back() <= 1e-13 * std::abs(upper)) {
    out.pop_back();
  }
  if (out.size() == 1) {
    out.push_back(std::isfinite(lower) ? lower + 1 : std::isfinite(upper) ? upper - 1 : 0);
  }
  if (out.size() == 2 && !std::isfinite(upper)) {
    out.push_back(out.back() + std::max(1.0, std::abs(out.back())));
  }
  out.push_back(upper);
  return out;
}

double add_peak(const std::function<double(double)>& g, std::vector<double>& points) {
  double best = -infinity, at = points[1];
  for (std::size_t i = 1; i + 2 < points.size(); ++i) {
    for (int j = 0; j <= 8; ++j) {
      const double x = points[i] + (points[i + 1] - points[i]) * j / 8, here = g(x);
      if (here > best && here < infinity) {
        best = here;
        at = x;
      }
    }
  }
  if (!(best > -infinity)) {
    return best;
  }
  const double first = points[1], last = points[points.size() - 2];
  // Uphill in shrinking steps, then outward on both sides to where it has fallen by e and by e^30.
  for (double step = (last - first) / 16; step > 1e-12 * (last - first); step /= 2) {
    for (const double x : {at - step, at + step}) {
      if (x > first && x < last && g(x) > best && g(x) < infinity) {
        best = g(x);
        at = x;
      }
    }
  }
  for (const double sign : {-1.0, 1.0}) {
    double step = 1e-12 * (last - first);
    for (const double fall : {1.0, 30.0}) {
      while (at + sign * step > first && at + sign * step < last && g(at + sign * step) > best - fall) {
        step *= 1.5;
      }
      if (at + sign * step > first && at + sign * step < last) {
        points.push_back(at + sign * step);
      }
    }
  }
  points.push_back(at);
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return best;
}

void add_sign_changes(const std::function<double(double)>& f, std::vector<double>& points) {
  constexpr int parts = 8;
  std::vector<double> found;
  double x = 0, before = 0;
  bool started = false;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (std::isinf(points[i]) || std::isinf(points[i + 1])) {
      continue;
    }
    for (int j = 0; j <= parts; ++j) {
      const double y = points[i] + (points[i + 1] - points[i]) * j / parts;
      const double here = f(y);
      if (started && y > x && ((before < 0 && here > 0) || (before > 0 && here < 0))) {
        double a = x, b = y;
        for (int step = 0; step < 60 && b - a > 1e-15 * std::max(std::abs(a), std::abs(b)); ++step) {
          const double middle = a + (b - a) / 2;
          ((f(middle) < 0) == (before < 0) ? a : b) = middle;
        }
        found.push_back(a + (b - a) / 2);
      }
      x = y;
      before = here;
      started = true;
    }
  }
  points.insert(points.end(), found.begin(), found.end());
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
}

}  // namespace relent
