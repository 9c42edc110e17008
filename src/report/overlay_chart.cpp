#include "report/overlay_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "report/axes.hpp"
#include "report/number_text.hpp"
#include "report/safe_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

constexpr const char* target_fill = "var(--reference, #b9bec6)";
constexpr const char* muted = "var(--muted, #59636e)";
constexpr int overlay_height = 260, term_height = 150;

std::string field_of(std::size_t model) { return fmt::format("m{}", model); }

/// The places of masses, which are named on the axis where they are few.
std::vector<double> named(const overlay_picture& drawn) { return drawn.lattice ? drawn.places : std::vector<double>(); }

object x_of(const overlay_picture& drawn, const char* field) {
  return x_field(field, drawn.axis.low, drawn.axis.high, named(drawn));
}

/// A row a place: how far the pointer hears it, the heights, and their words.
object rows(const overlay_picture& drawn, const std::vector<std::vector<double>>& lines, double low, double high,
            bool with_target) {
  object out = object::array();
  const std::vector<double>& x = drawn.places;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double left = i > 0 ? (x[i - 1] + x[i]) / 2 : drawn.axis.low;
    const double right = i + 1 < x.size() ? (x[i] + x[i + 1]) / 2 : drawn.axis.high;
    object row{{"x", axis_place(x[i])},
               {"l", axis_place(left)},
               {"r", axis_place(right)},
               {"tx", place_text(x[i], drawn.axis.low, drawn.axis.high)}};
    if (with_target && !drawn.target.empty()) {
      row["p"] = shortened(std::clamp(drawn.target[i], low, high));
      row["tp"] = significant(drawn.target[i], 4);
    }
    for (std::size_t k = 0; k < lines.size(); ++k) {
      row[field_of(k)] = shortened(std::clamp(lines[k][i], low, high));
      row["t" + field_of(k)] = significant(lines[k][i], 4);
    }
    out.push_back(std::move(row));
  }
  return out;
}

object tooltip(const std::string& field, const std::string& title) {
  return {{"field", field}, {"type", "nominal"}, {"title", title}};
}

/// Where the pointer is, whatever is drawn there.
object listeners(const overlay_picture& drawn, object tooltips) {
  return {{"mark", {{"type", "rect"}, {"opacity", 0}}},
          {"encoding", {{"x", x_of(drawn, "l")}, {"x2", {{"field", "r"}}}, {"tooltip", std::move(tooltips)}}}};
}

object rectangles(const overlay_picture& drawn, object values, const object& y, const char* colour, double opacity) {
  return {{"data", {{"values", std::move(values)}}},
          {"mark",
           {{"type", "rect"},
            {"fill", colour},
            {"opacity", opacity},
            {"stroke", drawn.lattice ? object() : object("var(--panel, #ffffff)")},
            {"strokeWidth", 0.5},
            {"clip", true},
            {"tooltip", false}}},
          {"encoding", {{"x", x_of(drawn, "a")}, {"x2", {{"field", "b"}}}, {"y", y}, {"y2", {{"datum", 0}}}}}};
}

object target_layer(const overlay_picture& drawn, const object& y) {
  if (drawn.bars.empty()) {
    return {{"mark", {{"type", "area"}, {"fill", target_fill}, {"clip", true}, {"tooltip", false}}},
            {"encoding", {{"x", x_of(drawn, "x")}, {"y", y}, {"y2", {{"datum", 0}}}}}};
  }
  object values = object::array();
  for (const data_bar& b : drawn.bars) {
    values.push_back(
        {{"a", axis_place(b.low)}, {"b", axis_place(b.high)}, {"p", shortened(std::min(b.height, 2 * drawn.top))}});
  }
  return rectangles(drawn, std::move(values), y, target_fill, 1);
}

object line_layer(const overlay_picture& drawn, std::size_t model, object y, double width) {
  object mark{
      {"type", "line"}, {"color", line_colour(model)}, {"strokeWidth", width}, {"clip", true}, {"tooltip", false}};
  if (drawn.lattice) {
    mark["strokeWidth"] = 1.2;
    mark["point"] = {{"filled", true}, {"size", model == 0 ? 46 : 34}, {"color", line_colour(model)}};
  }
  y["field"] = field_of(model);
  return {{"mark", std::move(mark)}, {"encoding", {{"x", x_of(drawn, "x")}, {"y", std::move(y)}}}};
}

