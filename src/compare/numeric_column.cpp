#include "compare/numeric_column.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "relent/estimate/count_tests.hpp"

#include "compare/divergences.hpp"
#include "compare/homogeneity.hpp"
#include "compare/presets.hpp"
#include "compare/words.hpp"
#include "estimate/histogram_intervals.hpp"

namespace relent::comparing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_rows = 10;    // rows a cell needs on the smaller side before its emptiness means anything
constexpr double many_rows = 40;     // and before its bias is the one to second order
constexpr double told_below = 0.05;  // p-value of the values alone, above which nothing is said to have moved
constexpr std::size_t listed_values = 20;

using estimating::placed_counts;

std::vector<count_pair> pairs_of(std::span<const numeric_cell> cells) {
  std::vector<count_pair> out;
  out.reserve(cells.size());
  for (const numeric_cell& c : cells) {
    out.push_back({c.count[0], c.count[1]});
  }
  return out;
}

// Runs of cells that begin at these places, each made one.
std::vector<numeric_cell> joined(std::span<const numeric_cell> cells, std::span<const std::size_t> begins) {
  std::vector<numeric_cell> out;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : cells.size();
    numeric_cell sum = cells[begins[i]];
    for (std::size_t k = begins[i] + 1; k < end; ++k) {
      for (const std::size_t side : {0U, 1U}) {
        sum.count[side] += cells[k].count[side];
        sum.sum[side] += cells[k].sum[side];
      }
      sum.high = cells[k].high;
    }
    out.push_back(sum);
  }
  return out;
}

// A side's quantile from its exact counts, straight within a cell: nearer than what a sample of the values says.
double quantile_of(std::span<const numeric_cell> cells, std::size_t side, double share, const numeric_summary& range) {
  std::int64_t total = 0;
  for (const numeric_cell& c : cells) {
    total += c.count[side];
  }
  double left = share * static_cast<double>(total);
  for (const numeric_cell& c : cells) {
    const auto here = static_cast<double>(c.count[side]);
    if (here > 0 && left <= here) {
      return single_value(c.low, c.high)
                 ? c.low
                 : std::lerp(std::max(c.low, range.min), std::min(c.high, range.max), left / here);
    }
    left -= here;
  }
  return range.max;
}

// Values that only one side has, most frequent first; a value seen once says nothing.
std::pair<std::vector<weighted_value>, std::int64_t> only_in(std::span<const weighted_value> here,
                                                             std::span<const weighted_value> there) {
  std::vector<weighted_value> out;
  std::ranges::copy_if(here, std::back_inserter(out), [&](const weighted_value& v) {
    return v.count > 1 && !std::ranges::binary_search(there, v.value, {}, &weighted_value::value);
  });
  std::ranges::stable_sort(out, std::greater<>(), &weighted_value::count);
  return {out, static_cast<std::int64_t>(out.size())};
}

void add_distance(column_comparison& out, const binned_distance& w1, const placed_counts& data, double sd, bool equal,
                  double level, method how) {
  answer raw{"wasserstein_distance", "W1", {}, false, {}};
  raw.estimate.method = how;
  raw.estimate.value = std::isnan(w1.value) ? infinity : w1.value;
  raw.estimate.error_bound = std::isnan(w1.error_bound) ? infinity : w1.error_bound;
  answer scaled = raw;
  scaled.name = "wasserstein_distance_normalised";
  scaled.label = "W1 / sd";
  estimating::add_w1_interval(data, std::nullopt, equal, level, raw.estimate);
  out.measures.push_back(std::move(raw));
  if (sd > 0 && std::isfinite(sd)) {
    scaled.estimate.value /= sd;
    *scaled.estimate.error_bound /= sd;
    estimating::add_w1_interval(data, sd, equal, level, scaled.estimate);
    out.measures.push_back(std::move(scaled));
  } else {
    out.notes.push_back("the reference is constant: W1 cannot be divided by its standard deviation");
  }
}

std::vector<numeric_cell> halved(std::span<const numeric_cell> cells) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < cells.size(); i += 2) {
    begins.push_back(i);
  }
  return joined(cells, begins);
}

// The divergence grows with the number of bins as long as bins hide structure: say so where halving them matters.
void warn_of_binning(column_comparison& out, std::span<const count_pair> fine, std::span<const count_pair> coarse) {
  const double at_fine = js_of(fine);
  const double at_coarse = js_of(coarse);
  const double chance = js_by_chance(fine);
  const double gained = at_fine - at_coarse - (chance - js_by_chance(coarse));
  if (at_fine > 4 * chance && gained > 0.1 * at_fine) {
    out.notes.push_back(fmt::format(
        "finer than the bins: Jensen-Shannon is {:.3g} nats with {} bins and {:.3g} with {}; the truth may be larger",
        at_fine, fine.size(), at_coarse, coarse.size()));
  }
}

}  // namespace

value_lists numeric_column::known_values() const {
  if (exact_) {
    return {rows_.distribution(0), rows_.distribution(1)};
  }
  return knows_values() ? value_lists{reference_values_, current_.distribution()} : value_lists{};
}

