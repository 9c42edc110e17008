#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "relent/catalogue/operand.hpp"
#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "catalogue/text_fault.hpp"

namespace relent {
namespace {

constexpr std::string_view counts_prefix = "counts:";
constexpr std::array<std::string_view, 8> file_endings{".csv",   ".tsv",     ".gz",  ".parquet",
                                                       ".arrow", ".feather", ".ipc", ".npy"};

bool has_file_ending(std::string_view path) {
  return std::ranges::any_of(file_endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

/// Reads lists of numbers out of one operand's text.
class number_reader {
 public:
  explicit number_reader(std::string_view text) : text_(text) {}

  /// `1,2;3,4`: values row by row, and the shape where there is more than one row.
  std::pair<std::vector<double>, std::vector<std::int64_t>> table(std::string_view list) const {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(std::ranges::count_if(list, [](char c) { return c == ',' || c == ';'; })) +
                   1);
    std::int64_t rows = 0, width = 0;
    while (true) {
      const std::size_t end = list.find(';');
      const std::size_t before = values.size();
      read_row(list.substr(0, end), values);
      const auto found = static_cast<std::int64_t>(values.size() - before);
      if (++rows == 1) {
        width = found;
      } else if (found != width) {
        throw text_fault(text_,
                         fmt::format("row {} has {} value{}, row 1 has {}", rows, found, found == 1 ? "" : "s", width),
                         errc::shape_mismatch);
      }
      if (end == std::string_view::npos) {
        break;
      }
      list.remove_prefix(end + 1);
    }
    return {std::move(values), rows > 1 ? std::vector{rows, width} : std::vector<std::int64_t>{}};
  }

 private:
  void read_row(std::string_view row, std::vector<double>& into) const {
    while (true) {
      const std::size_t end = row.find(',');
      into.push_back(number(row.substr(0, end)));
      if (end == std::string_view::npos) {
        return;
      }
      row.remove_prefix(end + 1);
    }
  }

  /// `0.25`, `1e-3` or a fraction `1/4`.
  double number(std::string_view raw) const {
    const std::string_view token = trim(raw);
    if (token.empty()) {
      throw text_fault(text_, fmt::format("a number is missing at column {}", column_of(raw, text_)));
    }
    const std::size_t slash = token.find('/');
    if (slash == std::string_view::npos) {
      return plain(token, token);
    }
    return plain(trim(token.substr(0, slash)), token) / plain(trim(token.substr(slash + 1)), token);
  }

  double plain(std::string_view part, std::string_view token) const {
    std::string_view digits = part;
    if (digits.starts_with('+') && !digits.starts_with("+-")) {
      digits.remove_prefix(1);
    }
    double value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || end != digits.data() + digits.size() || failed == std::errc::invalid_argument) {
      throw text_fault(text_, fmt::format("{} at column {} is not a number", quoted(token), column_of(token, text_)));
    }
    if (failed == std::errc::result_out_of_range) {
      throw text_fault(text_, fmt::format("{} at column {} is beyond the range of a double", quoted(token),
                                          column_of(token, text_)));
    }
    return value;
  }

  std::string_view text_;
};

/// `normal(`, `0.5*normal(`: a name before a bracket, where nothing but a weight may stand first.
bool begins_like_family(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) {
    return false;
  }
  std::string_view head = text.substr(0, open);
  if (const std::size_t star = head.rfind('*'); star != std::string_view::npos) {
    head.remove_prefix(star + 1);
  }
  head = trim(head);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return head.empty() || (letter(head.front()) &&
                          std::ranges::all_of(head, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); }));
}

struct file_reference {
  std::string_view path, column;
};

/// Where a path ends and a column begins, if the text is a reference to a file at all.
std::optional<file_reference> as_file(std::string_view text) {
  std::size_t last = std::string_view::npos;
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
    if (has_file_ending(text.substr(0, colon))) {
      return file_reference{text.substr(0, colon), text.substr(colon + 1)};
    }
    last = colon;
  }
  if (has_file_ending(text)) {
    return file_reference{text, {}};
  }
  if (last != std::string_view::npos) {
    return file_reference{text.substr(0, last), text.substr(last + 1)};
  }
  return std::nullopt;
}

operand from_file(const file_reference& file, std::string_view text, const column_loader& load) {
  if (file.path.empty()) {
    throw text_fault(text, "a path is missing before the colon");
  }
  if (file.column.empty() && !file.path.ends_with(".npy")) {
    const bool plain = file.path.size() <= 40 && quoted(file.path) == fmt::format("\"{}\"", file.path);
    throw text_fault(
        text, fmt::format("which column? write it behind a colon, as in {}:age", plain ? file.path : "data.csv"));
  }
  if (!load) {
    throw text_fault(text, "files cannot be read here", errc::unsupported);
  }
  operand loaded = load(std::string(file.path), std::string(file.column));
  loaded.text = std::string(text);
  return loaded;
}

}  // namespace

operand parse_operand(std::string_view raw, const column_loader& load) {
  const std::string_view text = trim(raw);
  if (text.empty()) {
    throw error(errc::syntax, "an operand is empty; write masses like 0.25,0.75, counts:19,2, or data.csv:column");
  }
  const number_reader reader(text);
  if (text.starts_with(counts_prefix)) {
    auto [values, shape] = reader.table(text.substr(counts_prefix.size()));
    return {std::string(text), counts{std::move(values), std::move(shape), {}}};
  }
  if (const auto file = as_file(text)) {
    return from_file(*file, text, load);
  }
  if (begins_like_family(text)) {
    return std::visit(
        [&](auto known) {
          return operand{std::string(text), std::move(known)};
        },
        parse_any_distribution(text));
  }
  auto [values, shape] = reader.table(text);
  return {std::string(text), masses{std::move(values), std::move(shape), {}}};
}

}  // namespace relent
