#include "gallery/chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace relent::exhibits {
namespace {

using object = nlohmann::ordered_json;

/// The labels of all panels with their colours, in order: one legend.
struct legend {
  std::vector<std::string> labels, colours;
  bool filled = false;  ///< something else than lines is in it

  explicit legend(const std::vector<panel>& panels) {
    for (const panel& one : panels) {
      for (const trace& t : one.traces) {
        if (!t.label.empty() && std::ranges::find(labels, t.label) == labels.end()) {
          labels.push_back(t.label);
          colours.push_back(t.colour);
        }
        filled = filled || (!t.label.empty() && t.as != look::line && t.as != look::dashed && t.as != look::dotted);
      }
    }
  }

  [[nodiscard]] object of(const trace& t) const {
    object shown;
    if (labels.size() > 1) {
      shown = {{"orient", "bottom"}, {"title", nullptr}, {"labelLimit", 300}, {"symbolOpacity", 1}};
      if (filled) {
        shown.update({{"symbolType", "square"}, {"symbolStrokeWidth", 0}});
      } else {
        shown.update({{"symbolType", "stroke"}, {"symbolStrokeWidth", 3}});
      }
    }
    return {{"datum", t.label},
            {"type", "nominal"},
            {"scale", {{"domain", labels}, {"range", colours}}},
            {"legend", std::move(shown)}};
  }
};

object channel(const char* field, const axis& of, bool vertical) {
  object shown{{"title", of.title.empty() ? object() : object(of.title)}, {"grid", vertical}};
  shown["tickCount"] = vertical ? 5 : 8;
  if (!of.ticks.empty()) {
    shown["values"] = of.ticks;
  }
  if (!of.label_expression.empty()) {
    shown["labelExpr"] = of.label_expression;
  }
  object scale{{"nice", false}, {"zero", false}};
  if (of.domain) {
    scale["domain"] = {of.domain->first, of.domain->second};
  }
  return {{"field", field}, {"type", "quantitative"}, {"scale", std::move(scale)}, {"axis", std::move(shown)}};
}

object mark_of(const trace& t) {
  switch (t.as) {
    case look::area:
      return {{"type", "area"}, {"opacity", 0.35}, {"clip", true}};
    case look::points:
      return {{"type", "point"}, {"filled", true}, {"opacity", 1}, {"size", 60}};
    case look::rings:
      return {{"type", "point"}, {"filled", false},  {"opacity", 1},
              {"size", 70},      {"strokeWidth", 2}, {"fill", "white"}};
    case look::bars:
      return {{"type", "rect"}, {"clip", true}};
    case look::line:
    case look::dashed:
    case look::dotted:
      break;
  }
  object out{{"type", "line"}, {"strokeWidth", t.width}, {"clip", true}};
  if (t.as != look::line) {
    out["strokeDash"] = t.as == look::dashed ? object{6, 4} : object{2, 3};
  }
  return out;
}

object layer(const trace& t, const panel& in, const legend& key) {
  const bool bars = t.as == look::bars;
  const bool by_x = std::ranges::is_sorted(t.x, {}, [](double x) { return std::isnan(x) ? 0 : x; });
  object values = object::array();
  for (std::size_t i = 0; i < t.x.size(); ++i) {
    object row{{"x", short_number(bars ? t.x[i] + t.bar_shift - t.bar_width / 2 : t.x[i])},
               {"y", short_number(t.y[i])}};
    if (!by_x) {
      row["i"] = i;
    }
    if (bars) {
      row["b"] = short_number(t.x[i] + t.bar_shift + t.bar_width / 2);
    }
    values.push_back(std::move(row));
  }
  object encoding{{"x", channel("x", in.x, false)}, {"y", channel("y", in.y, true)}};
  object mark = mark_of(t);
  if (bars) {
    encoding["x2"] = {{"field", "b"}};
  }
  if (bars || t.as == look::area) {
    encoding["y2"] = {{"datum", 0}};
  } else if (!by_x) {
    encoding["order"] = {{"field", "i"}, {"type", "quantitative"}};  // as the points come, not by x
  }
  if (t.label.empty()) {
    mark[t.as == look::rings ? "stroke" : "color"] = t.colour;
  } else {
    encoding["color"] = key.of(t);
  }
  return {{"data", {{"values", std::move(values)}}}, {"mark", std::move(mark)}, {"encoding", std::move(encoding)}};
}

object words_layer(const label_at& word, const panel& in) {
  return {{"data", {{"values", {{{"x", short_number(word.x)}, {"y", short_number(word.y)}}}}}},
          {"mark",
           {{"type", "text"}, {"text", word.text}, {"align", word.align}, {"color", word.colour}, {"fontSize", 12}}},
          {"encoding", {{"x", channel("x", in.x, false)}, {"y", channel("y", in.y, true)}}}};
}

object specification(const panel& from, const legend& key) {
  object layers = object::array();
  for (const trace& t : from.traces) {
    layers.push_back(layer(t, from, key));
  }
  for (const label_at& word : from.labels) {
    layers.push_back(words_layer(word, from));
  }
  object out{{"width", from.width}, {"height", from.height}};
  if (!from.title.empty()) {
    out["title"] = {{"text", from.title}, {"fontWeight", "normal"}, {"fontSize", 12}};
  }
  out["layer"] = std::move(layers);
  return out;
}

}  // namespace

std::vector<double> places(double low, double high, std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  return out;
}

object short_number(double x) { return std::isfinite(x) ? object(std::stod(fmt::format("{:.6g}", x))) : object(); }

object picture_base(const std::string& title, const std::string& caption) {
  return {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
          {"title", {{"text", title}, {"fontSize", 15}, {"anchor", "start"}, {"offset", 12}}},
          {"description", caption},
          {"background", "white"},
          {"padding", 12},
          {"config", {{"view", {{"stroke", nullptr}}}}}};
}

exhibit_sketch sketch_of(const panel& from) {
  exhibit_sketch out{from.title, from.x.title, from.y.title, {}};
  for (const trace& t : from.traces) {
    if (!t.label.empty() || from.traces.size() == 1) {
      out.curves.push_back({t.label, t.x, t.y});
    }
  }
  return out;
}

exhibit_picture picture(const std::string& name, const std::string& title, const std::string& caption,
                        const std::vector<panel>& panels, std::size_t columns) {
  const legend key(panels);
  exhibit_picture out{name, title, caption, {}, {}};
  object spec = picture_base(title, caption);
  if (panels.size() == 1) {
    spec.update(specification(panels.front(), key));
    spec["title"] = picture_base(title, caption)["title"];
  } else {
    object& all = spec["concat"] = object::array();
    for (const panel& one : panels) {
      all.push_back(specification(one, key));
    }
    spec["columns"] = columns;
    spec["spacing"] = 28;
    spec["resolve"] = {{"scale", {{"color", "shared"}}}};
  }
  for (const panel& one : panels) {
    if (one.sketched) {
      out.sketches.push_back(sketch_of(one));
    }
  }
  out.vega_lite = spec.dump(1, ' ', true) + '\n';
  return out;
}

}  // namespace relent::exhibits
