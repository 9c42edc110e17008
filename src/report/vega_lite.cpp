#include "report/vega_lite.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "relent/report/report.hpp"

#include "report/findings.hpp"
#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace report {
namespace {

using object = nlohmann::ordered_json;

constexpr int category_axis = 132;
constexpr std::size_t pair_height = 25, bar_height = 18;
constexpr std::size_t label_cells = 20;

constexpr const char* reference_fill = "var(--reference, #b9bec6)";
constexpr const char* current_line = "var(--current, #0072b2)";
constexpr const char* reference_dark = "var(--fewer, #767d87)";

/// A filled bar without the hairlines that antialiasing leaves between neighbours.
object filled(const char* colour) {
  return {{"type", "rect"}, {"fill", colour}, {"stroke", colour}, {"strokeWidth", 0.5}, {"tooltip", false}};
}

double share_of(double x) { return shortened(x, 5); }

/// A place on the horizontal axis; Vega's times are milliseconds.
double place(double x, const display& d) { return d.time ? std::round(x * 1000) : shortened(x, 10); }

object x_scale(const display& d) {
  object s{{"nice", false}};
  if (d.scale == axis_scale::linear) {
    s["zero"] = false;
  } else if (d.scale == axis_scale::log) {
    s["type"] = "log";
  } else if (d.scale == axis_scale::symlog) {
    s["type"] = "symlog";
    s["constant"] = d.scale_constant;
  }
  s["domain"] = {place(d.bars.front().low, d), place(d.bars.back().high, d)};
  return s;
}

object x_encoding(const display& d, const char* field) {
  object axis{{"title", nullptr}, {"grid", false}, {"labelFlush", true}, {"labelOverlap", true}, {"tickCount", 8}};
  if (!d.ticks.empty()) {
    object& values = axis["values"] = object::array();
    for (const double tick : d.ticks) {
      values.push_back(place(tick, d));
    }
  }
  // A format of ours, never text from the data.
  axis["labelExpr"] = d.time ? "utcFormat(datum.value, '" + d.time_format + "')" : std::string(number_label);
  return {{"field", field}, {"type", "quantitative"}, {"scale", x_scale(d)}, {"axis", axis}};
}

/// The same axis in a further layer, which takes its scale from the first.
object x_again() { return {{"field", "a"}, {"type", "quantitative"}}; }

object tooltip(const char* field, const char* title) {
  return {{"field", field}, {"type", "nominal"}, {"title", title}};
}

std::string share_text(const bar& b, std::size_t side) {
  return fmt::format("{} ({})", percent(b.share[side]), thousands(std::llround(b.count[side])));
}

/// The words of a bar's tooltip are written here, so that page, chart and table say the same.
object words(const bar& b) { return {{"t", b.label}, {"tr", share_text(b, 0)}, {"tc", share_text(b, 1)}}; }

object share_tooltips(const char* place) {
  return {tooltip("t", place), tooltip("tr", "reference"), tooltip("tc", "current")};
}

object numeric_distribution(const display& d) {
  object values = object::array();
  object line = object::array();
  for (const bar& b : d.bars) {
    object row = words(b);
    row.update(
        {{"a", place(b.low, d)}, {"b", place(b.high, d)}, {"r", share_of(b.share[0])}, {"c", share_of(b.share[1])}});
    values.push_back(std::move(row));
    line.push_back({{"a", place(b.low, d)}, {"c", share_of(b.share[1])}});
  }
  // The step line stands on the axis at both ends.
  line.insert(line.begin(), {{"a", place(d.bars.front().low, d)}, {"c", 0}});
  line.push_back({{"a", place(d.bars.back().high, d)}, {"c", share_of(d.bars.back().share[1])}});
  line.push_back({{"a", place(d.bars.back().high, d)}, {"c", 0}});
  const object y{{"type", "quantitative"}, {"axis", left_axis(numeric_axis, "share of values", ".2~%")}};
  const auto y_of = [&](const char* field) {
    object one = y;
    one["field"] = field;
    return one;
  };
  object spec = base(std::move(values));
  spec["height"] = 190;
  spec["layer"] = {
      {{"mark", filled(reference_fill)},
       {"encoding", {{"x", x_encoding(d, "a")}, {"x2", {{"field", "b"}}}, {"y", y_of("r")}, {"y2", {{"datum", 0}}}}}},
      {{"data", {{"values", std::move(line)}}},
       {"mark",
        {{"type", "line"},
         {"interpolate", "step-after"},
         {"color", current_line},
         {"strokeWidth", 2},
         {"strokeJoin", "round"},
         {"tooltip", false}}},
       {"encoding", {{"x", x_again()}, {"y", y_of("c")}, {"order", {{"value", 0}}}}}},
      {{"mark", {{"type", "rect"}, {"opacity", 0}}},
       {"encoding",
        {{"x", x_again()}, {"x2", {{"field", "b"}}}, {"tooltip", share_tooltips(d.time ? "when" : "value")}}}}};
  return spec;
}

/// Names for the axis: cut to fit, and still different from each other.
std::vector<std::string> axis_names(const display& d) {
  std::vector<std::string> names;
  for (const bar& b : d.bars) {
    const std::string cut = elide(b.label, label_cells);
    std::string one = cut;
    for (int i = 2; std::ranges::find(names, one) != names.end(); ++i) {
      one = fmt::format("{} ({})", elide(cut, label_cells - 4), i);
    }
    names.push_back(one);
  }
  return names;
}

object category_axis_of() {
  return {{"field", "k"},
          {"type", "nominal"},
          {"sort", nullptr},
          {"title", nullptr},
          {"axis",
           {{"minExtent", category_axis},
            {"maxExtent", category_axis},
            {"labelLimit", category_axis - 8},
            {"domain", false},
            {"ticks", false},
            {"grid", false}}}};
}

object categorical_distribution(const display& d) {
  object values = object::array();
  const std::vector<std::string> names = axis_names(d);
  for (std::size_t i = 0; i < d.bars.size(); ++i) {
    for (const std::size_t side : {0, 1}) {
      object row = words(d.bars[i]);
      row.update({{"k", names[i]}, {"s", side == 0 ? "reference" : "current"}, {"v", share_of(d.bars[i].share[side])}});
      values.push_back(std::move(row));
    }
  }
  object spec = base(std::move(values));
  spec["height"] = pair_height * d.bars.size();
  spec["mark"] = {{"type", "bar"}};
  const object colours{{"domain", {"reference", "current"}}, {"range", {reference_fill, current_line}}};
  spec["encoding"] = {
      {"y", category_axis_of()},
      {"yOffset", {{"field", "s"}, {"type", "nominal"}, {"sort", nullptr}, {"scale", {{"paddingInner", 0}}}}},
      {"x",
       {{"field", "v"},
        {"type", "quantitative"},
        {"axis",
         {{"title", "share of values"},
          {"format", ".2~%"},
          {"tickCount", 5},
          {"labelOverlap", true},
          {"domain", false}}}}},
      {"color", {{"field", "s"}, {"type", "nominal"}, {"scale", colours}, {"legend", nullptr}}},
      {"tooltip", share_tooltips("value")}};
  return spec;
}

object contribution_rows(const display& d, unit u) {
  object values = object::array();
  const std::vector<std::string> names = d.numeric ? std::vector<std::string>() : axis_names(d);
  for (std::size_t i = 0; i < d.bars.size(); ++i) {
    const bar& b = d.bars[i];
    const bool more = b.share[1] >= b.share[0];
    object row = words(b);
    row.update(
        {{"v", share_of((more ? 1 : -1) * b.contribution / d.total_contribution)}, {"s", more ? "more" : "fewer"}});
    row["tv"] = fmt::format("{} of the divergence ({} {})", percent(b.contribution / d.total_contribution),
                            significant(b.contribution, 2), name(u));
    if (d.numeric) {
      row.update({{"a", place(b.low, d)}, {"b", place(b.high, d)}});
    } else {
      row["k"] = names[i];
    }
    values.push_back(std::move(row));
  }
  return values;
}

}  // namespace

