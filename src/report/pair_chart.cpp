#include "report/pair_chart.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "report/number_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

constexpr const char* p_fill = "var(--reference, #b9bec6)";
constexpr const char* q_line = "var(--current, #0072b2)";
constexpr const char* above = "var(--above, #d55e00)";
constexpr const char* below = "var(--below, #009e73)";
constexpr int pair_height = 240, term_height = 150;

double shortened(double x) { return report::shortened(x, 6); }

/// A place keeps what the axis needs to tell it from its neighbours.
double place(double x) { return report::shortened(x, 12); }

/// Whether the axis is so short beside its numbers that they need all their digits to differ.
bool far_out(const pair_picture& drawn) {
  return std::max(std::abs(drawn.low), std::abs(drawn.high)) > 500 * (drawn.high - drawn.low);
}

/// Few places are named one by one, many on round numbers.
object x_axis(const pair_picture& drawn) {
  constexpr std::size_t few = 16;
  object out{{"title", nullptr},
             {"grid", false},
             {"labelFlush", !drawn.masses},
             {"labelOverlap", true},
             {"tickCount", 8},
             {"labelExpr", far_out(drawn) ? "format(datum.value, '.12~g')" : number_label}};
  if (drawn.masses && drawn.points.size() <= few) {
    object& values = out["values"] = object::array();
    for (const pair_point& at : drawn.points) {
      values.push_back(place(at.x));
    }
  }
  return out;
}

object x_of(const pair_picture& drawn, const char* field) {
  return {{"field", field},
          {"type", "quantitative"},
          {"scale", {{"nice", false}, {"zero", false}, {"domain", {place(drawn.low), place(drawn.high)}}}},
          {"axis", x_axis(drawn)}};
}

object y_of(const char* field, const char* title, double low, double high) {
  object axis = left_axis(numeric_axis, title, ".3~g");
  axis["labelExpr"] = number_label;
  return {{"field", field},
          {"type", "quantitative"},
          {"scale", {{"nice", false}, {"domain", {low, high}}}},
          {"axis", std::move(axis)}};
}

/// The words of the tooltips, the same on both charts.
object words(const pair_picture& drawn, const pair_point& at, unit u) {
  const double term = from_nats(at.term, u);
  return {{"tx", far_out(drawn) ? fmt::format("{:.12g}", at.x) : significant(at.x)},
          {"tp", significant(at.p, 4)},
          {"tq", significant(at.q, 4)},
          {"tt", fmt::format("{} {}", significant(term, 4), name(u))}};
}

object tooltips() {
  object out = object::array();
  constexpr const char* names[][2] = {{"tx", "x"}, {"tp", "p"}, {"tq", "q"}, {"tt", "p log(p/q)"}};
  for (const auto& [field, title] : names) {
    out.push_back({{"field", field}, {"type", "nominal"}, {"title", title}});
  }
  return out;
}

object mark(const char* type, const char* fill) {
  return {{"type", type}, {"fill", fill}, {"stroke", nullptr}, {"clip", true}, {"tooltip", false}};
}

/// One layer of bars or of a filled curve, from 0 to `field`.
object filled(const pair_picture& drawn, const char* from, const char* to, const object& y, const char* colour) {
  object encoding{{"x", x_of(drawn, drawn.masses ? from : "x")}, {"y", y}, {"y2", {{"datum", 0}}}};
  if (drawn.masses) {
    encoding["x2"] = {{"field", to}};
  }
  return {{"mark", mark(drawn.masses ? "rect" : "area", colour)}, {"encoding", std::move(encoding)}};
}

/// Where the pointer is, whatever is drawn there: unseen bars from the middle to the next point's middle.
object listeners(const pair_picture& drawn) {
  return {{"mark", {{"type", "rect"}, {"opacity", 0}}},
          {"encoding", {{"x", x_of(drawn, "l")}, {"x2", {{"field", "r"}}}, {"tooltip", tooltips()}}}};
}

/// A row a point: the bars' sides, the place itself, how far the pointer hears it, and words.
object rows(const pair_picture& drawn, unit u) {
  object out = object::array();
  const std::vector<pair_point>& all = drawn.points;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const pair_point& at = all[i];
    const double left = i > 0 ? (all[i - 1].x + at.x) / 2 : drawn.low;
    const double right = i + 1 < all.size() ? (at.x + all[i + 1].x) / 2 : drawn.high;
    object row = words(drawn, at, u);
    row.update({{"x", place(at.x)},
                {"l", place(left)},
                {"r", place(right)},
                {"p", shortened(std::min(at.p, 2 * drawn.top))},
                {"q", shortened(std::min(at.q, 2 * drawn.top))}});
    if (drawn.masses) {
      row.update({{"a", place(at.x - 0.42 * drawn.bar)}, {"m", place(at.x)}, {"b", place(at.x + 0.42 * drawn.bar)}});
    }
    out.push_back(std::move(row));
  }
  return out;
}

