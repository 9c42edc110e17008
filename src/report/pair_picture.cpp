#include "report/pair_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "relent/core/error.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double edge = 1e-4;       // the quantiles at which the axis ends
constexpr double most_widths = 12;  // of the middle half, for tails without end
constexpr int steps = 360;          // of the axis
constexpr int levels = 160;         // quantiles of each side, so that a narrow one is drawn too
constexpr std::size_t most_bars = 400;

pair_point look(const distribution& p, const distribution& q, double x) {
  const double log_p = p.log_density(x), log_q = q.log_density(x);
  return {x, std::exp(log_p), std::exp(log_q), kl_term(log_p, log_q)};
}

/// The heights that show both: a pole, or a spike of little mass, is cut off at three times what the middle needs.
void set_heights(pair_picture& drawn, const distribution& p, const distribution& q) {
  constexpr double most = 3;
  double middle = 0, all = 0, middle_term = 0, all_terms = 0;
  for (const distribution* d : {&p, &q}) {
    for (int k = 4; k <= 16; ++k) {
      const pair_point at = look(p, q, d->quantile(k / 20.0));
      const double density = d == &p ? at.p : at.q;
      if (std::isfinite(density) && at.x >= drawn.low && at.x <= drawn.high) {
        middle = std::max(middle, density);
        middle_term = std::isfinite(at.term) ? std::max(middle_term, std::abs(at.term)) : middle_term;
      }
    }
  }
  for (const pair_point& at : drawn.points) {
    all = std::max({all, at.p, at.q});
    all_terms = std::isfinite(at.term) ? std::max(all_terms, std::abs(at.term)) : all_terms;
  }
  const auto height = [](double whole, double bulk) {
    const double out = bulk > 0 ? std::min(whole, most * bulk) : whole;
    return std::isfinite(out) && out > 0 ? 1.04 * out : 1;
  };
  drawn.top = height(all, middle);
  drawn.term_top = height(all_terms, middle_term);
}

pair_picture curves(const distribution& p, const distribution& q) {
  const axis_range axis = seen_beside(seen(p), seen(q), p.support().lattice);
  pair_picture out;
  out.low = axis.low;
  out.high = axis.high;
  const std::array<const distribution*, 2> both{&p, &q};
  const std::vector<double> at = curve_places(axis, both);
  for (const double x : at) {
    out.points.push_back(look(p, q, x));
  }
  set_heights(out, p, q);
  const auto outside = [&](const distribution& d) { return d.cdf(axis.low) + d.survival(axis.high); };
  out.outside_p = outside(p);
  out.outside_q = outside(q);
  return out;
}

void finish_bars(pair_picture& out) {
  out.masses = true;
  double top = 0, terms = 0, gap = infinity;
  for (std::size_t i = 0; i < out.points.size(); ++i) {
    top = std::max({top, out.points[i].p, out.points[i].q});
    terms = std::isfinite(out.points[i].term) ? std::max(terms, std::abs(out.points[i].term)) : terms;
    gap = i > 0 ? std::min(gap, out.points[i].x - out.points[i - 1].x) : gap;
  }
  out.bar = std::isfinite(gap) ? gap : 1;
  out.low = out.points.front().x - out.bar / 2;
  out.high = out.points.back().x + out.bar / 2;
  // Places far apart would leave bars of no width.
  out.bar = std::max(out.bar, (out.high - out.low) / static_cast<double>(most_bars));
  out.top = top > 0 ? 1.04 * top : 1;
  out.term_top = terms > 0 ? 1.04 * terms : 1;
}

pair_picture lattice(const distribution& p, const distribution& q) {
  const axis_range axis = seen_beside(seen(p), seen(q), p.support().lattice);
  const double low = std::ceil(axis.low), high = std::floor(axis.high);
  const double step = std::max(1.0, std::ceil((high - low + 1) / static_cast<double>(most_bars)));
  pair_picture out;
  for (double k = low; k <= high; k += step) {
    out.points.push_back(look(p, q, k));
  }
  const auto outside = [&](const distribution& d) { return d.cdf(low - 1) + d.survival(high); };
  out.outside_p = outside(p);
  out.outside_q = outside(q);
  finish_bars(out);
  return out;
}

}  // namespace

double kl_term(double log_p, double log_q) {
  const double p = std::exp(log_p);
  return p == 0 ? 0 : log_q == -infinity ? infinity : p * (log_p - log_q);
}

std::optional<std::vector<double>> list_of(const operand& o) {
  const auto read = [](const std::vector<double>& values, const std::vector<std::int64_t>& shape) {
    if (shape.size() > 1) {
      throw error(errc::unsupported, "a joint table has no picture on one axis; --html draws lists and distributions");
    }
    std::vector<double> out = values;
    const double sum = std::accumulate(out.begin(), out.end(), 0.0);
    for (double& m : out) {
      m /= sum;
    }
    return out;
  };
  if (const auto* exact = std::get_if<masses>(&o.content)) {
    return read(exact->values, exact->shape);
  }
  if (const auto* counted = std::get_if<counts>(&o.content)) {
    return read(counted->values, counted->shape);
  }
  return std::nullopt;
}

