#include "report/plane_chart.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "report/axes.hpp"
#include "report/number_text.hpp"
#include "report/overlay_chart.hpp"
#include "report/safe_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

constexpr const char* points_fill = "var(--fewer, #767d87)";
constexpr int narrow_axis = 40;
constexpr std::size_t name_cells = 40, few_points = 300;

object axis_of(const plane_picture& drawn, std::size_t k, const std::string& title) {
  const axis_range& a = drawn.axes[k];
  object axis = left_axis(narrow_axis, "", ".3~g");
  if (k == 0) {
    axis = {{"labelFlush", true}, {"domain", false}, {"ticks", false}};
  }
  axis["title"] = elide(printable(title), name_cells);
  axis["grid"] = true;
  axis["tickCount"] = 5;
  axis["labelOverlap"] = true;
  axis["labelExpr"] = far_out(a.low, a.high) ? "format(datum.value, '.12~g')" : number_label;
  return axis;
}

object field(const plane_picture& drawn, std::size_t k, const std::string& title) {
  return {
      {"field", k == 0 ? "x" : "y"},
      {"type", "quantitative"},
      {"scale",
       {{"nice", false}, {"zero", false}, {"domain", {axis_place(drawn.axes[k].low), axis_place(drawn.axes[k].high)}}}},
      {"axis", axis_of(drawn, k, title)}};
}

/// The rings one behind the other, closed, with a gap between them: one path, so that what a hole has is not filled.
object ring_rows(const std::vector<plane_ring>& rings, const std::string& name) {
  object out = object::array();
  const auto add = [&](object x, object y) {
    object row{{"i", out.size()}, {"x", std::move(x)}, {"y", std::move(y)}};
    if (!name.empty()) {
      row["t"] = name;
    }
    out.push_back(std::move(row));
  };
  for (const plane_ring& ring : rings) {
    if (!out.empty()) {
      add(nullptr, nullptr);
    }
    for (std::size_t i = 0; i <= ring.size(); ++i) {
      const plane_place& p = ring[i % ring.size()];
      add(shortened(p[0], 8), shortened(p[1], 8));
    }
  }
  return out;
}

object order() { return {{"field", "i"}, {"type", "quantitative"}}; }

object shade_layer(const std::vector<plane_ring>& rings, std::size_t level, const object& x, const object& y) {
  constexpr std::array<int, 3> strength{100, 62, 30};  // percent of the colour, from the middle out
  const std::string fill = fmt::format("color-mix(in srgb, var(--reference, #b9bec6) {}%, var(--panel, #ffffff))",
                                       strength[std::min<std::size_t>(level, 2)]);
  return {{"data", {{"values", ring_rows(rings, "")}}},
          {"mark",
           {{"type", "line"},
            {"fill", fill},
            {"stroke", points_fill},
            {"strokeWidth", 0.5},
            {"strokeOpacity", 0.6},
            {"clip", true},
            {"tooltip", false}}},
          {"encoding", {{"x", x}, {"y", y}, {"order", order()}}}};
}

object points_layer(const plane_picture& drawn, const object& x, const object& y) {
  object values = object::array();
  for (const plane_place& p : drawn.points) {
    values.push_back({{"x", axis_place(p[0])}, {"y", axis_place(p[1])}});
  }
  const bool few = drawn.points.size() <= few_points;
  return {{"data", {{"values", std::move(values)}}},
          {"mark",
           {{"type", "point"},
            {"filled", true},
            {"fill", points_fill},
            {"stroke", nullptr},
            {"size", few ? 20 : 10},
            {"opacity", few ? 0.75 : 0.45},
            {"clip", true},
            {"tooltip", false}}},
          {"encoding", {{"x", x}, {"y", y}}}};
}

object model_layer(const plane_model& model, std::size_t k, const std::string& name, const object& x, const object& y) {
  return {{"data", {{"values", ring_rows(model.rings, elide(printable(name), name_cells))}}},
          {"mark", {{"type", "line"}, {"color", line_colour(k)}, {"strokeWidth", k == 0 ? 2.5 : 1.7}, {"clip", true}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"order", order()},
            {"tooltip", object::array({{{"field", "t"}, {"type", "nominal"}, {"title", "drawn"}}})}}}};
}

}  // namespace

object plane_chart(const plane_picture& drawn, const std::vector<std::string>& columns,
                   const std::vector<std::string>& names) {
  const object x = field(drawn, 0, columns[drawn.columns[0]]), y = field(drawn, 1, columns[drawn.columns[1]]);
  object layers = object::array();
  for (std::size_t level = drawn.contours.size(); level-- > 0;) {
    if (!drawn.contours[level].empty()) {
      layers.push_back(shade_layer(drawn.contours[level], level, x, y));
    }
  }
  if (!drawn.points.empty()) {
    layers.push_back(points_layer(drawn, x, y));
  }
  for (std::size_t k = drawn.models.size(); k-- > 0;) {
    if (!drawn.models[k].rings.empty()) {
      layers.push_back(model_layer(drawn.models[k], k, names[k], x, y));
    }
  }
  if (layers.empty()) {
    return {};
  }
  object spec = base(object::array({object::object()}));
  spec["height"] = "container";
  spec["autosize"] = {{"type", "fit"}, {"contains", "padding"}};
  spec["layer"] = std::move(layers);
  return spec;
}

}  // namespace relent::report
