#include "report/coupling_chart.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "report/number_text.hpp"
#include "report/safe_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

constexpr const char* p_fill = "var(--reference, #b9bec6)";
constexpr const char* q_fill = "var(--current, #0072b2)";
constexpr const char* to_the_right = "var(--above, #d55e00)";
constexpr const char* to_the_left = "var(--below, #009e73)";
constexpr const char* muted = "var(--muted, #59636e)";
constexpr int line_height = 340, plane_height = 460, bend = 14;
constexpr double top = 0.5;  // of an outline, beside the 1 between P and Q
constexpr std::size_t name_cells = 40;
constexpr std::size_t few_lines = 80;  // more are drawn thinner

double shortened(double x) { return report::shortened(x, 6); }
double place(double x) { return report::shortened(x, 12); }

object axis_of(bool grid) {
  return {{"title", nullptr},     {"grid", grid},   {"labelFlush", true},
          {"labelOverlap", true}, {"tickCount", 8}, {"labelExpr", number_label}};
}

object x_of(const line_coupling& drawn, const char* field) {
  object axis = axis_of(false);
  if (std::max(std::abs(drawn.low), std::abs(drawn.high)) > 500 * (drawn.high - drawn.low)) {
    axis["labelExpr"] = "format(datum.value, '.12~g')";  // numbers that differ in their last digits
  }
  if (!drawn.ticks.empty()) {
    object& values = axis["values"] = object::array();
    for (const double tick : drawn.ticks) {
      values.push_back(place(tick));
    }
  }
  return {{"field", field},
          {"type", "quantitative"},
          {"scale", {{"nice", false}, {"zero", false}, {"domain", {place(drawn.low), place(drawn.high)}}}},
          {"axis", std::move(axis)}};
}

/// The axis names the two sides, and has room as the charts above have.
object y_of(const char* field) {
  object axis = left_axis(numeric_axis, "", "");
  axis.erase("format");
  axis.erase("tickCount");
  axis.update({{"values", {1 + top / 2, -top / 2}},
               {"labelExpr", "datum.value > 0 ? 'P' : 'Q'"},
               {"labelFontSize", 13},
               {"labelFontWeight", "bold"},
               {"grid", false}});
  return {{"field", field},
          {"type", "quantitative"},
          {"scale", {{"nice", false}, {"zero", false}, {"domain", {-1.06 * top, 1 + 1.06 * top}}}},
          {"axis", std::move(axis)}};
}

double highest(const outline& o) {
  double out = 0;
  for (const outline::point& at : o.points) {
    out = std::max(out, at.height);
  }
  return out > 0 ? out : 1;
}

/// An outline standing on `base`, up or down.
object outline_layer(const line_coupling& drawn, const outline& o, double base, double scale, const char* fill) {
  object values = object::array();
  for (std::size_t i = 0; i < o.points.size(); ++i) {
    values.push_back(
        {{"i", i}, {"x", place(o.points[i].x)}, {"h", shortened(base + scale * o.points[i].height)}, {"z", base}});
  }
  const object x = x_of(drawn, "x");
  if (!o.bars) {
    return {{"data", {{"values", std::move(values)}}},
            {"mark", {{"type", "area"}, {"fill", fill}, {"clip", true}, {"tooltip", false}}},
            {"encoding", {{"x", x}, {"y", y_of("h")}, {"y2", {{"field", "z"}}}}}};
  }
  object bars = object::array();  // four points each
  for (std::size_t i = 0; i + 2 < values.size(); i += 4) {
    bars.push_back({{"x", values[i]["x"]}, {"r", values[i + 2]["x"]}, {"h", values[i + 1]["h"]}, {"z", base}});
  }
  return {{"data", {{"values", std::move(bars)}}},
          {"mark", {{"type", "rect"}, {"fill", fill}, {"stroke", nullptr}, {"clip", true}, {"tooltip", false}}},
          {"encoding", {{"x", x}, {"x2", {{"field", "r"}}}, {"y", y_of("h")}, {"y2", {{"field", "z"}}}}}};
}