/// How far the terms reach that are drawn, down and up.
std::pair<double, double> term_range(const pair_picture& drawn, unit u) {
  double low = 0, high = 0;
  for (const pair_point& at : drawn.points) {
    if (std::isfinite(at.term)) {
      low = std::min(low, at.term);
      high = std::max(high, at.term);
    }
  }
  low = from_nats(std::max(low, -drawn.term_top), u);
  high = from_nats(std::min(high, drawn.term_top), u);
  return high - low > 0 ? std::pair{shortened(1.06 * low), shortened(1.06 * high)} : std::pair{-1.0, 1.0};
}

/// The stretches of the axis where the term is infinite: neighbours as one, so that no seams show.
object endless_stretches(const pair_picture& drawn) {
  object out = object::array();
  const std::vector<pair_point>& all = drawn.points;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!std::isinf(all[i].term)) {
      continue;
    }
    std::size_t last = i;
    while (!drawn.masses && last + 1 < all.size() && std::isinf(all[last + 1].term)) {
      ++last;
    }
    const double half = 0.42 * drawn.bar;
    const double from = drawn.masses ? all[i].x - half : i > 0 ? (all[i - 1].x + all[i].x) / 2 : drawn.low;
    const double to = drawn.masses            ? all[i].x + half
                      : last + 1 < all.size() ? (all[last].x + all[last + 1].x) / 2
                                              : drawn.high;
    out.push_back({{"l", place(from)}, {"r", place(to)}});
    i = last;
  }
  return out;
}

}  // namespace

object pair_chart(const pair_picture& drawn) {
  object spec = base(rows(drawn, unit::nats));
  spec["height"] = pair_height;
  const char* const title = drawn.masses ? "mass" : "density";
  const double top = shortened(drawn.top);
  object q_layer;
  if (drawn.masses) {
    q_layer = filled(drawn, "m", "b", y_of("q", title, 0, top), q_line);
  } else {
    q_layer = {{"mark", {{"type", "line"}, {"color", q_line}, {"strokeWidth", 2}, {"clip", true}, {"tooltip", false}}},
               {"encoding", {{"x", x_of(drawn, "x")}, {"y", y_of("q", title, 0, top)}}}};
  }
  spec["layer"] = {filled(drawn, "a", "m", y_of("p", title, 0, top), p_fill), std::move(q_layer), listeners(drawn)};
  return spec;
}

object term_chart(const pair_picture& drawn, unit u) {
  object values = rows(drawn, u);
  const auto [low, high] = term_range(drawn, u);
  for (std::size_t i = 0; i < drawn.points.size(); ++i) {
    const double term = from_nats(drawn.points[i].term, u);
    values[i]["up"] = std::isfinite(term) ? shortened(std::clamp(term, 0.0, 2 * high)) : 0;
    values[i]["down"] = std::isfinite(term) ? shortened(std::clamp(term, 2 * low, 0.0)) : 0;
  }
  object spec = base(std::move(values));
  spec["height"] = term_height;
  object layers = object::array();
  if (object endless = endless_stretches(drawn); !endless.empty()) {
    layers.push_back({{"data", {{"values", std::move(endless)}}},
                      {"mark", {{"type", "rect"}, {"fill", above}, {"opacity", 0.25}, {"tooltip", false}}},
                      {"encoding", {{"x", x_of(drawn, "l")}, {"x2", {{"field", "r"}}}}}});
  }
  constexpr const char* title = "p log(p/q)";
  layers.push_back(filled(drawn, "a", "b", y_of("up", title, low, high), above));
  layers.push_back(filled(drawn, "a", "b", y_of("down", title, low, high), below));
  layers.push_back(
      {{"mark", {{"type", "rule"}, {"color", "var(--muted, #59636e)"}, {"strokeWidth", 1}, {"clip", true}}},
       {"encoding", {{"y", {{"datum", 0}}}}}});
  layers.push_back(listeners(drawn));
  spec["layer"] = std::move(layers);
  return spec;
}

}  // namespace relent::report
