#include "mixture_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

struct component {
  double weight, mean, sd;
  double log_height;  ///< log(weight / (sd sqrt(2 pi)))
};
using components = std::vector<component>;

std::optional<components> normals_of(const distribution& d) {
  components out;
  const auto add = [&](double weight, const distribution& part) {
    if (const auto* n = part.get<normal>()) {
      const double log_height = std::log(weight) - std::log(n->sd()) - std::log(2 * std::numbers::pi) / 2;
      out.push_back({weight, n->mean(), n->sd(), log_height});
    }
  };
  if (const auto* mixed = d.get<mixture>()) {
    for (std::size_t i = 0; i < mixed->weights().size(); ++i) {
      add(mixed->weights()[i], mixed->components()[i]);
    }
    return out.size() == mixed->weights().size() ? std::optional(out) : std::nullopt;
  }
  add(1, d);
  return out.empty() ? std::nullopt : std::optional(out);
}

/// a + b (x - at) + c (x - at)^2
struct quadratic {
  double a, b, c;

  [[nodiscard]] double operator()(double y) const { return std::isinf(y) ? at_infinity(y) : a + y * (b + y * c); }
  [[nodiscard]] double at_infinity(double y) const {
    return c != 0 ? std::copysign(infinity, c) : b != 0 ? std::copysign(infinity, b * y) : a;
  }
};

quadratic log_density_around(const component& of, double at) {
  const double z = (at - of.mean) / of.sd;
  return {of.log_height - z * z / 2, -z / of.sd, -0.5 / of.sd / of.sd};
}

struct range {
  double lower, upper;
};

/// Of a quadratic for y from `from` to `to`.
range range_of(const quadratic& g, double from, double to) {
  const double first = g(from), last = g(to);
  range out{std::min(first, last), std::max(first, last)};
  const double top = g.c != 0 ? -g.b / (2 * g.c) : infinity;
  if (top > from && top < to) {
    out.lower = std::min(out.lower, g(top));
    out.upper = std::max(out.upper, g(top));
  }
  return out;
}

/// log(1 + sum of e^g), also where an e^g is beyond doubles.
class log_sum {
 public:
  void add(double g) {
    if (g <= most_) {
      rest_ += std::exp(g - most_);
    } else {
      rest_ = (rest_ + 1) * std::exp(most_ - g);
      most_ = g;
    }
  }
  [[nodiscard]] double value() const { return most_ + std::log1p(rest_); }

 private:
  double most_ = 0, rest_ = 0;  ///< the largest exponent, and the other terms over its
};

/// One mixture's log density on a slab: a quadratic plus r, with r between two constants, and between two parallels of
/// its chord a + b y.
struct dissected {
  quadratic largest;
  range rest;
  double chord_at = 0, chord_slope = 0;
  range off_chord{-infinity, infinity};
  double rounding = 0;
};

dissected dissect(const components& mixed, double from, double to, double at) {
  // The largest component inside; where the slab is infinite, the one that is so far out.
  const auto far_out = [&](const component& c, const component& d) {
    return c.sd != d.sd ? c.sd < d.sd : std::isinf(to) ? c.mean < d.mean : c.mean > d.mean;
  };
  const bool finite = std::isfinite(from) && std::isfinite(to);
  const auto lead =
      finite ? std::ranges::max_element(mixed, {}, [&](const component& c) { return log_density_around(c, at).a; })
             : std::ranges::max_element(mixed, far_out);
  dissected out{log_density_around(*lead, at), {0, 0}};
  log_sum least, most, at_from, at_to;
  double low_slope = 0, high_slope = 0, low_bend = 0, high_bend = 0;
  for (auto c = mixed.begin(); c != mixed.end(); ++c) {
    if (c == lead) {
      continue;
    }
    const quadratic own = log_density_around(*c, at);
    const quadratic g{own.a - out.largest.a, own.b - out.largest.b, own.c - out.largest.c};
    const range ends = range_of(g, from - at, to - at);
    least.add(ends.lower);
    most.add(ends.upper);
    out.rounding += std::exp(std::min(ends.upper, 0.0)) * 16 * eps * (std::abs(own.a) + std::abs(out.largest.a) + 1);
    if (finite) {
      at_from.add(g(from - at));
      at_to.add(g(to - at));
      for (const double y : {from - at, to - at}) {
        low_slope = std::min(low_slope, g.b + 2 * g.c * y);
        high_slope = std::max(high_slope, g.b + 2 * g.c * y);
      }
      low_bend = std::min(low_bend, 2 * g.c);
      high_bend = std::max(high_bend, 2 * g.c);
    }
  }
  out.rest = {least.value(), most.value()};
  if (finite) {
    // r'' is a mean of the components' g'' plus the variance of their g', the largest component's being 0.
    const double spread = high_slope - low_slope, h = to - from;
    const double left = at_from.value(), right = at_to.value();
    out.chord_slope = (right - left) / h;
    out.chord_at = left - out.chord_slope * (from - at);
    out.off_chord = {-h * h / 8 * (high_bend + spread * spread / 4), -h * h / 8 * low_bend};
  }
  return out;
}

