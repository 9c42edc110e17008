#include "report/coupling_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>
#include <variant>

#include "relent/core/error.hpp"
#include "relent/transport/emd.hpp"
#include "relent/transport/line_transport.hpp"

#include "report/pair_picture.hpp"

namespace relent::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t even_bands = 20;   // where there are no bars to make them
constexpr std::size_t most_bands = 160;  // of bars; more become even ones
constexpr std::size_t few_values = 40;   // of a column: drawn as bars
constexpr std::size_t few_ticks = 16;
constexpr int curve_steps = 320;
constexpr double bar_share = 0.84;    // of the gap between two bars
constexpr double most_widths = 8;     // of the middle half, for values far out
constexpr double cut_off = 3;         // how much higher than its middle a density is drawn
constexpr double tail = 0.003;        // what a tail keeps of its mass beyond the outermost band's edge
constexpr double inside = 1e-7;       // how far within a band its ends are looked at
constexpr double least_band = 1e-12;  // of the mass: thinner ones are not seen

/// One distribution on the line: where each level of its mass lies, and its outline.
class side {
 public:
  side(const operand& o, const std::vector<double>& support) {
    if (const auto* known = std::get_if<distribution>(&o.content)) {
      known->support().lattice ? read_lattice(*known) : read_density(*known);
    } else if (const auto* column = std::get_if<samples>(&o.content)) {
      read_column(*column);
    } else {
      masses_ = list_of(o).value();
      for (std::size_t i = 0; i < masses_.size(); ++i) {
        places_.push_back(support.empty() ? static_cast<double>(i) : support.at(i));
      }
      bars_ = true;
    }
    accumulate();
  }

  [[nodiscard]] bool bars() const noexcept { return bars_; }
  [[nodiscard]] const std::vector<double>& places() const noexcept { return places_; }
  [[nodiscard]] const std::vector<double>& levels() const noexcept { return levels_; }

  [[nodiscard]] axis_range range() const {
    if (density_ != nullptr) {
      return seen(*density_);
    }
    if (bars_) {
      return {places_.front(), places_.back()};
    }
    const double half = place(0.75) - place(0.25), middle = place(0.5);
    return half > 0 ? axis_range{std::max(places_.front(), middle - most_widths * half),
                                 std::min(places_.back(), middle + most_widths * half)}
                    : axis_range{places_.front(), places_.back()};
  }

  [[nodiscard]] double least_gap() const {
    double out = infinity;
    for (std::size_t i = 1; bars_ && i < places_.size(); ++i) {
      out = std::min(out, places_[i] - places_[i - 1]);
    }
    return out;
  }

  /// The quantile of a level.
  [[nodiscard]] double place(double u) const { return density_ != nullptr ? density_->quantile(u) : places_[index(u)]; }

  /// Where it is drawn: at a bar as wide as its mass, in units of the largest of both sides.
  [[nodiscard]] double drawn(double u, double bar_width, double largest) const {
    if (!bars_) {
      return place(std::clamp(u, tail, 1 - tail));
    }
    const std::size_t i = index(u);
    const double before = i == 0 ? 0 : levels_[i - 1];
    return places_[i] + bar_width / largest * (u - before - masses_[i] / 2);
  }

  /// The largest mass of a bar.
  [[nodiscard]] double largest() const { return bars_ ? *std::ranges::max_element(masses_) : 0; }

  [[nodiscard]] outline profile(const axis_range& axis, double bar_width) const {
    return bars_ ? steps(bar_width) : density_ != nullptr ? curve(axis) : histogram();
  }

 private:
  void read_density(const distribution& d) { density_ = &d; }

  void read_lattice(const distribution& d) {
    const axis_range axis = seen(d);
    const double low = std::ceil(axis.low), high = std::floor(axis.high);
    constexpr double most_bars = 400;
    const double step = std::max(1.0, std::ceil((high - low + 1) / most_bars));
    for (double k = low; k <= high; k += step) {
      places_.push_back(k);
      masses_.push_back(d.cdf(k + step - 1) - d.cdf(k - 1));
    }
    bars_ = true;
  }

