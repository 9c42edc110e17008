#include "table_files/csv_fault.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include <arrow/util/utf8.h>
#include <fmt/format.h>

#include "relent/core/words.hpp"

#include "table/text.hpp"
#include "table_files/csv_types.hpp"
#include "table_files/csv_walk.hpp"

namespace relent::table {
namespace {

struct offence {
  std::int64_t line = 0;
  std::string text{};
  std::int64_t count = 0;
};

// 1,000,000
std::string grouped(std::int64_t n) {
  const std::string digits = fmt::format("{}", n);
  std::string shown;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) {
      shown += ',';
    }
    shown += digits[i];
  }
  return shown;
}

std::string_view noun_of(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::DOUBLE:
      return "a number";
    case arrow::Type::BOOL:
      return "true or false";
    case arrow::Type::TIMESTAMP:
      return "a date or timestamp";
    case arrow::Type::TIME64:
      return "a time";
    default:
      return "a value";
  }
}

bool is_utf8(std::string_view text) {
  arrow::util::InitializeUTF8();
  return arrow::util::ValidateUTF8(text);
}

// A column of words takes anything that is text; the other types must fit.
bool fits(const arrow::DataType& type, std::string_view value) {
  return type.id() == arrow::Type::DICTIONARY ? is_utf8(value) : csv_fits(type, value);
}

error fault_of(const std::string& path, const csv_column& column, const offence& worst, std::int64_t rows) {
  const std::string place = fmt::format("{}:{} column {}", path, worst.line, quoted(column.name));
  if (column.type->id() == arrow::Type::DICTIONARY) {
    return {errc::corrupt,
            fmt::format("{}: {} is not UTF-8 text; save the file as UTF-8", place, quoted(worst.text, 40))};
  }
  return {errc::type_mismatch,
          fmt::format("{}: {} is not {}; {} of {} values (use --type {}=category to compare as text)", place,
                      quoted(worst.text), noun_of(*column.type), grouped(worst.count), grouped(rows), column.name)};
}

}  // namespace

std::optional<error> find_csv_fault(const std::string& path, std::shared_ptr<arrow::io::InputStream> text,
                                    char delimiter, std::span<const csv_column> columns) {
  csv_walk walk(path, std::move(text), delimiter);
  csv_record record;
  if (!walk.next(record)) {
    return std::nullopt;
  }
  const std::size_t width = record.fields.size();
  if (std::ranges::any_of(columns, [&](const csv_column& c) { return c.position >= width; })) {
    return std::nullopt;  // the header was read otherwise: what is wrong is not for this walk to say
  }
  std::vector<offence> offences(columns.size());
  std::int64_t rows = 0;
  for (; walk.next(record); ++rows) {
    if (record.fields.size() != width) {
      return error(errc::corrupt, fmt::format("{}:{}: {} field{}, the header has {}", path, record.line,
                                              record.fields.size(), record.fields.size() == 1 ? "" : "s", width));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& value = record.fields[columns[i].position];
      if (!fits(*columns[i].type, value) && ++offences[i].count == 1) {
        offences[i].line = record.line;
        offences[i].text = value;
      }
    }
  }
  // The fault that comes first in the file.
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (offences[i].count > 0 && (!first || offences[i].line < offences[*first].line)) {
      first = i;
    }
  }
  if (!first) {
    return std::nullopt;
  }
  return fault_of(path, columns[*first], offences[*first], rows);
}

}  // namespace relent::table
