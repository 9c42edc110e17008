#include "report/joint_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/number_text.hpp"
#include "report/safe_text.hpp"

namespace relent::report {
namespace {

constexpr std::size_t most_rows = 8, most_columns = 8;

std::string element_text(const fitted_array& p, std::size_t i, double largest) {
  constexpr double noise = 1e-9;  // of the largest parameter: below it a search tells nothing
  const double v = p.values[i];
  if (p.intervals.empty()) {
    return significant(std::abs(v) < noise * largest ? 0 : v);
  }
  const std::string ends = interval_text(p.intervals[i]);
  return fmt::format("{} ({})", to_error(v, p.standard_errors[i] / 10), ends);
}

/// `[1, 2]`, cut where it is long.
std::string list_text(const fitted_array& p, std::size_t from, std::size_t n, double largest) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(n, most_columns); ++i) {
    parts.push_back(element_text(p, from + i, largest));
  }
  if (n > most_columns) {
    parts.emplace_back("…");
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

/// A parameter with its name in a column of its own, a matrix row by row.
std::string array_text(const fitted_array& p, std::size_t label, std::size_t width, double largest) {
  const std::string lead = "  " + pad_right(p.name, label) + "  ";
  const std::size_t indent = label + 4;
  if (p.shape.size() < 2) {
    const std::string text = p.shape.empty() ? element_text(p, 0, largest) : list_text(p, 0, p.shape[0], largest);
    return lead + wrap(text, width, indent) + '\n';
  }
  const std::size_t rows = p.shape[0], columns = p.shape[1];
  std::string out;
  for (std::size_t i = 0; i < std::min(rows, most_rows); ++i) {
    const std::string row = list_text(p, i * columns, columns, largest);
    out += (i == 0 ? lead : std::string(indent, ' ')) + wrap(row, width, indent) + '\n';
  }
  if (rows > most_rows) {
    out += std::string(indent, ' ') + fmt::format("… {} x {}\n", rows, columns);
  }
  return out;
}

/// A mixture's arrays as a list of components.
std::string components_text(const std::vector<fitted_array>& p, std::size_t width, double largest) {
  const std::size_t k = p[1].shape[0], d = p[1].shape[1];
  const bool diagonal = p[2].shape.size() == 2;
  std::string out;
  for (std::size_t c = 0; c < k; ++c) {
    out += fmt::format("  component {}    weight {}\n", c, significant(p[0].values[c]));
    const auto part = [&](const fitted_array& of, std::string called, std::vector<std::size_t> shape, std::size_t n) {
      const auto begin = of.values.begin() + static_cast<std::ptrdiff_t>(c * n);
      const fitted_array own{std::move(called), std::move(shape), {begin, begin + static_cast<std::ptrdiff_t>(n)}};
      return "  " + array_text(own, 10, width - 2, largest);
    };
    out += part(p[1], "mean", {d}, d);
    out += diagonal ? part(p[2], "sd", {d}, d) : [&] {
      std::string text = part(p[2], "covariance", {d, d}, d * d);
      for (std::size_t at = text.find('\n'); at + 1 < text.size(); at = text.find('\n', at + 1)) {
        text.insert(at + 1, "  ");
      }
      return text;
    }();
  }
  return out;
}

}  // namespace

std::string joint_parameters_text(const std::vector<fitted_array>& p, std::size_t width) {
  double largest = 0;
  std::size_t label = 0;
  for (const fitted_array& a : p) {
    label = std::max(label, a.name.size());
    for (const double v : a.values) {
      largest = std::max(largest, std::abs(v));
    }
  }
  if (!p.empty() && p.front().name == "weights") {
    return components_text(p, width, largest);
  }
  std::string out;
  for (const fitted_array& a : p) {
    out += array_text(a, label, width, largest);
  }
  return out;
}

std::string model_label(const ranked_joint_model& m) {
  if (m.fitted == 0) {
    return m.text;
  }
  const std::size_t parts = static_cast<std::size_t>(std::ranges::count(m.text, '*'));
  return parts == 0 ? fmt::format("{}, fitted", m.member.name())
                    : fmt::format("mixture of {}, fitted",
                                  how_many(static_cast<std::int64_t>(parts), "component", "components"));
}

}  // namespace relent::report
