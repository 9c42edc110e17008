#pragma once

#include <string>
#include <vector>

#include "relent/gallery/gallery.hpp"
#include "relent/report/report.hpp"

namespace relent {

/// The gallery's list, a line an exhibit.
[[nodiscard]] std::string gallery_text(const text_style& style = {});

/// `{"exhibits": [{"name", "title"}]}`.
[[nodiscard]] std::string gallery_json();

/// The question, every number with its unit, what an article prints where that is another, and why; remarks; and the
/// pictures' plots drawn with letters.
[[nodiscard]] std::string to_text(const exhibit& e, const text_style& style = {});

/// `{"name", "title", "question", "rows": [{"what", "value", "unit", "printed", "printed_unit", "why"}], "remarks",
/// "pictures": [{"name", "title", "caption", "vega_lite": {...}}]}`; `printed` is null where no article prints another
/// number.
[[nodiscard]] std::string to_json(const exhibit& e);
/// `{"exhibits": [as above]}`, with `"files"` where some were written, and `"lacking"`, a line, where something was
/// not.
[[nodiscard]] std::string to_json(const std::vector<exhibit>& all, const std::vector<std::string>& files = {},
                                  const std::string& lacking = {});

/// One self-contained page: every exhibit with its pictures, of which those with a slider can be played. `command` is
/// the line that makes it again, empty where there is none.
[[nodiscard]] std::string to_html(const std::vector<exhibit>& all, const std::string& command);

/// The numbers as a table without scripts or pictures, for a notebook's cell.
[[nodiscard]] std::string to_notebook_html(const exhibit& e);

}  // namespace relent