namespace {

double place_of(std::size_t i, const std::vector<double>& support) {
  return support.empty() ? static_cast<double>(i) : support.at(i);
}

pair_picture lists(const std::vector<double>& p, const std::vector<double>& q, const std::vector<double>& support) {
  pair_picture out;
  for (std::size_t i = 0; i < std::max(p.size(), q.size()); ++i) {
    const double a = i < p.size() ? p[i] : 0, b = i < q.size() ? q[i] : 0;
    out.points.push_back({place_of(i, support), a, b, kl_term(std::log(a), std::log(b))});
  }
  finish_bars(out);
  return out;
}

/// Masses beside a distribution on whole numbers: the distribution's own places, and those of the masses.
pair_picture mixed(const distribution& d, const std::vector<double>& list, const std::vector<double>& support,
                   bool list_first) {
  const axis_range axis = seen(d);
  std::vector<double> places;
  for (std::size_t i = 0; i < list.size(); ++i) {
    places.push_back(place_of(i, support));
  }
  const double low = std::min(std::ceil(axis.low), places.front());
  const double high = std::max(std::floor(axis.high), places.back());
  if (high - low > static_cast<double>(most_bars) * 5) {
    throw error(errc::unsupported, "the masses lie too far from the distribution for one picture");
  }
  pair_picture out;
  for (double k = low; k <= high; ++k) {
    const auto found = std::ranges::find(places, k);
    const double mass = found == places.end() ? 0 : list[static_cast<std::size_t>(found - places.begin())];
    const double log_mass = std::log(mass), log_d = d.log_density(k), other = std::exp(log_d);
    out.points.push_back(list_first ? pair_point{k, mass, other, kl_term(log_mass, log_d)}
                                    : pair_point{k, other, mass, kl_term(log_d, log_mass)});
  }
  (list_first ? out.outside_q : out.outside_p) = d.cdf(low - 1) + d.survival(high);
  finish_bars(out);
  return out;
}

}  // namespace

axis_range seen(const distribution& d) {
  const double middle = d.quantile(0.5), half = std::max(d.quantile_survival(0.25) - d.quantile(0.25), 0.0);
  axis_range out{d.quantile(edge), d.quantile_survival(edge)};
  if (half > 0) {
    out.low = std::max(out.low, middle - most_widths * half);
    out.high = std::min(out.high, middle + most_widths * half);
  }
  // A hard end shows better with its edge in view.
  const support ends = d.support();
  out.low = std::isfinite(ends.lower) && out.low - ends.lower < out.width() / 4 ? ends.lower : out.low;
  out.high = std::isfinite(ends.upper) && ends.upper - out.high < out.width() / 4 ? ends.upper : out.high;
  return out;
}

axis_range seen_beside(const axis_range& p, const axis_range& q, bool lattice) {
  const double reach = 4 * std::max(p.width(), lattice ? 1.0 : 0.0);
  axis_range out{std::min(p.low, std::max(q.low, p.low - reach)), std::max(p.high, std::min(q.high, p.high + reach))};
  if (!(out.width() > 0)) {
    out = {out.low - 0.5, out.high + 0.5};
  }
  return out;
}

std::vector<double> curve_places(const axis_range& axis, std::span<const distribution* const> all) {
  std::vector<double> at;
  for (int k = 0; k <= steps; ++k) {
    at.push_back(axis.low + axis.width() * k / steps);
  }
  for (const distribution* d : all) {
    for (int k = 1; k < levels; ++k) {
      at.push_back(d->quantile(static_cast<double>(k) / levels));
    }
    // Both sides of a jump or a kink.
    std::vector<double> places = d->split_points();
    const support ends = d->support();
    places.insert(places.end(), {ends.lower, ends.upper});
    for (const double x : places) {
      const double step = 1e-6 * axis.width();
      at.insert(at.end(), {x - step, x, x + step});
    }
  }
  std::erase_if(at, [&](double x) { return !(x >= axis.low && x <= axis.high); });
  std::ranges::sort(at);
  at.erase(std::unique(at.begin(), at.end()), at.end());
  return at;
}

pair_picture make_picture(const operand& p, const operand& q, const std::vector<double>& support) {
  const auto* first = std::get_if<distribution>(&p.content);
  const auto* second = std::get_if<distribution>(&q.content);
  if (first != nullptr && second != nullptr) {
    if (first->support().lattice != second->support().lattice) {
      throw error(errc::unsupported, "a density and masses on whole numbers have no picture on one scale");
    }
    return first->support().lattice ? lattice(*first, *second) : curves(*first, *second);
  }
  const auto list_p = list_of(p), list_q = list_of(q);
  if (list_p && list_q) {
    return lists(*list_p, *list_q, support);
  }
  const distribution* known = first != nullptr ? first : second;
  const auto& list = list_p ? list_p : list_q;
  if (known == nullptr || !list) {
    throw error(errc::unsupported,
                "--html draws two distributions or lists of masses; for columns of files there is relent compare");
  }
  if (!known->support().lattice) {
    throw error(errc::unsupported, "a density and masses have no picture on one scale");
  }
  return mixed(*known, *list, support, list_p.has_value());
}

}  // namespace relent::report