  void read_column(const samples& column) {
    if (column.values.empty()) {
      throw error(errc::empty, "a column without values has no picture");
    }
    std::vector<std::size_t> order(column.values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return column.values[i]; });
    for (const std::size_t i : order) {
      if (places_.empty() || places_.back() != column.values[i]) {
        places_.push_back(column.values[i]);
        masses_.push_back(0);
      }
      masses_.back() += column.weights.empty() ? 1 : column.weights[i];
    }
    bars_ = places_.size() <= few_values;
  }

  /// Masses divided by their sum, without those that are 0; and their levels.
  void accumulate() {
    const double sum = std::accumulate(masses_.begin(), masses_.end(), 0.0);
    std::size_t kept = 0;
    double level = 0;
    for (std::size_t i = 0; i < masses_.size(); ++i) {
      if (masses_[i] > 0) {
        places_[kept] = places_[i];
        masses_[kept++] = masses_[i] / sum;
        levels_.push_back(level += masses_[kept - 1]);
      }
    }
    places_.resize(kept);
    masses_.resize(kept);
  }

  [[nodiscard]] std::size_t index(double u) const {
    const auto at = std::ranges::lower_bound(levels_, u) - levels_.begin();
    return std::min(static_cast<std::size_t>(at), levels_.size() - 1);
  }

  [[nodiscard]] outline steps(double width) const {
    outline out{.bars = true};
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const double left = places_[i] - width / 2, right = places_[i] + width / 2;
      out.points.insert(out.points.end(), {{left, 0}, {left, masses_[i]}, {right, masses_[i]}, {right, 0}});
    }
    return out;
  }

  [[nodiscard]] outline curve(const axis_range& axis) const {
    std::vector<double> at;
    for (int k = 0; k <= curve_steps; ++k) {
      at.push_back(axis.low + axis.width() * k / curve_steps);
    }
    for (int k = 1; k < 160; ++k) {
      at.push_back(density_->quantile(k / 160.0));
    }
    const support ends = density_->support();
    for (const double x : {ends.lower, ends.upper}) {
      at.insert(at.end(), {x - 1e-6 * axis.width(), x, x + 1e-6 * axis.width()});
    }
    std::erase_if(at, [&](double x) { return !(x >= axis.low && x <= axis.high); });
    std::ranges::sort(at);
    double middle = 0;
    for (int k = 4; k <= 16; ++k) {
      const double height = std::exp(density_->log_density(density_->quantile(k / 20.0)));
      middle = std::isfinite(height) ? std::max(middle, height) : middle;
    }
    outline out;
    for (const double x : at) {
      out.points.push_back({x, std::min(std::exp(density_->log_density(x)), cut_off * middle)});
    }
    return out;
  }

  [[nodiscard]] outline histogram() const {
    const axis_range here = range();
    const auto count =
        static_cast<std::size_t>(std::clamp(2 * std::cbrt(static_cast<double>(places_.size())), 8.0, 60.0));
    const double width = here.width() / static_cast<double>(count);
    std::vector<double> heights(count, 0.0);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] >= here.low && places_[i] <= here.high) {
        heights[std::min(count - 1, static_cast<std::size_t>((places_[i] - here.low) / width))] += masses_[i] / width;
      }
    }
    outline out;
    for (std::size_t k = 0; k < count; ++k) {
      const double left = here.low + width * static_cast<double>(k);
      out.points.push_back({left, heights[k]});
      out.points.push_back({left + width, heights[k]});
    }
    return out;
  }

  const distribution* density_ = nullptr;
  std::vector<double> places_{}, masses_{}, levels_{};
  bool bars_ = false;
};

/// The levels between bands: where a bar ends, and even ones where a side has no bars.
std::vector<double> cuts(const side& p, const side& q) {
  std::vector<double> out{0, 1};
  std::size_t of_bars = 0;
  for (const side* s : {&p, &q}) {
    of_bars += s->bars() ? s->levels().size() : 0;
  }
  const bool by_bars = of_bars <= most_bands;
  if (!p.bars() || !q.bars() || !by_bars) {
    for (std::size_t k = 1; k < even_bands; ++k) {
      out.push_back(static_cast<double>(k) / even_bands);
    }
  }
  for (const side* s : {&p, &q}) {
    if (s->bars() && by_bars) {
      out.insert(out.end(), s->levels().begin(), s->levels().end());
    }
  }
  std::ranges::sort(out);
  std::size_t kept = 1;
  for (std::size_t i = 1; i < out.size(); ++i) {
    if (out[i] - out[kept - 1] > least_band) {
      out[kept++] = out[i];
    }
  }
  out.resize(kept);
  out.back() = 1;
  return out;
}

/// The mean of a side's places over a band; a tail that has no mean is cut with the axis.
double mean_place(const side& s, double low, double high, const axis_range& axis) {
  constexpr int steps = 32;
  double sum = 0;
  for (int k = 0; k < steps; ++k) {
    const double place = s.place(low + (high - low) * (k + 0.5) / steps);
    sum += std::clamp(place, axis.low - axis.width(), axis.high + axis.width());
  }
  return sum / steps;
}

const joint_samples& rows_of(const operand& o) { return std::get<joint_samples>(o.content); }

/// At most so many rows, evenly chosen.
std::vector<std::size_t> chosen(std::size_t n, std::size_t most) {
  std::vector<std::size_t> out(std::min(n, most));
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = k * n / out.size();
  }
  return out;
}

}  // namespace