std::pair<double, double> range_of(const std::vector<std::vector<double>>& terms) {
  double low = 0, high = 0;
  for (const std::vector<double>& one : terms) {
    for (const double t : one) {
      low = std::isfinite(t) ? std::min(low, t) : low;
      high = std::isfinite(t) ? std::max(high, t) : high;
    }
  }
  return high > low ? std::pair{shortened(1.06 * low), shortened(1.06 * high)} : std::pair{-1.0, 1.0};
}

object zero_line() {
  return {{"mark", {{"type", "rule"}, {"color", muted}, {"strokeWidth", 1}}}, {"encoding", {{"y", {{"datum", 0}}}}}};
}

/// Bars up in one colour and down in the other.
object signed_bars(const overlay_picture& drawn, const std::vector<double>& terms, const char* title) {
  const auto [low, high] = range_of({terms});
  object layers = object::array();
  for (const bool up : {true, false}) {
    object values = object::array();
    for (std::size_t i = 0; i < drawn.bars.size(); ++i) {
      const double t = std::clamp(terms[i], 2 * low, 2 * high);
      if ((t > 0) == up && t != 0) {
        values.push_back(
            {{"a", axis_place(drawn.bars[i].low)}, {"b", axis_place(drawn.bars[i].high)}, {"v", shortened(t)}});
      }
    }
    layers.push_back(rectangles(drawn, std::move(values), y_field("v", title, low, high),
                                up ? "var(--above, #d55e00)" : "var(--below, #009e73)", 1));
  }
  layers.push_back(zero_line());
  object values = object::array();
  for (std::size_t i = 0; i < drawn.bars.size(); ++i) {
    const data_bar& b = drawn.bars[i];
    const std::string where = drawn.lattice ? place_text(drawn.places[i], drawn.axis.low, drawn.axis.high)
                                            : fmt::format("{} to {}", significant(b.low, 4), significant(b.high, 4));
    values.push_back(
        {{"l", axis_place(b.low)}, {"r", axis_place(b.high)}, {"tx", where}, {"tt", significant(terms[i], 4)}});
  }
  layers.push_back(listeners(drawn, {tooltip("tx", "x"), tooltip("tt", title)}));
  object spec = base(std::move(values));
  spec["height"] = term_height;
  spec["layer"] = std::move(layers);
  return spec;
}

}  // namespace

const char* line_colour(std::size_t i) {
  constexpr std::array<const char*, most_lines> colours{"var(--current, #0072b2)", "var(--above, #d55e00)",
                                                        "var(--below, #009e73)",   "var(--fourth, #b0508f)",
                                                        "var(--fifth, #a67c00)",   "var(--sixth, #5b4fa2)"};
  return colours[std::min(i, most_lines - 1)];
}

std::string line_swatch(std::size_t i) {
  if (i >= most_lines) {
    return {};
  }
  return fmt::format(R"(<span class="swatch current" style="border-top-color:{}" aria-hidden="true"></span>)",
                     line_colour(i));
}

object overlay_chart(const overlay_picture& drawn, const std::string& target, const std::vector<std::string>& names) {
  const double top = shortened(drawn.top);
  object spec = base(rows(drawn, drawn.models, 0, 2 * drawn.top, true));
  spec["height"] = overlay_height;
  const object y = y_field("p", drawn.lattice ? "mass" : "density", 0, top);
  object layers = object::array({target_layer(drawn, y)});
  for (std::size_t k = drawn.models.size(); k-- > 0;) {
    layers.push_back(line_layer(drawn, k, y, k == 0 ? 2.5 : 1.8));
  }
  object tooltips = object::array({tooltip("tx", "x")});
  if (!drawn.target.empty()) {
    tooltips.push_back(tooltip("tp", target));
  }
  for (std::size_t k = 0; k < drawn.models.size(); ++k) {
    tooltips.push_back(tooltip("t" + field_of(k), elide(names[k], 40)));
  }
  layers.push_back(listeners(drawn, std::move(tooltips)));
  spec["layer"] = std::move(layers);
  return spec;
}

