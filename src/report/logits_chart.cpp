#include "report/logits_chart.hpp"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "report/axes.hpp"
#include "report/number_text.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

using object = nlohmann::ordered_json;

constexpr const char* fill = "var(--current, #0072b2)";
constexpr const char* mark_line = "var(--above, #d55e00)";
constexpr int spread_height = 230, cumulative_height = 150;

object x_of(const logit_comparison& c, const char* field) {
  object ticks = object::array();
  const int low = static_cast<int>(std::floor(std::log10(c.histogram.front().low) + 0.01));
  const int high = static_cast<int>(std::ceil(std::log10(c.histogram.back().high) - 0.01));
  for (int power = low; power <= high; power += high - low > 12 ? 2 : 1) {
    ticks.push_back(std::stod(fmt::format("1e{}", power)));
  }
  return {{"field", field},
          {"type", "quantitative"},
          {"scale",
           {{"type", "log"},
            {"nice", false},
            {"domain", {shortened(c.histogram.front().low), shortened(c.histogram.back().high)}}}},
          {"axis",
           {{"title", fmt::format("KL(teacher‖student) of a token, {}", name(c.unit))},
            {"grid", false},
            {"labelFlush", true},
            {"labelOverlap", true},
            {"values", std::move(ticks)},
            {"labelExpr", number_label}}}};
}

object y_of(const char* field, const char* title) {
  return {{"field", field}, {"type", "quantitative"}, {"axis", left_axis(numeric_axis, title, ".2~%")}};
}

/// A bar each, with the words of its tooltip.
object bars(const logit_comparison& c) {
  object out = object::array();
  std::int64_t below = c.zeros;
  const auto share = [&](std::int64_t n) { return static_cast<double>(n) / static_cast<double>(c.tokens); };
  for (const token_bar& bar : c.histogram) {
    below += bar.count;
    out.push_back({{"a", shortened(bar.low)},
                   {"b", shortened(bar.high)},
                   {"s", shortened(share(bar.count))},
                   {"u", shortened(share(below))},
                   {"t", fmt::format("{} to {}", significant(bar.low, 2), significant(bar.high, 2))},
                   {"tc", fmt::format("{} ({})", percent(share(bar.count)), thousands(bar.count))},
                   {"tu", percent(share(below))}});
  }
  return out;
}

object tooltips() {
  object out = object::array();
  constexpr const char* names[][2] = {{"t", "KL"}, {"tc", "tokens"}, {"tu", "up to here"}};
  for (const auto& [field, title] : names) {
    out.push_back({{"field", field}, {"type", "nominal"}, {"title", title}});
  }
  return out;
}

object listeners(const logit_comparison& c) {
  return {{"mark", {{"type", "rect"}, {"opacity", 0}}},
          {"encoding", {{"x", x_of(c, "a")}, {"x2", {{"field", "b"}}}, {"tooltip", tooltips()}}}};
}

/// A line where a number stands, with its name beside it, where it lies on the axis.
object marked(const logit_comparison& c, double at, const char* label, bool left) {
  if (!(at >= c.histogram.front().low && at <= c.histogram.back().high)) {
    return {};
  }
  object values = object::array();
  values.push_back({{"m", shortened(at)}, {"l", label}});
  const object x = x_of(c, "m");
  return {{"data", {{"values", std::move(values)}}},
          {"layer",
           {{{"mark", {{"type", "rule"}, {"color", mark_line}, {"strokeWidth", 1.5}}}, {"encoding", {{"x", x}}}},
            {{"mark",
              {{"type", "text"},
               {"align", left ? "right" : "left"},
               {"baseline", "top"},
               {"dx", left ? -5 : 5},
               {"fill", mark_line}}},
             {"encoding", {{"x", x}, {"y", {{"value", 0}}}, {"text", {{"field", "l"}, {"type", "nominal"}}}}}}}}};
}

}  // namespace

object spread_chart(const logit_comparison& c) {
  if (c.histogram.empty()) {
    return {};
  }
  object spec = base(bars(c));
  spec["height"] = spread_height;
  object layers = object::array();
  layers.push_back(
      {{"mark", {{"type", "rect"}, {"fill", fill}, {"stroke", fill}, {"strokeWidth", 0.5}, {"tooltip", false}}},
       {"encoding",
        {{"x", x_of(c, "a")}, {"x2", {{"field", "b"}}}, {"y", y_of("s", "share of tokens")}, {"y2", {{"datum", 0}}}}}});
  const double mean = c.kl_divergence.mean.estimate.value, median = c.kl_divergence.spread.median;
  for (const bool of_mean : {false, true}) {
    const double at = of_mean ? mean : median;
    object one = marked(c, at, of_mean ? "mean" : "median", of_mean == (mean < median));
    if (!one.is_null()) {
      layers.push_back(std::move(one));
    }
  }
  layers.push_back(listeners(c));
  spec["layer"] = std::move(layers);
  return spec;
}

object cumulative_chart(const logit_comparison& c) {
  if (c.histogram.empty()) {
    return {};
  }
  object spec = base(bars(c));
  spec["height"] = cumulative_height;
  object y = y_of("u", "tokens up to here");
  y["scale"] = {{"domain", {0, 1}}};
  spec["layer"] = {{{"mark", {{"type", "line"}, {"color", fill}, {"strokeWidth", 2}, {"tooltip", false}}},
                    {"encoding", {{"x", x_of(c, "b")}, {"y", std::move(y)}}}},
                   listeners(c)};
  return spec;
}

}  // namespace relent::report