bool stands_still(const mass_band& b, const line_coupling& drawn) noexcept {
  constexpr double little = 2e-3;  // of the axis
  return std::abs(b.moved) < little * (drawn.high - drawn.low);
}

bool on_one_line(const operand& p, const operand& q) {
  return std::ranges::all_of(std::array{&p, &q}, [](const operand* o) {
    const auto* list = std::get_if<masses>(&o->content);
    const auto* counted = std::get_if<counts>(&o->content);
    const bool table = (list != nullptr && list->shape.size() > 1) || (counted != nullptr && counted->shape.size() > 1);
    return !table && (list != nullptr || counted != nullptr || std::holds_alternative<samples>(o->content) ||
                      std::holds_alternative<distribution>(o->content));
  });
}

bool in_one_plane(const operand& p, const operand& q) {
  return std::holds_alternative<joint_samples>(p.content) && std::holds_alternative<joint_samples>(q.content);
}

line_coupling couple_on_line(const operand& p, const operand& q, const std::vector<double>& support) {
  const side from(p, support), to(q, support);
  line_coupling out;
  axis_range axis{std::min(from.range().low, to.range().low), std::max(from.range().high, to.range().high)};
  double gap = std::min(from.least_gap(), to.least_gap());
  gap = std::isfinite(gap) ? gap : axis.width() > 0 ? axis.width() / 10 : 1;
  const double width = bar_share * std::max(gap, axis.width() / 200);
  if (from.bars() || to.bars() || !(axis.width() > 0)) {
    axis.low -= 0.6 * width;
    axis.high += 0.6 * width;
  }
  out.low = axis.low;
  out.high = axis.high;
  out.p = from.profile(axis, width);
  out.q = to.profile(axis, width);
  out.one_scale = from.bars() == to.bars();
  if (from.bars() && to.bars()) {
    std::ranges::set_union(from.places(), to.places(), std::back_inserter(out.ticks));
    out.ticks.resize(out.ticks.size() > few_ticks ? 0 : out.ticks.size());
  }
  const std::vector<double> levels = cuts(from, to);
  const double largest = std::max(from.largest(), to.largest());
  for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
    const double low = levels[k], high = levels[k + 1], step = inside * (high - low);
    const auto stretch = [&](const auto& at) { return std::array{at(low + step), at(high - step)}; };
    const double here = mean_place(from, low, high, axis), there = mean_place(to, low, high, axis);
    out.bands.push_back({.from = stretch([&](double u) { return from.drawn(u, width, largest); }),
                         .to = stretch([&](double u) { return to.drawn(u, width, largest); }),
                         .places_p = stretch([&](double u) { return from.place(u); }),
                         .places_q = stretch([&](double u) { return to.place(u); }),
                         .mass = high - low,
                         .moved = there - here});
  }
  return out;
}

plane_coupling couple_in_plane(const operand& p, const operand& q, bool squares) {
  constexpr std::size_t most_exact = 1500, most_chosen = 400, most_lines = 400;
  const std::array all{&rows_of(p), &rows_of(q)};
  const std::size_t d = all[0]->rows.columns;
  const bool whole = all[0]->rows.rows <= most_exact && all[1]->rows.rows <= most_exact;
  plane_coupling out{.dimensions = d, .rows = {all[0]->rows.rows, all[1]->rows.rows}, .squares = squares};
  for (std::size_t k = 0; k < 2; ++k) {
    out.names[k] = k < all[0]->names.size() ? all[0]->names[k] : std::string();
  }
  std::array<std::vector<double>, 2> masses, points;
  for (const std::size_t s : {0U, 1U}) {
    const joint_samples& data = *all[s];
    double sum = 0;
    for (const std::size_t i : chosen(data.rows.rows, whole ? most_exact : most_chosen)) {
      masses[s].push_back(data.weights.empty() ? 1 : data.weights[i]);
      sum += masses[s].back();
      points[s].insert(points[s].end(), data.rows.row(i).begin(), data.rows.row(i).end());
      (s == 0 ? out.p : out.q).push_back({data.rows(i, 0), data.rows(i, 1)});
    }
    for (double& m : masses[s]) {
      m /= sum;
    }
  }
  const ground_metric distance{squares ? metric::squared_euclidean : metric::euclidean};
  transport_plan plan = emd(masses[0], masses[1], {points[0], d}, {points[1], d}, distance);
  out.all_lines = plan.plan.size();
  std::ranges::stable_sort(plan.plan, std::greater{}, &shipment::mass);
  plan.plan.resize(std::min(plan.plan.size(), most_lines));
  out.drawn_mass = 0;
  for (const shipment& s : plan.plan) {
    out.lines.push_back({s.from, s.to, s.mass});
    out.drawn_mass += s.mass;
  }
  return out;
}

}  // namespace relent::report
