#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "relent/report/gallery.hpp"

#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"
#include "report/text_plot.hpp"

namespace relent {
namespace {

using namespace report;

constexpr int digits = 12;
constexpr std::size_t widest_what = 46, value_cells = 17;

std::size_t cells_of(const text_style& style) { return static_cast<std::size_t>(std::max(style.width, 60)); }

std::string with_unit(double value, const std::string& unit, int shown) {
  const std::string number = significant(value, shown);
  return unit.empty() ? number : number + ' ' + unit;
}

/// What is said under a number.
std::string below(const exhibit_row& r) {
  if (!r.printed) {
    return r.why;
  }
  const std::string printed = fmt::format("an article prints {}", with_unit(*r.printed, r.printed_unit, digits));
  return r.why.empty() ? printed : printed + ": " + r.why;
}

std::string row_text(const exhibit_row& r, std::size_t what_cells, std::size_t cells, const paint& with) {
  std::string out;
  const std::string number =
      pad_left(significant(r.value, digits), value_cells) + (r.unit.empty() || std::isinf(r.value) ? "" : ' ' + r.unit);
  if (display_width(r.what) > what_cells) {
    out = fmt::format("  {}\n  {}{}\n", wrap(r.what, cells, 2), std::string(what_cells, ' '), number);
  } else {
    out = fmt::format("  {}{}\n", pad_right(r.what, what_cells), number);
  }
  const std::string words = below(r);
  return words.empty() ? out : out + "      " + with.faint(wrap(words, cells, 6)) + '\n';
}

}  // namespace

std::string gallery_text(const text_style& style) {
  const paint with{style.colour};
  std::size_t widest = 0;
  for (const gallery_entry& entry : gallery()) {
    widest = std::max(widest, entry.name.size());
  }
  std::string out;
  for (const gallery_entry& entry : gallery()) {
    out += fmt::format("{}  {}\n", with.strong(pad_right(entry.name, widest)),
                       wrap(entry.title, cells_of(style), widest + 2));
  }
  return out + "\nrelent gallery NAME shows one; --out DIR writes them all, with pictures.\n";
}

std::string to_text(const exhibit& e, const text_style& style) {
  const paint with{style.colour};
  const std::size_t cells = cells_of(style);
  std::string out =
      fmt::format("{}\n\n{}\n\n", with.strong(wrap(capital(e.title), cells, 0)), wrap(e.question, cells, 0));
  std::size_t what_cells = 0;
  for (const exhibit_row& r : e.rows) {
    what_cells = std::max(what_cells, std::min(display_width(r.what), widest_what));
  }
  for (const exhibit_row& r : e.rows) {
    out += row_text(r, what_cells, cells, with);
  }
  for (const std::string& remark : e.remarks) {
    out += '\n' + wrap(remark, cells, 0) + '\n';
  }
  for (const exhibit_picture& p : e.pictures) {
    out += '\n' + with.strong(wrap(p.title, cells, 0)) + '\n';
    for (const exhibit_sketch& sketch : p.sketches) {
      out += '\n' + text_plot(sketch, static_cast<int>(cells));
    }
  }
  return out;
}

}  // namespace relent
