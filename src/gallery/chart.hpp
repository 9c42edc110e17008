#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "relent/gallery/gallery.hpp"

/// How exhibits draw: panels of traces, made into a Vega-Lite specification and into sketches.
namespace relent::exhibits {

namespace colour {
inline constexpr const char *blue = "#0072b2", *green = "#009e73", *red = "#c1272d", *orange = "#d55e00",
                            *grey = "#b9bec6", *ink = "#59636e";
}

enum class look { line, dashed, dotted, area, points, rings, bars };

/// A line, an area down to 0, points, or bars. A NaN breaks a line. Without a label it has no place in the legend.
struct trace {
  std::string label;
  std::string colour;
  std::vector<double> x, y;
  look as = look::line;
  double width = 2;                       ///< of lines, in pixels
  double bar_width = 0.8, bar_shift = 0;  ///< of bars, in units of x
};

/// A word at a place.
struct label_at {
  double x, y;
  std::string text;
  std::string colour = exhibits::colour::ink;
  std::string align = "left";
};

struct axis {
  std::string title;
  std::optional<std::pair<double, double>> domain{};
  std::vector<double> ticks{};
  std::string label_expression{};  ///< Vega's, of datum.value
};

struct panel {
  std::string title;
  axis x, y;
  std::vector<trace> traces;
  std::vector<label_at> labels{};
  int width = 300, height = 180;
  bool sketched = true;
};

/// `count` places from `low` to `high`, both included.
[[nodiscard]] std::vector<double> places(double low, double high, std::size_t count);

/// f at every x.
template <class F>
[[nodiscard]] std::vector<double> values_of(const std::vector<double>& x, const F& f) {
  std::vector<double> out;
  out.reserve(x.size());
  for (const double at : x) {
    out.push_back(f(at));
  }
  return out;
}

/// Six digits: more than a pixel shows, and a third of what a double takes.
[[nodiscard]] nlohmann::ordered_json short_number(double x);

/// What every picture begins with.
[[nodiscard]] nlohmann::ordered_json picture_base(const std::string& title, const std::string& caption);

/// The panels beside each other, `columns` a row, under one legend.
[[nodiscard]] exhibit_picture picture(const std::string& name, const std::string& title, const std::string& caption,
                                      const std::vector<panel>& panels, std::size_t columns = 1);

/// A panel's plot as points.
[[nodiscard]] exhibit_sketch sketch_of(const panel& from);

}  // namespace relent::exhibits