/// P's mass on a slab, and its first two moments about a place.
struct moments {
  double mass = 0, first = 0, second = 0;
};

moments moments_between(const components& mixed, double from, double to, double at) {
  moments out;
  for (const component& c : mixed) {
    const double a = (from - c.mean) / c.sd, b = (to - c.mean) / c.sd;
    const auto half = [](double z) { return std::erfc(z / std::numbers::sqrt2) / 2; };
    const double mass = a > 0 ? half(a) - half(b) : half(-b) - half(-a);
    const auto height = [](double z) {
      return std::isinf(z) ? 0 : std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    };
    const double left = height(a), right = height(b);
    const double tilt = (std::isinf(a) ? 0 : a * left) - (std::isinf(b) ? 0 : b * right);
    const double first = c.sd * (left - right), second = c.sd * c.sd * (mass + tilt), away = c.mean - at;
    out.mass += c.weight * mass;
    out.first += c.weight * (first + away * mass);
    out.second += c.weight * (second + away * (2 * first + away * mass));
  }
  return out;
}

/// What a slab adds to KL, at least and at most.
struct slab {
  double from, to;
  double lower, upper, rounding;
  [[nodiscard]] double gap() const { return upper - lower; }
};

slab bounded(const components& p, const components& q, double from, double to) {
  const double at = std::isinf(from) ? to : std::isinf(to) ? from : from + (to - from) / 2;
  const dissected top = dissect(p, from, to, at), bottom = dissect(q, from, to, at);
  const moments m = moments_between(p, from, to, at);
  const quadratic d{top.largest.a - bottom.largest.a, top.largest.b - bottom.largest.b,
                    top.largest.c - bottom.largest.c};
  const double whole = d.a * m.mass + d.b * m.first + d.c * m.second;
  slab out{from, to, whole + m.mass * (top.rest.lower - bottom.rest.upper),
           whole + m.mass * (top.rest.upper - bottom.rest.lower), 0};
  const double chords = m.mass * (top.chord_at - bottom.chord_at) + m.first * (top.chord_slope - bottom.chord_slope);
  if (std::isfinite(top.off_chord.lower)) {
    out.lower = std::max(out.lower, whole + chords + m.mass * (top.off_chord.lower - bottom.off_chord.upper));
    out.upper = std::min(out.upper, whole + chords + m.mass * (top.off_chord.upper - bottom.off_chord.lower));
  }
  // The log densities' own terms at the slab, and what the moments lose where a component is far.
  const double logs =
      std::abs(top.largest.a) + std::abs(bottom.largest.a) + std::abs(top.chord_at) + std::abs(bottom.chord_at) + 1;
  double reach = 0;
  for (const component& c : p) {
    const double width = c.sd + std::abs(c.mean - at);
    reach += c.weight * (std::abs(d.b) * width + std::abs(d.c) * width * width);
  }
  out.rounding = 64 * eps * (m.mass * logs + std::min(reach, 1e300)) + m.mass * (top.rounding + bottom.rounding);
  return out;
}

}  // namespace

std::optional<interval> certain_kl_bounds(const distribution& p_any, const distribution& q_any, int slabs) {
  const auto p = normals_of(p_any), q = normals_of(q_any);
  if (!p || !q) {
    return std::nullopt;
  }
  std::vector<double> edges;
  for (const components* side : {&*p, &*q}) {
    for (const component& c : *side) {
      edges.insert(edges.end(), {c.mean - 6 * c.sd, c.mean, c.mean + 6 * c.sd});
    }
  }
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  edges.insert(edges.begin(), -infinity);
  edges.push_back(infinity);
  std::vector<slab> all;
  const auto less_wide = [](const slab& a, const slab& b) { return a.gap() < b.gap(); };
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    all.push_back(bounded(*p, *q, edges[i], edges[i + 1]));
  }
  std::ranges::make_heap(all, less_wide);
  while (all.size() < static_cast<std::size_t>(slabs)) {
    const slab widest = all.front();
    if (std::isinf(widest.from) || std::isinf(widest.to)) {
      break;
    }
    std::ranges::pop_heap(all, less_wide);
    all.pop_back();
    const double middle = widest.from + (widest.to - widest.from) / 2;
    for (const auto& [from, to] : {range{widest.from, middle}, range{middle, widest.to}}) {
      all.push_back(bounded(*p, *q, from, to));
      std::ranges::push_heap(all, less_wide);
    }
  }
  interval out{0, 0};
  double rounding = 0;
  for (const slab& s : all) {
    out.lower += s.lower;
    out.upper += s.upper;
    rounding += s.rounding;
  }
  out.lower = std::max(out.lower - rounding, 0.0);
  out.upper += rounding;
  return std::isfinite(out.lower) && std::isfinite(out.upper) ? std::optional(out) : std::nullopt;
}

}  // namespace relent