// Where every value is known each different value of both sides together is a cell: no border then knows which side a
// value came from, and the tests hold at any size.
test_result numeric_column::test(std::span<const numeric_cell> fine, const placed_cells& places) const {
  if (!knows_values()) {
    return test_ordered(pairs_of(fine));
  }
  std::vector<count_pair> cells{{feed_[0].others().below, feed_[1].others().below}};
  cells.insert(cells.end(), places.counts.begin(), places.counts.end());
  cells.push_back({feed_[0].others().above, feed_[1].others().above});
  return test_ordered(cells, exact_ ? cells_are::exactly : cells_are::values);
}

void numeric_column::ask_preset(column_comparison& out) const {
  if (like_ == preset::relent) {
    return;
  }
  if (out.kind == column_kind::timestamp) {
    out.notes.push_back("the preset's tool does not compare times");
    return;
  }
  const std::array<std::vector<double>, 2> sorted{rows_.sorted(0), rows_.sorted(1)};
  if (sorted[0].empty() || sorted[1].empty()) {
    return;
  }
  const value_pair values{sorted[0], sorted[1]};
  if (like_ == preset::nannyml) {
    apply(nannyml_numeric(values, rows_.rows(0)), out);
    return;
  }
  // Whole numbers without a missing one, of at most ten values in the current, are categories there.
  std::vector<double> different = sorted[1];
  different.erase(std::unique(different.begin(), different.end()), different.end());
  apply(evidently_numeric(values, whole_ && out.missing[1] == 0 && different.size() <= 10), out);
}

void numeric_column::add_reference(const numeric_chunk& chunk) {
  if (keeps_rows()) {
    rows_.add(chunk, 0);
  }
  feed_[0].add(chunk, [this](std::span<const double> block) { reference_.add(block); });
}

void numeric_column::finish_reference() {
  feed_[0].finish([this](std::span<const double> block) { reference_.add(block); });
  const bool known = reference_.few_values();
  const std::vector<weighted_value> values = reference_.distribution();
  cuts_ = cut(values, bins_, known);
  const auto search = search_among(cuts_.edges);
  counts_.assign(2, binned_counts(search));
  reference_summary_ = reference_.summary();
  if (known || reference_.all_values()) {
    reference_values_ = values;
    count_known_values();
  } else {
    recount_ = true;
  }
  reference_.forget_values();
}

void numeric_column::count_known_values() {
  if (!reference_.all_values()) {
    for (const weighted_value& v : reference_values_) {
      counts_[0].add(v.value, v.count);
    }
    return;
  }
  for (std::span<const double> rest = reference_.sample(); !rest.empty();) {
    const std::span<const double> block = rest.first(std::min(rest.size(), dense_blocks::block));
    counts_[0].add(block);
    rest = rest.subspan(block.size());
  }
}

void numeric_column::recount_reference(const numeric_chunk& chunk) {
  recount_feed_.add(chunk, [this](std::span<const double> block) { counts_[0].add(block); });
}

void numeric_column::finish_recount() {
  recount_feed_.finish([this](std::span<const double> block) { counts_[0].add(block); });
}

void numeric_column::add_current(const numeric_chunk& chunk) {
  if (keeps_rows()) {
    rows_.add(chunk, 1);
  }
  feed_[1].add(chunk, [this](std::span<const double> block) {
    current_.add(block);
    counts_[1].add(block);
  });
}

void numeric_column::finish_current() {
  feed_[1].finish([this](std::span<const double> block) {
    current_.add(block);
    counts_[1].add(block);
  });
}

std::vector<numeric_cell> numeric_column::cells() const {
  std::vector<numeric_cell> out;
  for (std::size_t i = 0; i < counts_[0].cells(); ++i) {
    numeric_cell c;
    c.low = i == 0 ? -infinity : cuts_.edges[i - 1];
    c.high = i == cuts_.edges.size() ? infinity : cuts_.edges[i];
    for (const std::size_t side : {0U, 1U}) {
      c.count[side] = static_cast<std::int64_t>(counts_[side].count(i));
      c.sum[side] = counts_[side].sum(i);
    }
    out.push_back(c);
  }
  return out;
}

void numeric_column::tell_values(column_comparison& out) const {
  if (!current_.few_values() || !cuts_.discrete) {
    return;
  }
  const std::vector<weighted_value> now = current_.distribution();
  const bool timestamp = out.kind == column_kind::timestamp;
  const double span = reference_.max() - reference_.min();
  const auto list = [&](const std::vector<weighted_value>& values, std::vector<std::string>& names) {
    for (const weighted_value& v : std::span(values).first(std::min(values.size(), listed_values))) {
      names.push_back(number_in_words(v.value, timestamp, span));
    }
  };
  const auto [fresh, fresh_count] = only_in(now, reference_values_);
  const auto [gone, gone_count] = only_in(reference_values_, now);
  list(fresh, out.new_values);
  list(gone, out.vanished_values);
  out.new_value_count = fresh_count;
  out.vanished_value_count = gone_count;
}