object terms_chart(const overlay_picture& drawn, const std::vector<std::vector<double>>& terms, const char* title) {
  if (!drawn.bars.empty()) {
    return signed_bars(drawn, terms.front(), title);
  }
  const auto [low, high] = range_of(terms);
  object spec = base(rows(drawn, terms, 2 * low, 2 * high, false));
  spec["height"] = term_height;
  const object y = y_field("m0", title, low, high);
  object layers = object::array();
  layers.push_back({{"mark",
                     {{"type", "area"},
                      {"fill", line_colour(0)},
                      {"stroke", nullptr},
                      {"opacity", 0.25},
                      {"clip", true},
                      {"tooltip", false}}},
                    {"encoding", {{"x", x_of(drawn, "x")}, {"y", y}, {"y2", {{"datum", 0}}}}}});
  layers.push_back(zero_line());
  for (std::size_t k = terms.size(); k-- > 0;) {
    layers.push_back(line_layer(drawn, k, y, k == 0 ? 1.8 : 1.4));
  }
  object tooltips = object::array({tooltip("tx", "x")});
  for (std::size_t k = 0; k < terms.size(); ++k) {
    tooltips.push_back(tooltip("t" + field_of(k), terms.size() == 1 ? title : fmt::format("optimum {}", k + 1)));
  }
  layers.push_back(listeners(drawn, std::move(tooltips)));
  spec["layer"] = std::move(layers);
  return spec;
}

object loss_chart(const std::vector<loss_bar>& bars, const char* title) {
  constexpr int names_width = 230, bar_height = 30;
  object values = object::array(), colours = object::array(), order = object::array();
  double high = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const loss_bar& b = bars[i];
    if (std::isfinite(b.value)) {
      high = std::max({high, b.value, b.upper});
    }
  }
  high = high > 0 ? 1.04 * high : 1;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const loss_bar& b = bars[i];
    const bool endless = std::isinf(b.value);
    const std::string key = fmt::format("{}. {}", i + 1, elide(b.name, 34));
    order.push_back(key);
    colours.push_back(line_colour(i));
    values.push_back({{"k", key},
                      {"v", endless ? high : shortened(b.value)},
                      {"lo", endless ? high : shortened(b.lower)},
                      {"hi", endless ? high : shortened(b.upper)},
                      {"t", endless ? "infinite" : significant(b.value, 4)}});
  }
  object spec = base(std::move(values));
  spec["height"] = bar_height * bars.size();
  const object y{{"field", "k"},
                 {"type", "nominal"},
                 {"sort", order},
                 {"title", nullptr},
                 {"axis",
                  {{"minExtent", names_width},
                   {"maxExtent", names_width},
                   {"labelLimit", names_width - 8},
                   {"domain", false},
                   {"ticks", false},
                   {"grid", false}}}};
  const auto x_of_field = [&](const char* field) {
    return object{
        {"field", field},
        {"type", "quantitative"},
        {"scale", {{"nice", false}, {"domain", {0, shortened(high)}}}},
        {"axis",
         {{"title", title}, {"tickCount", 6}, {"labelOverlap", true}, {"domain", false}, {"labelExpr", number_label}}}};
  };
  const object colour{
      {"field", "k"}, {"type", "nominal"}, {"scale", {{"domain", order}, {"range", colours}}}, {"legend", nullptr}};
  spec["layer"] = {
      {{"mark", {{"type", "bar"}, {"height", {{"band", 0.55}}}, {"opacity", 0.75}}},
       {"encoding",
        {{"y", y},
         {"x", x_of_field("v")},
         {"color", colour},
         {"tooltip", {tooltip("k", "model"), tooltip("t", title)}}}}},
      {{"mark", {{"type", "rule"}, {"strokeWidth", 2}, {"color", "var(--text, #1b1f24)"}, {"tooltip", false}}},
       {"encoding", {{"y", y}, {"x", x_of_field("lo")}, {"x2", {{"field", "hi"}}}}}}};
  return spec;
}

}  // namespace relent::report
