#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relent {

/// `text` between quotes, for an error or a note: always one line, control characters and bytes that are no UTF-8
/// shown as escapes, and no longer than `longest` characters (the rest is "...").
[[nodiscard]] std::string quoted(std::string_view text, std::size_t longest = 60, char mark = '"');

/// Whether two names are the same where case, '_', '-' and blanks do not matter.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

/// The entry of a list that has this name or alias, or null: what has a `name` and `aliases`.
template <class Entry>
[[nodiscard]] const Entry* find_named(std::span<const Entry> list, std::string_view name) noexcept {
  for (const Entry& entry : list) {
    if (same_name(name, entry.name)) {
      return &entry;
    }
    for (const std::string_view alias : entry.aliases) {
      if (same_name(name, alias)) {
        return &entry;
      }
    }
  }
  return nullptr;
}

/// The candidate that `name` was most likely meant to be (fewest edits, case ignored), or an empty view
/// where none is near: more than a third of the name, and more than two characters, would have to change.
[[nodiscard]] std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

/// `; did you mean "age"?`, or nothing where no candidate is near: the end of an "unknown name" error.
[[nodiscard]] std::string suggestion(std::string_view name, std::span<const std::string_view> candidates);

/// The names between commas: `a,b`. A name in double quotes may hold commas; a quote inside it is doubled, as in CSV.
/// Throws error(errc::syntax), which begins with `where`, for an empty name or a quote that is not closed.
[[nodiscard]] std::vector<std::string> split_names(std::string_view text, std::string_view where);

}  // namespace relent
