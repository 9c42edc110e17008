#include "report/axes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "report/number_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {

using object = nlohmann::ordered_json;

double shortened(double x) { return shortened(x, 6); }

double axis_place(double x) { return shortened(x, 12); }

bool far_out(double low, double high) { return std::max(std::abs(low), std::abs(high)) > 500 * (high - low); }

std::string place_text(double x, double low, double high) {
  return far_out(low, high) ? fmt::format("{:.12g}", x) : significant(x);
}

object x_field(const char* field, double low, double high, std::span<const double> named) {
  constexpr std::size_t few = 16;
  object axis{{"title", nullptr},
              {"grid", false},
              {"labelFlush", named.empty()},
              {"labelOverlap", true},
              {"tickCount", 8},
              {"labelExpr", far_out(low, high) ? "format(datum.value, '.12~g')" : number_label}};
  if (!named.empty() && named.size() <= few) {
    object& values = axis["values"] = object::array();
    for (const double x : named) {
      values.push_back(axis_place(x));
    }
  }
  return {{"field", field},
          {"type", "quantitative"},
          {"scale", {{"nice", false}, {"zero", false}, {"domain", {axis_place(low), axis_place(high)}}}},
          {"axis", std::move(axis)}};
}

object y_field(const char* field, const char* title, double low, double high) {
  object axis = left_axis(numeric_axis, title, ".3~g");
  axis["labelExpr"] = number_label;
  return {{"field", field},
          {"type", "quantitative"},
          {"scale", {{"nice", false}, {"domain", {low, high}}}},
          {"axis", std::move(axis)}};
}

}  // namespace relent::report
