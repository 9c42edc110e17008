#include "report/safe_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

namespace relent::report {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct decoded {
  char32_t point;
  std::size_t length;
  bool valid;
};

/// The character at the front of `text`; an invalid sequence is one byte long and reads as U+FFFD.
decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    return {first, 1, true};
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (first < 0xC2 || first > 0xF4 || text.size() < length) {
    return {replacement, 1, false};
  }
  char32_t point = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return {replacement, 1, false};
    }
    point = (point << 6) | (byte(i) & 0x3F);
  }
  if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
    return {replacement, 1, false};
  }
  return {point, length, true};
}

struct range {
  char32_t first, last;
};

template <std::size_t n>
bool within(const std::array<range, n>& ranges, char32_t c) {
  return std::ranges::any_of(ranges, [c](const range& r) { return c >= r.first && c <= r.last; });
}

/// Characters that move, hide or break what stands around them: line and paragraph separators, zero-width
/// and bidirectional controls, the byte-order mark, language tags.
bool invisible(char32_t c) {
  constexpr std::array<range, 9> ranges{{{0x00, 0x1F},
                                         {0x7F, 0x9F},
                                         {0xAD, 0xAD},
                                         {0x61C, 0x61C},
                                         {0x200B, 0x200F},
                                         {0x2028, 0x202E},
                                         {0x2060, 0x206F},
                                         {0xFEFF, 0xFEFF},
                                         {0xE0000, 0xE007F}}};
  return within(ranges, c);
}

bool wide(char32_t c) {
  constexpr std::array<range, 16> ranges{{{0x1100, 0x115F},
                                          {0x231A, 0x231B},
                                          {0x23E9, 0x23F3},
                                          {0x25FD, 0x25FE},
                                          {0x2614, 0x2615},
                                          {0x2648, 0x2653},
                                          {0x26A1, 0x26A1},
                                          {0x2705, 0x2705},
                                          {0x2728, 0x2728},
                                          {0x2E80, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF01, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F000, 0x3FFFD}}};
  return within(ranges, c);
}

bool combining(char32_t c) {
  constexpr std::array<range, 12> ranges{{{0x300, 0x36F},
                                          {0x483, 0x489},
                                          {0x591, 0x5BD},
                                          {0x610, 0x61A},
                                          {0x64B, 0x65F},
                                          {0x93C, 0x93C},
                                          {0xE34, 0xE3A},
                                          {0x1AB0, 0x1AFF},
                                          {0x1DC0, 0x1DFF},
                                          {0x20D0, 0x20FF},
                                          {0xFE00, 0xFE0F},
                                          {0xFE20, 0xFE2F}}};
  return within(ranges, c);
}

std::size_t cells_of(char32_t c) { return combining(c) ? 0 : wide(c) ? 2 : 1; }

std::string written_out(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return c < 0x100 ? fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c))
                       : fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
  }
}

/// The longest prefix that takes at most `cells`.
std::string_view prefix(std::string_view text, std::size_t cells) {
  std::size_t used = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const decoded d = decode(text.substr(bytes));
    used += cells_of(d.point);
    if (used > cells) {
      break;
    }
    bytes += d.length;
  }
  return text.substr(0, bytes);
}

/// The shortest suffix such that the rest of it takes at most `cells`.
std::string_view suffix(std::string_view text, std::size_t cells) {
  std::size_t width = display_width(text);
  while (!text.empty() && width > cells) {
    const decoded d = decode(text);
    width -= cells_of(d.point);
    text.remove_prefix(d.length);
  }
  return text;
}

struct word {
  std::size_t gap;  // blanks before it
  std::string_view text;
};

std::vector<word> words_of(std::string_view text) {
  std::vector<word> words;
  while (!text.empty()) {
    const std::size_t gap = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(gap);
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) {
      words.push_back({gap, text.substr(0, end)});
    }
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const decoded d = decode(text);
    out += d.valid ? text.substr(0, d.length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(d.length);
  }
  return out;
}

std::string printable(std::string_view text) {
  const std::string valid = valid_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    const decoded d = decode(rest);
    if (invisible(d.point)) {
      out += written_out(d.point);
    } else {
      out += rest.substr(0, d.length);
    }
    rest.remove_prefix(d.length);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const decoded d = decode(text);
    width += cells_of(d.point);
    text.remove_prefix(d.length);
  }
  return width;
}

std::string capital(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') {
    out.front() = static_cast<char>(out.front() - 'a' + 'A');
  }
  return out;
}

std::string elide(std::string_view text, std::size_t cells) {
  if (display_width(text) <= cells) {
    return std::string(text);
  }
  return cells == 0 ? std::string() : std::string(prefix(text, cells - 1)) + "…";
}

std::string elide_middle(std::string_view text, std::size_t cells) {
  if (display_width(text) <= cells) {
    return std::string(text);
  }
  if (cells < 5) {
    return elide(text, cells);
  }
  const std::size_t head = (cells - 1) / 3;
  return std::string(prefix(text, head)) + "…" + std::string(suffix(text, cells - 1 - head));
}

std::string pad_right(std::string_view text, std::size_t cells) {
  const std::size_t width = display_width(text);
  return std::string(text) + std::string(width < cells ? cells - width : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t cells) {
  const std::size_t width = display_width(text);
  return std::string(width < cells ? cells - width : 0, ' ') + std::string(text);
}

std::string wrap(std::string_view text, std::size_t cells, std::size_t indent) {
  const std::size_t room = cells > indent + 8 ? cells - indent : 8;
  std::string out;
  std::size_t column = 0;
  for (const word& whole : words_of(text)) {
    const std::string shown = elide(whole.text, room);
    const std::size_t width = display_width(shown);
    if (column > 0 && column + whole.gap + width > room) {
      out += '\n' + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += std::string(whole.gap, ' ');
      column += whole.gap;
    }
    out += shown;
    column += width;
  }
  return out;
}

std::string labelled_line(std::string_view what, std::string_view text, std::size_t cells, std::size_t indent) {
  return text.empty() ? std::string{} : "  " + pad_right(what, indent - 2) + wrap(text, cells, indent) + '\n';
}

}  // namespace relent::report
