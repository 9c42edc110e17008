#include "relent/table/read_operand.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

namespace relent {
namespace {

bool is_valid(const numeric_chunk& c, std::size_t i) {
  if (c.valid == nullptr) {
    return true;
  }
  const std::int64_t bit = c.valid_offset + static_cast<std::int64_t>(i);
  return ((c.valid[bit / 8] >> (bit % 8)) & 1) != 0;
}

std::size_t find_column(const source& from, const std::string& column) {
  std::vector<std::string_view> names;
  for (const field& f : from.fields()) {
    if (f.name == column) {
      return names.size();
    }
    names.push_back(f.name);
  }
  throw error(errc::unknown_name,
              fmt::format("no column {} in {}{}", quoted(column), from.name(), suggestion(column, names)));
}

/// The column that weighs the rows, if there is one, read beside others.
class weight_column {
 public:
  /// Adds it to the columns to read where it is not among them.
  weight_column(const source& from, std::optional<std::size_t> column, std::vector<std::size_t>& columns)
      : from_(&from), column_(column) {
    if (!column_) {
      return;
    }
    if (const field& f = from.fields()[*column_]; f.kind != column_kind::numeric) {
      throw error(errc::type_mismatch, fmt::format("{} column {}: weights are numbers, and it holds {}", from.name(),
                                                   quoted(f.name), f.type));
    }
    const auto found = std::ranges::find(columns, *column_);
    place_ = static_cast<std::size_t>(found - columns.begin());
    if (found == columns.end()) {
      columns.push_back(*column_);
    }
  }

  void turn_to(batch& rows) {
    if (column_) {
      chunk_ = rows.numbers(place_);
    }
  }

  /// Appends the weight of a row, which must have one.
  void append(std::size_t i, std::int64_t row, std::vector<double>& weights) const {
    if (!column_) {
      return;
    }
    const bool there = is_valid(chunk_, i);
    const double w = chunk_.values[i];
    if (!there || !(w >= 0) || std::isinf(w)) {
      throw error(errc::invalid_value,
                  fmt::format("{} row {} column {}: weight {}, must be finite and >= 0", from_->name(), row + 1,
                              quoted(from_->fields()[*column_].name), there ? fmt::format("{}", w) : "missing"));
    }
    weights.push_back(w);
  }

