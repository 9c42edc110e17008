#include "report/text_plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "report/number_text.hpp"
#include "report/safe_text.hpp"

namespace relent::report {
namespace {

constexpr std::string_view letters = "*o+x#@";
constexpr int rows = 13, widest = 62, margin = 9;

struct range {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();

  void reach(double x) {
    if (std::isfinite(x)) {
      low = std::min(low, x);
      high = std::max(high, x);
    }
  }
  /// 0 to 1 along it.
  [[nodiscard]] double share(double x) const { return high > low ? (x - low) / (high - low) : 0.5; }
};

class canvas {
 public:
  canvas(const exhibit_sketch& of, int columns) : columns_(columns), lines_(rows, std::string(columns, ' ')) {
    for (const exhibit_curve& c : of.curves) {
      for (std::size_t i = 0; i < c.x.size(); ++i) {
        if (std::isfinite(c.y[i])) {
          x_.reach(c.x[i]);
          y_.reach(c.y[i]);
        }
      }
    }
    for (std::size_t i = 0; i < of.curves.size(); ++i) {
      draw(of.curves[i], letters[i % letters.size()]);
    }
  }

  [[nodiscard]] bool empty() const { return !(x_.high >= x_.low); }
  [[nodiscard]] const range& x() const { return x_; }
  [[nodiscard]] const range& y() const { return y_; }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  void put(double x, double y, char letter) {
    const auto column = static_cast<std::size_t>(std::lround(x_.share(x) * (columns_ - 1)));
    const auto row = static_cast<std::size_t>(rows - 1 - std::lround(y_.share(y) * (rows - 1)));
    lines_[row][column] = letter;
  }

  /// The points, and what lies between neighbours.
  void draw(const exhibit_curve& c, char letter) {
    for (std::size_t i = 0; i < c.x.size(); ++i) {
      if (!std::isfinite(c.y[i])) {
        continue;
      }
      put(c.x[i], c.y[i], letter);
      if (i + 1 < c.x.size() && std::isfinite(c.y[i + 1])) {
        for (int k = 1; k < columns_; ++k) {
          const double t = static_cast<double>(k) / columns_;
          put(c.x[i] + t * (c.x[i + 1] - c.x[i]), c.y[i] + t * (c.y[i + 1] - c.y[i]), letter);
        }
      }
    }
  }

  int columns_;
  range x_, y_;
  std::vector<std::string> lines_;
};

}  // namespace

std::string text_plot(const exhibit_sketch& of, int width) {
  const int columns = std::clamp(width - margin - 2, 20, widest);
  const canvas drawn(of, columns);
  if (drawn.empty()) {
    return {};
  }
  std::string out;
  if (!of.title.empty()) {
    out += fmt::format("  {}\n", elide(of.title, static_cast<std::size_t>(width - 2)));
  }
  if (!of.y_title.empty()) {
    out += fmt::format("  {}\n", of.y_title);
  }
  for (int row = 0; row < rows; ++row) {
    const std::string end = row == 0          ? significant(drawn.y().high, 3)
                            : row == rows - 1 ? significant(drawn.y().low, 3)
                                              : std::string();
    std::string line = drawn.lines()[static_cast<std::size_t>(row)];
    line.erase(line.find_last_not_of(' ') + 1);
    out += fmt::format("{} |{}\n", pad_left(end, margin - 1), line);
  }
  out += std::string(margin, ' ') + '+' + std::string(static_cast<std::size_t>(columns), '-') + '\n';
  const std::string low = significant(drawn.x().low, 3), high = significant(drawn.x().high, 3);
  const auto room = static_cast<std::size_t>(columns) - low.size() - high.size();
  const std::string title = elide(of.x_title, room - 2);
  const std::size_t left = (room - display_width(title)) / 2;
  out += fmt::format("{}{}{}{}{}{}\n", std::string(margin + 1, ' '), low, std::string(left, ' '), title,
                     std::string(room - display_width(title) - left, ' '), high);
  for (std::size_t i = 0; i < of.curves.size(); ++i) {
    if (!of.curves[i].label.empty()) {
      out += fmt::format("{}{}  {}\n", std::string(margin + 1, ' '), letters[i % letters.size()], of.curves[i].label);
    }
  }
  return out;
}

}  // namespace relent::report
