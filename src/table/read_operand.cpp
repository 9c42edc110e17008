#include "relent/table/read_operand.hpp"

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

/// The weight of a row, which must have one.
double weight_at(const numeric_chunk& weights, std::size_t i, std::string_view file, std::string_view column,
                 std::int64_t row) {
  const bool there = is_valid(weights, i);
  const double w = weights.values[i];
  if (!there || !(w >= 0) || std::isinf(w)) {
    throw error(errc::invalid_value, fmt::format("{} row {} column {}: weight {}, must be finite and >= 0", file,
                                                 row + 1, quoted(column), there ? fmt::format("{}", w) : "missing"));
  }
  return w;
}

samples read_numbers(const source& from, std::size_t column, std::optional<std::size_t> weights) {
  samples all;
  std::int64_t row = 0;
  std::vector<std::size_t> columns{column};
  if (weights && *weights != column) {
    columns.push_back(*weights);
  }
  const auto stream = from.open(columns);
  while (const auto batch = stream->next()) {
    const numeric_chunk chunk = batch->numbers(0);
    const numeric_chunk weight = weights ? batch->numbers(columns.size() - 1) : numeric_chunk{};
    for (std::size_t i = 0; i < chunk.values.size(); ++i, ++row) {
      const double x = chunk.values[i];
      if (!is_valid(chunk, i) || std::isnan(x)) {
        ++all.missing;
      } else if (std::isinf(x)) {
        throw error(errc::invalid_value, fmt::format("{} row {} column {}: {}, must be finite", from.name(), row + 1,
                                                     quoted(from.fields()[column].name), x));
      } else {
        all.values.push_back(x);
        if (weights) {
          all.weights.push_back(weight_at(weight, i, from.name(), from.fields()[*weights].name, row));
        }
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

}  // namespace

operand read_operand(const source& from, const std::string& column, std::string text, const std::string& weights) {
  const std::size_t at = find_column(from, column);
  const auto weigh = weights.empty() ? std::nullopt : std::optional(find_column(from, weights));
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
