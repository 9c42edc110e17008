#include "report/association_map.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "report/association_words.hpp"
#include "report/number_text.hpp"
#include "report/safe_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

constexpr const char* dark = "var(--current, #0072b2)";
constexpr std::size_t map_width = 720, widest_square = 46, narrowest_square = 17;

/// The names as they are shown, each once: two that look the same get a number.
std::map<std::string, std::string> shown_names(const associations& a) {
  std::map<std::string, std::string> out;
  std::map<std::string, int> seen;
  for (const association_column& c : a.columns) {
    std::string shown = c.name.empty() ? "\"\"" : printable(c.name);
    const int times = ++seen[shown];
    out[c.name] = times == 1 ? shown : fmt::format("{} ({})", shown, times);
  }
  return out;
}

object square(const association& p, const std::string& x, const std::string& y, unit u) {
  return {{"x", x},
          {"y", y},
          {"s", std::stod(fmt::format("{:.3f}", p.strength))},
          {"t", fmt::format("{} and {}", printable(p.x), printable(p.y))},
          {"tm", fmt::format("{} {}, {}", information_text(p), name(u), range_text(p))},
          {"tp", p_text(p.adjusted_p_value, association_alpha)}};
}

object axis_of(const char* field, const object& order, const char* side) {
  object axis{{"title", nullptr},  {"orient", side},        {"domain", false},    {"ticks", false},
              {"labelLimit", 190}, {"labelOverlap", false}, {"labelFontSize", 11}};
  if (std::string_view(side) == "top") {
    axis["labelAngle"] = -60;
  }
  return {{"field", field},
          {"type", "nominal"},
          {"sort", order},
          {"axis", std::move(axis)},
          {"scale", {{"domain", order}, {"paddingInner", 0.06}}}};
}

object tooltip(const char* field, const char* title) {
  return {{"field", field}, {"type", "nominal"}, {"title", title}};
}

}  // namespace

object association_map(const associations& a) {
  const auto names = shown_names(a);
  object order = object::array(), values = object::array();
  for (const association_column& c : a.columns) {
    order.push_back(names.at(c.name));
  }
  for (const association& p : a.pairs) {  // both triangles: a row is then all that a column is associated with
    values.push_back(square(p, names.at(p.x), names.at(p.y), a.unit));
    values.push_back(square(p, names.at(p.y), names.at(p.x), a.unit));
  }
  const std::size_t side =
      std::clamp(map_width / std::max<std::size_t>(a.columns.size(), 1), narrowest_square, widest_square);
  object spec = base(std::move(values));
  spec.erase("autosize");  // as large as its squares, scrolled where the page is narrower
  spec["width"] = {{"step", side}};
  spec["height"] = {{"step", side}};
  spec["mark"] = {{"type", "rect"}, {"fill", dark}};
  spec["encoding"] = {{"x", axis_of("x", order, "top")},
                      {"y", axis_of("y", order, "left")},
                      {"opacity",
                       {{"field", "s"},
                        {"type", "quantitative"},
                        {"legend", nullptr},
                        {"scale", {{"domain", {0, 1}}, {"range", {0.04, 1}}}}}},
                      {"tooltip",
                       {tooltip("t", "columns"), tooltip("s", "strength"), tooltip("tm", "mutual information"),
                        tooltip("tp", "by chance")}}};
  return spec;
}

}  // namespace relent::report
