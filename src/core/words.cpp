#include "relent/core/words.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"

namespace relent {
namespace {

constexpr std::size_t longest_name = 200;  ///< longer names are nobody's typing error, and edits cost n * m

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Edit distance with neighbours swapped counted as one (optimal string alignment), case ignored.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        now[j] = std::min(now[j], before_last[j - 2] + 1);
      }
    }
    before_last = last;
    std::swap(last, now);
  }
  return last.back();
}

/// The length of the UTF-8 character that starts here; 0 where these bytes are none.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length > text.size()) {
    return 0;
  }
  const auto goes_on = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return length < 2 || std::ranges::all_of(text.substr(1, length - 1), goes_on) ? length : 0;
}

}  // namespace

std::string quoted(std::string_view text, std::size_t longest, char mark) {
  std::string out(1, mark);
  for (std::size_t shown = 0; !text.empty(); ++shown) {
    if (shown == longest) {
      out += "...";
      break;
    }
    const std::size_t length = character_length(text);
    const auto code = static_cast<unsigned char>(text.front());
    if (code == '\n') {
      out += "\\n";
    } else if (code == '\t') {
      out += "\\t";
    } else if (code < 0x20 || code == 0x7F || length == 0) {
      out += fmt::format("\\x{:02x}", code);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out + mark;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto ignored = [](char c) { return c == '_' || c == '-' || c == ' '; };
  std::size_t i = 0, j = 0;
  while (true) {
    while (i < a.size() && ignored(a[i])) {
      ++i;
    }
    while (j < b.size() && ignored(b[j])) {
      ++j;
    }
    if (i == a.size() || j == b.size()) {
      return i == a.size() && j == b.size();
    }
    if (lower(a[i++]) != lower(b[j++])) {
      return false;
    }
  }
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.empty() || name.size() > longest_name) {
    return {};
  }
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest_name || candidate.size() >= name.size() + fewest ||
        name.size() >= candidate.size() + fewest) {
      continue;
    }
    // Rewriting every character is no likeness.
    const std::size_t n = edits(name, candidate);
    if (n < fewest && n < std::max(name.size(), candidate.size())) {
      fewest = n;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view name, std::span<const std::string_view> candidates) {
  const std::string_view meant = nearest(name, candidates);
  return meant.empty() ? std::string{} : fmt::format("; did you mean {}?", quoted(meant));
}

namespace {

/// Takes the name at the front of `rest`, up to the comma behind it.
std::string take_name(std::string_view& rest, std::string_view whole, std::string_view where) {
  std::string name;
  if (!rest.starts_with('"')) {
    name = rest.substr(0, rest.find(','));
    rest.remove_prefix(name.size());
    return name;
  }
  for (rest.remove_prefix(1); !rest.empty(); rest.remove_prefix(1)) {
    if (rest.front() != '"') {
      name += rest.front();
    } else if (rest.substr(1).starts_with('"')) {
      name += '"';
      rest.remove_prefix(1);
    } else {
      rest.remove_prefix(1);
      if (rest.empty() || rest.front() == ',') {
        return name;
      }
      break;
    }
  }
  throw error(errc::syntax,
              fmt::format("{}: the quotes of {} do not fit; write one name as \"a,b\", a quote in it twice", where,
                          quoted(whole)));
}

}  // namespace

std::vector<std::string> split_names(std::string_view text, std::string_view where) {
  std::vector<std::string> out;
  std::string_view rest = text;
  for (bool more = true; more;) {
    out.push_back(take_name(rest, text, where));
    if (out.back().empty()) {
      throw error(errc::syntax, fmt::format("{}: {} holds an empty name", where, quoted(text)));
    }
    more = !rest.empty();
    rest.remove_prefix(more ? 1 : 0);
  }
  return out;
}

}  // namespace relent