void numeric_column::summarise(column_comparison& out, std::span<const numeric_cell> finite,
                               const value_lists& known) const {
  out.summary = {reference_summary_, current_.summary()};
  for (const std::size_t side : {0U, 1U}) {
    const bool profile_knows = knows_values() || (side == 0 && !reference_values_.empty());
    if (!out.summary[side] || (profile_knows && !exact_)) {
      continue;
    }
    numeric_summary& told = *out.summary[side];
    std::ranges::transform(summary_shares, told.quantiles.begin(), [&](double share) {
      return exact_ ? quantile(known[side], share) : quantile_of(finite, side, share, told);
    });
  }
}

std::array<double, 2> numeric_column::range() const noexcept {
  const numeric_profile& a = reference_.count() > 0 ? reference_ : current_;
  const numeric_profile& b = current_.count() > 0 ? current_ : reference_;
  return {std::min(a.min(), b.min()), std::max(a.max(), b.max())};
}

std::vector<numeric_cell> numeric_column::shown_cells(std::span<const numeric_cell> fine) const {
  if (!cuts_.discrete) {
    return joined(fine, join_neighbours(pairs_of(fine), least_rows, infinity));
  }
  std::vector<numeric_cell> shown;
  std::ranges::copy_if(fine, std::back_inserter(shown),
                       [](const numeric_cell& c) { return c.count[0] + c.count[1] > 0; });
  return shown;
}

void numeric_column::measure(column_comparison& out, std::span<const numeric_cell> fine,
                             std::span<const numeric_cell> finite, const value_lists& known, const placed_cells& places,
                             double chance) const {
  const std::vector<numeric_cell> shown = shown_cells(fine);
  const std::vector<count_pair> counted = pairs_of(shown);
  const bool timestamp = out.kind == column_kind::timestamp;
  const std::array<double, 2> ends = range();
  const double low = ends[0], high = ends[1];
  const auto label = [&](std::size_t i) { return cell_in_words(shown[i].low, shown[i].high, timestamp, high - low); };
  const std::vector<count_pair> full =
      cuts_.discrete ? rare_pooled(counted)
                     : pairs_of(joined(fine, join_neighbours(pairs_of(fine), many_rows, infinity)));
  divergence_answers divergence =
      divergences(counted, full, cuts_.discrete ? method::plug_in : method::binned, level_, label);
  if (!cuts_.discrete) {
    const std::vector<count_pair> coarse = pairs_of(halved(shown));
    widen_for_bins(divergence, counted, coarse);
    warn_of_binning(out, counted, coarse);
  }
  out.measures = std::move(divergence.answers);
  if (reference_.count() > 0 && current_.count() > 0) {
    const bool all = knows_values();
    const binned_distance w1 = all ? wasserstein(known[0], known[1]) : binned_wasserstein(finite, low, high);
    add_distance(out, w1, {places.places, places.counts}, reference_.sd(), chance > 1 - level_, level_,
                 all ? method::plug_in : method::binned);
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool one = cuts_.discrete && single_value(shown[i].low, shown[i].high);
    out.cells.push_back(
        {label(i), shown[i].low, one ? shown[i].low : shown[i].high, shown[i].count, divergence.js_contributions[i]});
  }
  if (fine.size() != finite.size()) {
    out.notes.push_back("infinite values have cells of their own and are left out of W1, mean and quantiles");
  }
  tell_values(out);
  ask_preset(out);
  if (!out.p_value) {
    out.notes.push_back("one constant value on both sides: nothing to test");
  }
  if (chance < told_below) {
    out.what_moved = numeric_move(out, shown);
  }
}

void numeric_column::compare(column_comparison& out) const {
  const std::array<const not_numbers*, 2> others{&feed_[0].others(), &feed_[1].others()};
  out.missing = {others[0]->missing, others[1]->missing};
  std::vector<numeric_cell> fine = cells();
  const std::vector<numeric_cell> finite = fine;
  const value_lists known = known_values();
  summarise(out, finite, known);
  if (others[0]->below + others[1]->below > 0) {
    fine.insert(fine.begin(), {-infinity, -infinity, {others[0]->below, others[1]->below}, {}});
  }
  if (others[0]->above + others[1]->above > 0) {
    fine.push_back({infinity, infinity, {others[0]->above, others[1]->above}, {}});
  }
  const count_pair present{out.rows[0] - out.missing[0], out.rows[1] - out.missing[1]};
  const placed_cells places = knows_values() ? placed(known) : placed(finite);
  const test_result values = test(fine, places);
  const test_result whole = with_missing(values, present, {out.missing[0], out.missing[1]});
  out.p_value = whole.p_value;
  out.test = whole.test;
  if (present.p == 0 || present.q == 0) {
    out.notes.push_back(
        fmt::format("the {} has no values here: nothing to measure", present.p == 0 ? "reference" : "current"));
    return;
  }
  measure(out, fine, finite, known, places, values.p_value.value_or(1));
}

}  // namespace relent::comparing