 private:
  const source* from_;
  std::optional<std::size_t> column_;
  std::size_t place_ = 0;
  numeric_chunk chunk_{};
};

/// Whether a value is there. Throws, with the row, for an infinite one.
bool is_number(const numeric_chunk& c, std::size_t i, std::int64_t row, const source& from, std::size_t column) {
  const double x = c.values[i];
  if (!is_valid(c, i) || std::isnan(x)) {
    return false;
  }
  if (std::isinf(x)) {
    throw error(errc::invalid_value, fmt::format("{} row {} column {}: {}, must be finite", from.name(), row + 1,
                                                 quoted(from.fields()[column].name), x));
  }
  return true;
}

samples read_numbers(const source& from, std::size_t column, std::optional<std::size_t> weights) {
  samples all;
  std::int64_t row = 0;
  std::vector<std::size_t> columns{column};
  weight_column weigh(from, weights, columns);
  const auto stream = from.open(columns);
  while (const auto batch = stream->next()) {
    const numeric_chunk chunk = batch->numbers(0);
    weigh.turn_to(*batch);
    for (std::size_t i = 0; i < chunk.values.size(); ++i, ++row) {
      if (is_number(chunk, i, row, from, column)) {
        all.values.push_back(chunk.values[i]);
        weigh.append(i, row, all.weights);
      } else {
        ++all.missing;
        all.missing_rows.push_back(row);
      }
    }
  }
  return all;
}

categories read_words(const source& from, std::size_t column) {
  categories all;
  std::unordered_map<std::string, std::int32_t> known;
  const auto stream = from.open(std::array{column});
  std::vector<std::int32_t> here;
  while (const auto batch = stream->next()) {
    const word_chunk chunk = batch->words(0);
    here.assign(chunk.words.size(), -1);
    for (const std::int32_t code : chunk.codes) {
      if (code < 0) {
        all.codes.push_back(-1);
        continue;
      }
      std::int32_t& global = here[static_cast<std::size_t>(code)];
      if (global < 0) {
        const auto [place, is_new] = known.try_emplace(std::string(chunk.words[static_cast<std::size_t>(code)]),
                                                       static_cast<std::int32_t>(all.labels.size()));
        if (is_new) {
          all.labels.push_back(place->first);
        }
        global = place->second;
      }
      all.codes.push_back(global);
    }
  }
  return all;
}

bool holds(const source& from, const std::string& column) {
  return std::ranges::find(from.fields(), column, &field::name) != from.fields().end();
}

/// The columns behind `age,income`; each once.
std::vector<std::size_t> find_columns(const source& from, const std::string& names) {
  std::vector<std::size_t> out;
  for (const std::string& name : split_names(names, from.name())) {
    const std::size_t at = find_column(from, name);
    if (std::ranges::find(out, at) != out.end()) {
      throw error(errc::syntax, fmt::format("{}: column {} is named twice", from.name(), quoted(name)));
    }
    out.push_back(at);
  }
  return out;
}

void refuse_words(const source& from, std::span<const std::size_t> columns) {
  for (const std::size_t c : columns) {
    const field& f = from.fields()[c];
    if (f.kind == column_kind::unsupported) {
      throw error(errc::unsupported,
                  fmt::format("{} column {}: {} is not compared", from.name(), quoted(f.name), f.type));
    }
    if (f.kind != column_kind::numeric && f.kind != column_kind::timestamp) {
      throw error(
          errc::type_mismatch,
          fmt::format("{} column {} holds words, and columns together must be numbers: leave it out or ask about "
                      "it alone (--type {}=number reads its words as numbers)",
                      from.name(), quoted(f.name), f.name));
    }
  }
}

}  // namespace

joint_samples read_joint(const source& from, std::span<const std::size_t> columns, std::optional<std::size_t> weights) {
  refuse_words(from, columns);
  joint_samples out;
  const std::size_t width = columns.size();
  std::int64_t row = 0;
  std::vector<std::size_t> read(columns.begin(), columns.end());
  weight_column weigh(from, weights, read);
  const auto stream = from.open(read);
  while (const auto batch = stream->next()) {
    weigh.turn_to(*batch);
    std::vector<numeric_chunk> chunks;
    for (std::size_t j = 0; j < width; ++j) {
      chunks.push_back(batch->numbers(j));
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch->rows()); ++i, ++row) {
      bool whole = true;
      for (std::size_t j = 0; j < width; ++j) {
        whole = is_number(chunks[j], i, row, from, columns[j]) && whole;
      }
      if (!whole) {
        ++out.missing;
        out.missing_rows.push_back(row);
        continue;
      }
      for (const numeric_chunk& c : chunks) {
        out.rows.values.push_back(c.values[i]);
      }
      weigh.append(i, row, out.weights);
    }
  }
  out.rows.columns = width;
  out.rows.rows = out.rows.values.size() / width;
  for (const std::size_t c : columns) {
    out.names.push_back(from.fields()[c].name);
  }
  return out;
}

operand read_operand(const source& from, const std::string& column, std::string text, const std::string& weights) {
  std::size_t at = 0;
  const auto weigh = weights.empty() ? std::nullopt : std::optional(find_column(from, weights));
  if (!holds(from, column) && column.find_first_of(",\"") != std::string::npos) {
    const std::vector<std::size_t> columns = find_columns(from, column);
    if (columns.size() > 1) {
      return {std::move(text), read_joint(from, columns, weigh)};
    }
    at = columns.front();
  } else {
    at = find_column(from, column);
  }
  const field& f = from.fields()[at];
  switch (f.kind) {
    case column_kind::numeric:
    case column_kind::timestamp:
      return {std::move(text), read_numbers(from, at, weigh)};
    case column_kind::categorical:
    case column_kind::boolean:
      if (weigh) {
        throw error(errc::unsupported,
                    fmt::format("{} column {} holds words; weights are for numbers", from.name(), quoted(f.name)));
      }
      return {std::move(text), read_words(from, at)};
    case column_kind::unsupported:
      break;
  }
  throw error(errc::unsupported, fmt::format("{} column {}: {} is not compared", from.name(), quoted(f.name), f.type));
}

}  // namespace relent