std::string stretch(const std::array<double, 2>& of) {
  const std::string low = significant(of[0], 4), high = significant(of[1], 4);
  return low == high ? low : fmt::format("{} to {}", low, high);
}

/// Rows that draw a band: its two sides at some heights, curved so that it leaves and arrives upright.
object band_rows(const line_coupling& drawn) {
  object out = object::array();
  const double width = drawn.high - drawn.low;
  const auto shown = [&](double x) { return std::clamp(x, drawn.low - width, drawn.high + width); };
  for (std::size_t k = 0; k < drawn.bands.size(); ++k) {
    const mass_band& b = drawn.bands[k];
    const char* const way = stands_still(b, drawn) ? "still" : b.moved > 0 ? "right" : "left";
    for (int step = 0; step <= bend; ++step) {
      const double t = static_cast<double>(step) / bend, share = t * t * (3 - 2 * t);
      const auto at = [&](std::size_t end) {
        return place(shown(b.from[end]) + (shown(b.to[end]) - shown(b.from[end])) * share);
      };
      out.push_back({{"k", k},
                     {"c", way},
                     {"o", k % 2 == 0 ? 0.62 : 0.4},
                     {"y", shortened(1 - t)},
                     {"l", at(0)},
                     {"r", at(1)},
                     {"tm", percent(b.mass)},
                     {"tp", stretch(b.places_p)},
                     {"tq", stretch(b.places_q)},
                     {"td", fmt::format("{}{}", b.moved > 0 ? "+" : "", significant(b.moved, 3))}});
    }
  }
  return out;
}

object tooltip(const char* field, const char* title) {
  return {{"field", field}, {"type", "nominal"}, {"title", title}};
}

object band_layer(const line_coupling& drawn) {
  return {
      {"data", {{"values", band_rows(drawn)}}},
      {"mark", {{"type", "area"}, {"orient", "horizontal"}, {"interpolate", "monotone"}, {"clip", true}}},
      {"encoding",
       {{"x", x_of(drawn, "l")},
        {"x2", {{"field", "r"}}},
        {"y", y_of("y")},
        {"detail", {{"field", "k"}, {"type", "nominal"}}},
        {"fill",
         {{"field", "c"},
          {"type", "nominal"},
          {"scale", {{"domain", {"right", "left", "still"}}, {"range", {to_the_right, to_the_left, muted}}}},
          {"legend", nullptr}}},
        {"opacity", {{"field", "o"}, {"type", "quantitative"}, {"scale", nullptr}, {"legend", nullptr}}},
        {"tooltip", {tooltip("tm", "mass"), tooltip("tp", "in P"), tooltip("tq", "in Q"), tooltip("td", "moves")}}}}};
}

/// A rule between an outline and the bands.
object ground(double y) {
  return {{"mark", {{"type", "rule"}, {"color", muted}, {"strokeWidth", 1}}}, {"encoding", {{"y", {{"datum", y}}}}}};
}

/// An axis that holds all points, with some room.
object plane_scale(const plane_coupling& drawn, std::size_t k) {
  double low = drawn.p.front()[k], high = low;
  for (const auto* side : {&drawn.p, &drawn.q}) {
    for (const auto& point : *side) {
      low = std::min(low, point[k]);
      high = std::max(high, point[k]);
    }
  }
  const double room = high > low ? 0.03 * (high - low) : 0.5;
  return {{"nice", false}, {"zero", false}, {"domain", {place(low - room), place(high + room)}}};
}

object plane_axis(const plane_coupling& drawn, std::size_t k) {
  object axis = k == 0 ? axis_of(true) : left_axis(numeric_axis, "", ".3~g");
  axis["labelExpr"] = number_label;
  axis["grid"] = true;
  axis["title"] = drawn.names[k].empty() ? object(nullptr) : object(elide(printable(drawn.names[k]), name_cells));
  axis["tickCount"] = 6;
  return axis;
}

