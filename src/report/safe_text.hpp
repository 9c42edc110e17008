#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relent::report {

/// Text from the data, made safe to show: invalid UTF-8 becomes U+FFFD; control characters and those that
/// reorder or hide text are written out (`\n`, `\x1b`, `\u202e`), so that a name can break neither a line nor
/// a terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// The same bytes with invalid UTF-8 replaced by U+FFFD and nothing else changed.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Terminal cells that valid UTF-8 takes: 2 for wide characters, 0 for combining marks.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// A sentence's beginning: an ASCII letter made a capital.
[[nodiscard]] std::string capital(std::string_view text);

/// Cut to `cells` terminal cells, the last of which is then `…`.
[[nodiscard]] std::string elide(std::string_view text, std::size_t cells);

/// As `elide`, but keeps the end too: a long path loses its middle.
[[nodiscard]] std::string elide_middle(std::string_view text, std::size_t cells);

/// Filled with blanks to `cells`, on the right or, for numbers, on the left.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t cells);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t cells);

/// Breaks at blanks so that no line is wider than `cells`; continuation lines start with `indent` blanks. A
/// word wider than that is cut; blanks between words of a line stay as many as they were. The first line is taken to
/// start at column `indent`, without its blanks.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t cells, std::size_t indent);

/// One line of a list's entry, `  range    [0, 1]`: `what` in a column that is `indent` wide with its blanks before,
/// then `text`, wrapped. Nothing where there is no text.
[[nodiscard]] std::string labelled_line(std::string_view what, std::string_view text, std::size_t cells,
                                        std::size_t indent);

}  // namespace relent::report
