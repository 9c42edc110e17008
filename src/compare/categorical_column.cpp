#include "compare/categorical_column.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "relent/core/words.hpp"
#include "relent/estimate/count_tests.hpp"

#include "compare/divergences.hpp"
#include "compare/homogeneity.hpp"
#include "compare/presets.hpp"
#include "compare/words.hpp"

namespace relent::comparing {
namespace {

constexpr double told_below = 0.05;  // p-value of the values alone, above which nothing is said to have moved
constexpr std::size_t listed_values = 20;
constexpr std::size_t shown_cells = 200;
constexpr std::size_t longest_label = 120;

using entry = word_counter::entry;

// Without quotes around it: a label, not a quotation.
std::string label_of(std::string_view word) {
  std::string text = quoted(word, longest_label);
  return text.substr(1, text.size() - 2);
}

// By frequency in total, then by word, so that nothing depends on the order of rows.
std::vector<entry> by_frequency(std::vector<entry> words) {
  std::ranges::sort(words, [](const entry& a, const entry& b) {
    const std::int64_t x = a.count[0] + a.count[1];
    const std::int64_t y = b.count[0] + b.count[1];
    return x != y ? x > y : a.word < b.word;
  });
  return words;
}

void tell_values(column_comparison& out, const std::vector<entry>& words) {
  for (const entry& e : words) {  // the most frequent come first
    if (e.count[0] == 0 && ++out.new_value_count <= static_cast<std::int64_t>(listed_values)) {
      out.new_values.push_back(label_of(e.word));
    }
    if (e.count[1] == 0 && ++out.vanished_value_count <= static_cast<std::int64_t>(listed_values)) {
      out.vanished_values.push_back(label_of(e.word));
    }
  }
}

// The largest contributions, and one cell for all the rest.
void show_cells(column_comparison& out, const std::vector<entry>& words, std::span<const count_pair> cells,
                const std::vector<double>& contributions) {
  std::vector<std::size_t> order(cells.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return contributions[a] > contributions[b]; });
  cell others{"others", 0, 0, {}, 0};
  std::int64_t merged = 0;
  for (const std::size_t i : order) {
    if (i < words.size() && out.cells.size() < shown_cells) {
      out.cells.push_back({label_of(words[i].word), 0, 0, {cells[i].p, cells[i].q}, contributions[i]});
    } else {
      others.count[0] += cells[i].p;
      others.count[1] += cells[i].q;
      others.contribution += contributions[i];
      merged += i < words.size() ? 1 : 0;
    }
  }
  if (others.count[0] + others.count[1] > 0) {
    others.label = merged > 0 ? fmt::format("{} others", merged) : "others";
    out.cells.push_back(std::move(others));
  }
}

bool nearly_all_differ(const std::vector<entry>& words, std::size_t side, std::int64_t rows) {
  const auto different = std::ranges::count_if(words, [side](const entry& e) { return e.count[side] > 0; });
  return rows > 20 && static_cast<double>(different) > 0.9 * static_cast<double>(rows);
}

}  // namespace

void categorical_column::ask_preset(column_comparison& out) const {
  if (like_ == preset::relent) {
    return;
  }
  if (!counter_.late_words().empty()) {
    out.notes.push_back("too many different values: the preset's score is not computed");
    return;
  }
  std::vector<count_pair> cells;  // in the counter's order, to which its rows refer
  for (const entry& e : counter_.words()) {
    cells.push_back({e.count[0], e.count[1]});
  }
  apply(like_ == preset::nannyml ? nannyml_words(cells, counter_.reference_rows()) : evidently_words(cells), out);
}

void categorical_column::compare(column_comparison& out) const {
  out.missing = {counter_.missing(0), counter_.missing(1)};
  const std::vector<entry> words = by_frequency(counter_.words());
  std::vector<count_pair> cells;
  for (const entry& e : words) {
    cells.push_back({e.count[0], e.count[1]});
  }
  for (const entry& e : counter_.late_words()) {
    cells.push_back({e.count[0], e.count[1]});
  }
  const count_pair present{out.rows[0] - out.missing[0], out.rows[1] - out.missing[1]};
  const test_result values = test_unordered(cells);
  const test_result test = with_missing(values, present, {out.missing[0], out.missing[1]});
  out.p_value = test.p_value;
  out.test = test.test;
  if (present.p == 0 || present.q == 0) {
    out.notes.push_back(
        fmt::format("the {} has no values here: nothing to measure", present.p == 0 ? "reference" : "current"));
    return;
  }
  const auto label = [&](std::size_t i) {
    return i < words.size() ? quoted(words[i].word, 30) : std::string("a group of rare values");
  };
  divergence_answers divergence = divergences(cells, rare_pooled(cells), method::plug_in, level_, label);
  out.measures = std::move(divergence.answers);
  show_cells(out, words, cells, divergence.js_contributions);
  tell_values(out, words);
  ask_preset(out);
  if (!counter_.late_words().empty()) {
    out.notes.push_back(
        fmt::format("more than {} different values: later ones are counted in {} groups, and the "
                    "divergences are lower bounds",
                    words.size(), word_counter::groups));
  }
  if (nearly_all_differ(words, 0, present.p) || nearly_all_differ(words, 1, present.q)) {
    out.notes.push_back("nearly every value is different: an identifier? Its divergences say little");
  }
  if (!out.p_value) {
    out.notes.push_back("one constant value on both sides: nothing to test");
  }
  if (values.p_value && *values.p_value < told_below) {
    out.what_moved = categorical_move(out);
  }
}

}  // namespace relent::comparing
