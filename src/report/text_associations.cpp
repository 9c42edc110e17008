#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/report/associations.hpp"

#include "report/association_words.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"
#include "report/text_bar.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t strength_cells = bar_cells + 5;

/// Where the columns of the table stand.
struct layout {
  std::size_t name, information, range;
};

layout lay_out(const associations& a, std::size_t rows, std::size_t width) {
  layout at{8, 9, 12};
  std::size_t longest = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const association& p = a.pairs[i];
    longest = std::max({longest, display_width(printable(p.x)), display_width(printable(p.y))});
    at.information = std::max(at.information, information_text(p).size());
    at.range = std::max(at.range, range_text(p).size());
  }
  const std::size_t taken = 2 + 2 + strength_cells + 2 + at.information + 2 + at.range + 2 + 8 + 2;
  at.name = std::clamp<std::size_t>(longest, 6, std::max<std::size_t>(width > taken ? (width - taken) / 2 : 0, 8));
  return at;
}

std::string table_row(const association& p, const layout& at, const paint& colours) {
  const auto named = [&](const std::string& name) { return pad_right(elide(printable(name), at.name), at.name); };
  return fmt::format("  {}  {}  {} {:<4}  {}  {}  {}\n", colours.strong(named(p.x)), colours.strong(named(p.y)),
                     colours.accent(text_bar(p.strength)), fmt::format("{:.2f}", p.strength),
                     pad_right(information_text(p), at.information), pad_right(range_text(p), at.range),
                     p_text(p.adjusted_p_value, association_alpha));
}

std::string others_row(const associations& a, std::size_t shown) {
  if (shown == a.pairs.size()) {
    return {};
  }
  const std::size_t dependent = dependent_pairs(a), left = a.pairs.size() - shown;
  const std::size_t more = dependent > shown ? dependent - shown : 0;
  return fmt::format("  and {} more pairs, {} of them dependent; --json lists all\n", left,
                     more == 0 ? "none" : thousands(static_cast<std::int64_t>(more)));
}

}  // namespace

std::string to_text(const associations& a, const text_style& style, std::size_t shown) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 60));
  const std::size_t rows = std::min({shown, a.pairs.size(), std::max<std::size_t>(dependent_pairs(a), 3)});
  const std::string read = what_was_read(a);
  std::string out = elide_middle(printable(a.data), width > read.size() + 13 ? width - read.size() - 3 : 10) + "   " +
                    read + "\n\n" + colours.strong(wrap(headline(a), width, 0)) + "\n\n";
  const layout at = lay_out(a, rows, width);
  out += fmt::format("  {}  {}  {}  {}  {}  by chance\n", pad_right("column", at.name), pad_right("column", at.name),
                     pad_right("how strong", strength_cells),
                     pad_right(fmt::format("MI, {}", name(a.unit)), at.information),
                     pad_right(fmt::format("{}% interval", significant(100 * a.level, 4)), at.range));
  for (std::size_t i = 0; i < rows; ++i) {
    out += table_row(a.pairs[i], at, colours);
  }
  out += others_row(a, rows);
  if (const std::string skipped = skipped_text(a); !skipped.empty()) {
    out += "\n  " + wrap("left out: " + skipped, width, 2) + "\n";
  }
  return out;
}

}  // namespace relent
