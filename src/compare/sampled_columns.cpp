#include "compare/sampled_columns.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/counter_stream.hpp"

namespace relent::comparing {
namespace {

bool is_numeric(column_kind k) { return k == column_kind::numeric || k == column_kind::timestamp; }

std::int64_t count_rows(const source& data) {
  if (const auto known = data.rows()) {
    return *known;
  }
  std::int64_t rows = 0;
  const auto stream = data.open(std::array{std::size_t{0}});
  while (const auto batch = stream->next()) {
    rows += batch->rows();
  }
  return rows;
}

/// Which of the next rows are drawn: each with the probability that leaves the number to be drawn right (Knuth, TAOCP
/// 2, 3.4.2, algorithm S).
class row_draw {
 public:
  row_draw(std::int64_t rows, std::int64_t most) : left_(rows), wanted_(std::min(rows, most)) {}

  std::vector<std::int64_t> among(std::int64_t rows) {
    std::vector<std::int64_t> out;
    for (std::int64_t i = 0; i < rows; ++i, --left_) {
      if (wanted_ >= left_ || bits_.uniform() * static_cast<double>(left_) < static_cast<double>(wanted_)) {
        out.push_back(i);
        --wanted_;
      }
    }
    return out;
  }

 private:
  std::int64_t left_, wanted_;
  counter_stream bits_{20'250'301, 0};
};

bool is_there(const numeric_chunk& c, std::int64_t i) {
  const std::int64_t bit = c.valid_offset + i;
  return (c.valid == nullptr || ((c.valid[bit / 8] >> (bit % 8)) & 1) != 0) &&
         !std::isnan(c.values[static_cast<std::size_t>(i)]);
}

void add_numbers(const source& data, const numeric_chunk& chunk, std::span<const std::int64_t> drawn,
                 std::int64_t before, sampled_column& to) {
  for (const std::int64_t i : drawn) {
    const double x = chunk.values[static_cast<std::size_t>(i)];
    if (!is_there(chunk, i)) {
      ++to.missing;
      to.numbers.push_back(std::numeric_limits<double>::quiet_NaN());
    } else if (std::isinf(x)) {
      throw error(errc::invalid_value, fmt::format("{} row {} column {}: {}, must be finite", data.name(),
                                                   before + i + 1, quoted(to.name), x));
    } else {
      to.numbers.push_back(x);
    }
  }
}

using word_places = std::unordered_map<std::string, std::int32_t>;

void add_words(const word_chunk& chunk, std::span<const std::int64_t> drawn, word_places& known, sampled_column& to) {
  for (const std::int64_t i : drawn) {
    const std::int32_t code = chunk.codes[static_cast<std::size_t>(i)];
    if (code < 0) {
      ++to.missing;
      to.codes.push_back(-1);
      continue;
    }
    const std::string word(chunk.words[static_cast<std::size_t>(code)]);
    const auto [place, is_new] = known.try_emplace(word, static_cast<std::int32_t>(to.labels.size()));
    if (is_new) {
      to.labels.push_back(word);
    }
    to.codes.push_back(place->second);
  }
}

}  // namespace

sampled_rows sample_columns(const source& data, std::span<const std::size_t> columns, std::int64_t most,
                            const std::function<void(const progress&)>& on_progress) {
  sampled_rows out{{}, count_rows(data)};
  for (const std::size_t c : columns) {
    const field& f = data.fields()[c];
    out.columns.push_back({.name = f.name, .numeric = is_numeric(f.kind)});
  }
  row_draw draw(out.rows, most);
  std::vector<word_places> known(columns.size());
  std::int64_t before = 0;
  const auto stream = data.open(columns);
  while (const auto batch = stream->next()) {
    const std::vector<std::int64_t> drawn = draw.among(batch->rows());
    for (std::size_t j = 0; j < columns.size() && !drawn.empty(); ++j) {
      if (out.columns[j].numeric) {
        add_numbers(data, batch->numbers(j), drawn, before, out.columns[j]);
      } else {
        add_words(batch->words(j), drawn, known[j], out.columns[j]);
      }
    }
    before += batch->rows();
    if (on_progress) {
      on_progress({"reading", before, out.rows});
    }
  }
  return out;
}

}  // namespace relent::comparing