object points_layer(const plane_coupling& drawn, bool of_p) {
  object values = object::array();
  for (const auto& point : of_p ? drawn.p : drawn.q) {
    values.push_back({{"x", place(point[0])}, {"y", place(point[1])}});
  }
  const auto at = [&](const char* field, std::size_t k) {
    return object{
        {"field", field}, {"type", "quantitative"}, {"scale", plane_scale(drawn, k)}, {"axis", plane_axis(drawn, k)}};
  };
  return {{"data", {{"values", std::move(values)}}},
          {"mark",
           {{"type", "point"},
            {"filled", true},
            {"fill", of_p ? "var(--fewer, #767d87)" : q_fill},
            {"stroke", nullptr},
            {"size", 22},
            {"opacity", 0.85},
            {"tooltip", false}}},
          {"encoding", {{"x", at("x", 0)}, {"y", at("y", 1)}}}};
}

object lines_layer(const plane_coupling& drawn) {
  object values = object::array();
  double most = 0;
  for (const plane_coupling::line& l : drawn.lines) {
    most = std::max(most, l.mass);
  }
  const bool many = drawn.lines.size() > few_lines;
  for (const plane_coupling::line& l : drawn.lines) {
    const auto &from = drawn.p[l.from], &to = drawn.q[l.to];
    values.push_back({{"x", place(from[0])},
                      {"y", place(from[1])},
                      {"u", place(to[0])},
                      {"v", place(to[1])},
                      {"w", shortened((many ? 0.3 : 0.6) + (many ? 1.0 : 2.4) * l.mass / most)},
                      {"tm", percent(l.mass)},
                      {"tp", fmt::format("{}, {}", significant(from[0], 4), significant(from[1], 4))},
                      {"tq", fmt::format("{}, {}", significant(to[0], 4), significant(to[1], 4))}});
  }
  const auto at = [&](const char* field, std::size_t k) {
    return object{
        {"field", field}, {"type", "quantitative"}, {"scale", plane_scale(drawn, k)}, {"axis", plane_axis(drawn, k)}};
  };
  return {{"data", {{"values", std::move(values)}}},
          {"mark", {{"type", "rule"}, {"color", to_the_right}, {"opacity", many ? 0.45 : 0.6}, {"strokeCap", "round"}}},
          {"encoding",
           {{"x", at("x", 0)},
            {"y", at("y", 1)},
            {"x2", {{"field", "u"}}},
            {"y2", {{"field", "v"}}},
            {"strokeWidth", {{"field", "w"}, {"type", "quantitative"}, {"scale", nullptr}, {"legend", nullptr}}},
            {"tooltip", {tooltip("tm", "mass"), tooltip("tp", "from"), tooltip("tq", "to")}}}}};
}

}  // namespace

object line_coupling_chart(const line_coupling& drawn) {
  const double of_p = highest(drawn.p), of_q = highest(drawn.q), both = std::max(of_p, of_q);
  object spec = base(object::array({object::object()}));  // one row: each rule is drawn once
  spec["height"] = line_height;
  spec["layer"] = {band_layer(drawn), outline_layer(drawn, drawn.p, 1, top / (drawn.one_scale ? both : of_p), p_fill),
                   outline_layer(drawn, drawn.q, 0, -top / (drawn.one_scale ? both : of_q), q_fill), ground(1),
                   ground(0)};
  spec["config"] = {{"view", {{"stroke", nullptr}}}};
  return spec;
}

object plane_coupling_chart(const plane_coupling& drawn) {
  object spec = base(object::array({object::object()}));
  spec["height"] = plane_height;
  spec["layer"] = {lines_layer(drawn), points_layer(drawn, true), points_layer(drawn, false)};
  return spec;
}

}  // namespace relent::report
