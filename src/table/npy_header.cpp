#include "table/npy_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

namespace relent::table {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::int64_t longest_header = 1 << 20;
constexpr std::int64_t most_columns = 100'000;

// The dictionary's values as they stand in the header; a small reader of Python literals.
struct literals {
  std::optional<std::string> descr;
  std::optional<bool> fortran;
  std::optional<std::vector<std::int64_t>> shape;
};

class literal_reader {
 public:
  explicit literal_reader(std::string_view text) : rest_(text) {}

  // Nothing where the text is not the dictionary that NumPy writes.
  std::optional<literals> dictionary() {
    literals found;
    if (!take('{')) {
      return std::nullopt;
    }
    while (!take('}')) {
      const auto key = string();
      if (!key || !take(':') || !value(*key, found)) {
        return std::nullopt;
      }
      take(',');
    }
    return found;
  }

 private:
  bool value(const std::string& key, literals& found) {
    if (key == "descr") {
      if (peek() == '[') {  // a structured array: its fields are of no use here
        found.descr = "structured";
        return skip_list();
      }
      found.descr = string();
      return found.descr.has_value();
    }
    if (key == "fortran_order") {
      found.fortran = take_word("True")    ? std::optional(true)
                      : take_word("False") ? std::optional(false)
                                           : std::nullopt;
      return found.fortran.has_value();
    }
    if (key == "shape") {
      found.shape = tuple();
      return found.shape.has_value();
    }
    return false;
  }

  char peek() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
    }
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool take(char c) {
    if (peek() != c || rest_.empty()) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) {
    peek();
    if (!rest_.starts_with(word)) {
      return false;
    }
    rest_.remove_prefix(word.size());
    return true;
  }
  std::optional<std::string> string() {
    const char mark = peek();
    if ((mark != '\'' && mark != '"') || rest_.empty()) {
      return std::nullopt;
    }
    const std::size_t end = rest_.find(mark, 1);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    std::string inside(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return inside;
  }
  bool skip_list() {
    int depth = 0;
    do {
      const char c = peek();
      if (rest_.empty()) {
        return false;
      }
      if (c == '\'' || c == '"') {
        if (!string()) {
          return false;
        }
        continue;
      }
      depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
      rest_.remove_prefix(1);
    } while (depth > 0);
    return true;
  }
  std::optional<std::vector<std::int64_t>> tuple() {
    std::vector<std::int64_t> axes;
    if (!take('(')) {
      return std::nullopt;
    }
    while (!take(')')) {
      peek();
      std::int64_t axis = 0;
      const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), axis);
      if (failed != std::errc{} || axis < 0 || axes.size() == 32) {
        return std::nullopt;
      }
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      axes.push_back(axis);
      take('L');  // Python 2 wrote long integers so
      take(',');
    }
    return axes;
  }

  std::string_view rest_;
};