const char* const number_label =
    "datum.value == 0 ? '0' : abs(datum.value) >= 10000 ? format(datum.value, '~s') : "
    "abs(datum.value) < 0.001 ? format(datum.value, '~e') : format(datum.value, '~r')";

double shortened(double x, int digits) {
  // std::stod refuses subnormal numbers.
  return std::abs(x) < std::numeric_limits<double>::min() ? 0 : std::stod(fmt::format("{:.{}g}", x, digits));
}

object base(object values) {
  return {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
          {"width", "container"},
          {"autosize", {{"type", "fit-x"}, {"contains", "padding"}}},
          {"background", nullptr},
          {"data", {{"values", std::move(values)}}}};
}

object left_axis(int extent, const char* title, const char* format) {
  return {{"title", title}, {"format", format}, {"minExtent", extent}, {"maxExtent", extent},
          {"tickCount", 4}, {"domain", false},  {"ticks", false}};
}

object distribution_chart(const display& d) {
  if (d.bars.empty()) {
    return {};
  }
  return d.numeric ? numeric_distribution(d) : categorical_distribution(d);
}

object contribution_chart(const display& d, unit u) {
  if (d.bars.empty() || !(d.total_contribution > 0)) {
    return {};
  }
  object spec = base(contribution_rows(d, u));
  const object colour{{"field", "s"},
                      {"type", "nominal"},
                      {"scale", {{"domain", {"fewer", "more"}}, {"range", {reference_dark, current_line}}}},
                      {"legend", nullptr}};
  object tooltips = share_tooltips("value");
  tooltips.push_back(tooltip("tv", "adds"));
  // "fewer" and "more" are drawn on both sides of zero; the axis shows how much, not which way.
  constexpr const char* size_only = "format(abs(datum.value), '.2~%')";
  if (d.numeric) {
    object axis = left_axis(numeric_axis, "adds", ".2~%");
    axis["labelExpr"] = size_only;
    axis["tickCount"] = 3;
    spec["height"] = 84;
    spec["mark"] = {{"type", "rect"}};
    spec["encoding"] = {{"x", x_encoding(d, "a")},
                        {"x2", {{"field", "b"}}},
                        {"y", {{"field", "v"}, {"type", "quantitative"}, {"axis", axis}}},
                        {"y2", {{"datum", 0}}},
                        {"color", colour},
                        {"tooltip", tooltips}};
  } else {
    spec["height"] = bar_height * d.bars.size();
    spec["mark"] = {{"type", "bar"}, {"height", {{"band", 0.75}}}};
    spec["encoding"] = {{"y", category_axis_of()},
                        {"x",
                         {{"field", "v"},
                          {"type", "quantitative"},
                          {"axis",
                           {{"title", "adds (left: fewer, right: more)"},
                            {"labelExpr", size_only},
                            {"tickCount", 5},
                            {"labelOverlap", true},
                            {"domain", false}}}}},
                        {"color", colour},
                        {"tooltip", tooltips}};
  }
  return spec;
}

}  // namespace report

std::string to_vega_lite(const column_comparison& c) {
  report::object chart = report::distribution_chart(report::make_display(c));
  if (chart.is_null()) {
    return "null\n";
  }
  chart["width"] = 480;
  std::string text = report::pretty(chart);
  // Outside our page nothing defines its variables: each becomes its fallback.
  for (std::size_t at = text.find("\"var("); at != std::string::npos; at = text.find("\"var(", at)) {
    const std::size_t fallback = text.find('#', at), end = text.find(')', at);
    text.replace(at + 1, end - at, text.substr(fallback, end - fallback));
  }
  return text;
}

}  // namespace relent
