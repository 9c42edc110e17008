#include "report/planes_figure.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <variant>

#include <fmt/format.h>

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/plane_chart.hpp"
#include "report/safe_text.hpp"

namespace relent::report {
namespace {

std::string about_target(const joint_fit_target& target, const planes_picture& drawn,
                         std::optional<std::int64_t> observations) {
  const plane_picture& plane = drawn.planes.front();
  // Of heavy tails the widest may lie beyond what is drawn.
  const auto drawn_shades = std::ranges::count_if(plane.contours, [](const auto& rings) { return !rings.empty(); });
  if (!plane.contours.empty()) {
    return drawn_shades == 3
               ? "The shades of grey hold 39%, 86% and 99% of the target, as a normal has within 1, 2 and "
                 "3 standard deviations. "
               : "The shades of grey hold 39% and 86% of the target, as a normal has within 1 and 2 "
                 "standard deviations. ";
  }
  if (plane.points.empty()) {
    return "The target is a log density, of which no plane is at hand: the optima alone are drawn. ";
  }
  const std::string shown = thousands(std::ssize(plane.points));
  if (std::holds_alternative<joint_distribution>(target)) {
    return fmt::format("The points are {} draws of the target. ", shown);
  }
  return observations && *observations > std::ssize(plane.points)
             ? fmt::format("Of {} rows {} are drawn, evenly chosen. ", thousands(*observations), shown)
             : "Every point is a row. ";
}

/// Whether something of it is seen.
bool within(const plane_model& m, const std::array<axis_range, 2>& axes) {
  return std::ranges::any_of(m.rings, [&](const plane_ring& ring) {
    return std::ranges::any_of(ring, [&](const plane_place& p) {
      return p[0] >= axes[0].low && p[0] <= axes[0].high && p[1] >= axes[1].low && p[1] <= axes[1].high;
    });
  });
}

std::string about_models(const planes_picture& drawn, const std::vector<std::string>& names) {
  const auto any = [&](plane_outline how) {
    return std::ranges::any_of(drawn.planes.front().models, [&](const plane_model& m) { return m.how == how; });
  };
  std::string out;
  if (any(plane_outline::ellipses)) {
    out += "Ellipses lie at 1 and 2 standard deviations of a normal, or of each component of a mixture. ";
  }
  if (any(plane_outline::contours)) {
    out += "Other lines enclose 39% and 86% of their distribution, as such ellipses do. ";
  }
  if (any(plane_outline::moments)) {
    out += "Of what has no density in this plane it is the ellipses of its mean and covariance. ";
  }
  if (any(plane_outline::none)) {
    out += "What has no finite covariance is not drawn. ";
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto seen = [&](const plane_picture& plane) {
      return plane.models[k].rings.empty() || within(plane.models[k], plane.axes);
    };
    if (!std::ranges::any_of(drawn.planes, seen)) {
      out += fmt::format("Beyond the axes lies {}. ", elide(printable(names[k]), 60));
    }
  }
  return out;
}

}  // namespace

std::string planes_figure(const joint_fit_target& target, std::span<const joint_distribution> models,
                          const std::vector<std::string>& names, std::vector<std::string> columns,
                          std::optional<std::int64_t> observations) {
  const planes_picture drawn = draw_planes(target, models);
  if (drawn.planes.empty()) {
    return "<p class=\"how\">One number alone has no plane.</p>\n";
  }
  for (std::size_t k = columns.size(); k < drawn.numbers; ++k) {
    columns.push_back(fmt::format("x{}", k));
  }
  std::string out = fmt::format("<div class=\"planes{}\">\n", drawn.planes.size() == 1 ? " one" : "");
  for (const plane_picture& plane : drawn.planes) {
    const std::string label =
        fmt::format("{} and {}, with {} over the target", elide(printable(columns[plane.columns[0]]), 60),
                    elide(printable(columns[plane.columns[1]]), 60), how_many(std::ssize(models), "model", "models"));
    out += chart("plane", plane_chart(plane, columns, names), label);
  }
  out += "</div>\n";
  std::string caption = about_target(target, drawn, observations) + about_models(drawn, names);
  const std::size_t shown = drawn.planes.back().columns[1] + 1;
  if (drawn.planes.size() > 1) {
    caption += shown < drawn.numbers
                   ? fmt::format("The planes are those of the first {} numbers of {}. ", shown, drawn.numbers)
                   : "Every plane is one of two of the numbers. ";
  }
  caption.pop_back();
  return out + fmt::format("<p class=\"how\">{}</p>\n", escaped(caption));
}

}  // namespace relent::report