error corrupt(const std::string& path, std::string_view what) {
  return {errc::corrupt, fmt::format("{} {}", path, what)};
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

// "<f8", "|b1", ">U12", "<M8[ns]".
void read_descr(const std::string& path, std::string_view descr, npy_header& header) {
  const std::string shown = quoted(descr);
  if (descr == "structured" || descr.find('V') != std::string_view::npos) {
    throw error(errc::unsupported, fmt::format("{} is a structured array: save each of its fields by itself", path));
  }
  if (descr.find('O') != std::string_view::npos) {
    throw error(errc::unsupported, fmt::format("{} holds Python objects (dtype object), which would have to be "
                                               "run to be read: save it as numbers or strings",
                                               path));
  }
  if (descr.size() < 3) {
    throw corrupt(path, fmt::format("has dtype {}, which cannot be read", shown));
  }
  header.big_endian = descr[0] == '>';
  header.kind = descr[1];
  const auto [end, failed] = std::from_chars(descr.data() + 2, descr.data() + descr.size(), header.item);
  if (failed != std::errc{} || header.item < 0 || header.item > std::numeric_limits<std::int32_t>::max()) {
    throw corrupt(path, fmt::format("has dtype {}, which cannot be read", shown));
  }
  const std::string_view unit(end, static_cast<std::size_t>(descr.data() + descr.size() - end));
  if (unit.size() > 2 && unit.front() == '[' && unit.back() == ']') {
    header.unit = unit.substr(1, unit.size() - 2);
  }
  const auto is_one_of = [&](std::initializer_list<std::int64_t> sizes) {
    return std::ranges::find(sizes, header.item) != sizes.end();
  };
  const bool known = header.kind == 'f'                         ? is_one_of({2, 4, 8})
                     : header.kind == 'i' || header.kind == 'u' ? is_one_of({1, 2, 4, 8})
                     : header.kind == 'b'                       ? is_one_of({1})
                     : header.kind == 'M' || header.kind == 'm' ? is_one_of({8})
                                                                : header.kind == 'U' || header.kind == 'S';
  header.item *= header.kind == 'U' ? 4 : 1;  // characters of four bytes
  if (!known) {
    throw error(errc::unsupported,
                fmt::format("{} holds {}, which is neither numbers, dates nor strings", path, shown));
  }
}

// How many bytes the data takes, or nothing where it does not fit in 64 bits.
std::optional<std::int64_t> data_bytes(const npy_header& header) {
  std::int64_t bytes = header.item;
  for (const std::int64_t axis : header.shape) {
    if (axis != 0 && bytes > std::numeric_limits<std::int64_t>::max() / axis) {
      return std::nullopt;
    }
    bytes *= axis;
  }
  return bytes;
}

void check_size(const std::string& path, const npy_header& header, std::int64_t file_bytes) {
  const auto bytes = data_bytes(header);
  const std::int64_t there = file_bytes - header.start;
  const bool endless = bytes == 0 && header.item == 0 && std::ranges::find(header.shape, 0) == header.shape.end();
  if (!bytes || *bytes > there || endless) {
    throw corrupt(path, fmt::format("is cut short: the header says {} elements of {} bytes, the file holds {} bytes",
                                    fmt::join(header.shape, " x "), header.item, std::max<std::int64_t>(there, 0)));
  }
}

void check_shape(const std::string& path, const npy_header& header) {
  if (header.shape.empty() || header.shape.size() > 2) {
    throw error(errc::unsupported, fmt::format("{} has {} axes: relent reads arrays of one axis (a column) or two "
                                               "(a table)",
                                               path, header.shape.size()));
  }
  if (header.columns() > most_columns) {
    throw error(errc::unsupported,
                fmt::format("{} has {} columns, more than {}: transpose it", path, header.columns(), most_columns));
  }
}

}  // namespace

std::int64_t npy_header_bytes(std::string_view start) {
  if (start.size() < 12 || !start.starts_with(magic)) {
    return 0;
  }
  const int version = static_cast<unsigned char>(start[6]);
  return version == 1 ? 10 + std::int64_t{little_endian(start.substr(8, 2))}
                      : 12 + std::int64_t{little_endian(start.substr(8, 4))};
}

npy_header read_npy_array_header(const std::string& path, std::string_view start, std::int64_t file_bytes) {
  const std::int64_t end = npy_header_bytes(start);
  if (end == 0) {
    throw corrupt(path, "is not a NumPy file, or its header is cut short");
  }
  const int version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3) {
    throw error(errc::unsupported, fmt::format("{}: NumPy format version {} is not known", path, version));
  }
  if (end > longest_header || end > static_cast<std::int64_t>(start.size())) {
    throw corrupt(path, fmt::format("is cut short: its header says it has {} bytes", end));
  }
  npy_header header;
  header.start = end;
  const std::size_t from = version == 1 ? 10 : 12;
  auto said = literal_reader(start.substr(from, static_cast<std::size_t>(end) - from)).dictionary();
  if (!said || !said->descr || !said->fortran || !said->shape) {
    throw corrupt(path, "has a damaged header: it does not say dtype, order and shape");
  }
  header.fortran = *said->fortran;
  header.shape = std::move(*said->shape);
  read_descr(path, *said->descr, header);
  check_size(path, header, file_bytes);
  return header;
}

npy_header read_npy_header(const std::string& path, std::string_view start, std::int64_t file_bytes) {
  npy_header header = read_npy_array_header(path, start, file_bytes);
  check_shape(path, header);
  return header;
}

}  // namespace relent::table
