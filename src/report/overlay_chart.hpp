#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "report/overlay_picture.hpp"

namespace relent::report {

/// As many models are drawn as there are colours, the best ones.
inline constexpr std::size_t most_lines = 6;
/// The colour of a line, a CSS variable of the page.
[[nodiscard]] const char* line_colour(std::size_t i);

/// Its sign in a table, HTML; nothing for a line that is not drawn.
[[nodiscard]] std::string line_swatch(std::size_t i);

/// The target filled grey, each model a line in its colour, the best on top; models that are masses are points.
/// `names` are those of the models, for the words under the pointer; `target` is what the target is called there.
[[nodiscard]] nlohmann::ordered_json overlay_chart(const overlay_picture& drawn, const std::string& target,
                                                   const std::vector<std::string>& names);

/// Below it on the same axis: each model's terms as a line in its colour, the best one's filled; in bars (masses, a
/// histogram) those of the best alone. `title` is the axis'.
[[nodiscard]] nlohmann::ordered_json terms_chart(const overlay_picture& drawn,
                                                 const std::vector<std::vector<double>>& terms, const char* title);

/// A number with its interval, if it has one.
struct loss_bar {
  std::string name;
  double value, lower, upper;
};

/// A bar each, with a rule from `lower` to `upper`; colours are those of the lines.
[[nodiscard]] nlohmann::ordered_json loss_chart(const std::vector<loss_bar>& bars, const char* title);

}  // namespace relent::report
