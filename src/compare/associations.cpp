#include "relent/compare/associations.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <mutex>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/words.hpp"
#include "relent/estimate/mutual_information.hpp"

#include "compare/homogeneity.hpp"
#include "compare/independence.hpp"
#include "compare/sampled_columns.hpp"
#include "estimate/dependence.hpp"

namespace relent {
namespace comparing {
namespace {

using estimating::ordered_column;

constexpr std::size_t few_partitions = 2;  ///< of 50 subsets each: a pair is one of hundreds

std::vector<std::size_t> wanted_columns(const source& data, const association_options& how,
                                        std::vector<skipped_column>& skipped) {
  std::vector<std::string_view> names;
  for (const field& f : data.fields()) {
    names.push_back(f.name);
  }
  for (const std::string& name : how.columns) {
    if (std::ranges::find(names, name) == names.end()) {
      throw error(errc::unknown_name,
                  fmt::format("no column {} in {}{}", quoted(name), data.name(), suggestion(name, names)));
    }
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const field& f = data.fields()[i];
    if (!how.columns.empty() && std::ranges::find(how.columns, f.name) == how.columns.end()) {
      continue;
    }
    if (f.kind == column_kind::unsupported) {
      skipped.push_back({f.name, f.type});
    } else {
      out.push_back(i);
    }
  }
  return out;
}

/// Why nothing can be said of a column; empty where something can.
std::string nothing_to_tell(const sampled_column& c) {
  const std::size_t rows = c.numeric ? c.numbers.size() : c.codes.size();
  if (c.missing == static_cast<std::int64_t>(rows)) {
    return "no values";
  }
  if (!c.numeric) {
    std::vector<std::int64_t> count(c.labels.size());
    for (const std::int32_t code : c.codes) {
      if (code >= 0) {
        ++count[static_cast<std::size_t>(code)];
      }
    }
    return count.size() == 1              ? fmt::format("constant, always {}", quoted(c.labels.front(), 30))
           : std::ranges::max(count) == 1 ? "all words differ"
                                          : "";
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double x : c.numbers) {
    low = std::isnan(x) ? low : std::min(low, x);
    high = std::isnan(x) ? high : std::max(high, x);
  }
  return low == high ? fmt::format("constant, always {:.6g}", low) : "";
}

/// A column with what every pair of it uses.
struct prepared_column {
  const sampled_column* from;
  ordered_column ordered{};  ///< of numbers
};

bool is_there(const sampled_column& c, std::size_t row) {
  return c.numeric ? !std::isnan(c.numbers[row]) : c.codes[row] >= 0;
}

template <class T>
std::vector<T> at(const std::vector<T>& from, const std::vector<std::uint32_t>& rows) {
  std::vector<T> out(rows.size());
  std::ranges::transform(rows, out.begin(), [&](std::uint32_t r) { return from[r]; });
  return out;
}

celled_column cells_of(const sampled_column& c, const std::vector<std::uint32_t>& rows) {
  return c.numeric ? celled(at(c.numbers, rows)) : celled(at(c.codes, rows));
}

double entropy_of(const sampled_column& c, const std::vector<std::uint32_t>& rows) {
  std::vector<double> count(c.labels.size());
  for (const std::uint32_t r : rows) {
    ++count[static_cast<std::size_t>(c.codes[r])];
  }
  double out = 0;
  for (const double n : count) {
    const double p = n / static_cast<double>(rows.size());
    out -= n > 0 ? p * std::log(p) : 0;
  }
  return out;
}

double strength_of(double nats, const sampled_column& x, const sampled_column& y,
                   const std::vector<std::uint32_t>& rows) {
  if (x.numeric && y.numeric) {
    return std::sqrt(-std::expm1(-2 * std::max(0.0, nats)));
  }
  const double scale = x.numeric   ? entropy_of(y, rows)
                       : y.numeric ? entropy_of(x, rows)
                                   : (entropy_of(x, rows) + entropy_of(y, rows)) / 2;
  return scale > 0 ? std::clamp(nats / scale, 0.0, 1.0) : 0;
}

/// The rows of a category that occurs once tell nothing of numbers.
std::vector<std::uint32_t> without_singles(const sampled_column& words, const std::vector<std::uint32_t>& rows) {
  std::vector<std::int64_t> count(words.labels.size());
  for (const std::uint32_t r : rows) {
    ++count[static_cast<std::size_t>(words.codes[r])];
  }
  std::vector<std::uint32_t> out;
  std::ranges::copy_if(rows, std::back_inserter(out),
                       [&](std::uint32_t r) { return count[static_cast<std::size_t>(words.codes[r])] > 1; });
  return out;
}

estimate dependence_of_words(const sampled_column& x, const sampled_column& y, const std::vector<std::uint32_t>& rows,
                             const association_options& how) {
  const operand p{x.name, categories{at(x.codes, rows), x.labels}}, q{y.name, categories{at(y.codes, rows), y.labels}};
  question what{.measures = {"mutual_information"}, .level = how.level};
  what.how.threads = 1;
  return ask(what, p, &q).answers.front().estimate;
}

estimate dependence(const prepared_column& x, const prepared_column& y, const std::vector<std::uint32_t>& rows,
                    const association_options& how) {
  const sampled_column &a = *x.from, &b = *y.from;
  if (!a.numeric && !b.numeric) {
    return dependence_of_words(a, b, rows, how);
  }
  const dependence_options options{.level = how.level, .partitions = few_partitions, .threads = 1};
  if (a.numeric && b.numeric) {
    return estimating::dependence_of({.x = {&x.ordered}, .y = {&y.ordered}}, rows, options);
  }
  const prepared_column &numbers = a.numeric ? x : y, &words = a.numeric ? y : x;
  const auto kept = without_singles(*words.from, rows);
  return kept.size() > options.neighbours
             ? estimating::dependence_of({.x = {&numbers.ordered}, .categories = words.from->codes}, kept, options)
             : estimate{.value = 0, .method = method::mixed_knn, .notes = {"no word occurs often enough to tell"}};
}

void convert(estimate& e, unit to) {
  e.value = from_nats(e.value, to);
  if (e.standard_error) {
    e.standard_error = from_nats(*e.standard_error, to);
  }
  if (e.interval) {
    e.interval = {from_nats(e.interval->lower, to), from_nats(e.interval->upper, to)};
  }
}

association associate(const prepared_column& x, const prepared_column& y, const association_options& how) {
  const sampled_column &a = *x.from, &b = *y.from;
  const measure_entry& measure = find_measure("mutual_information");
  association out{
      .x = a.name,
      .y = b.name,
      .mutual_information = {
          .name = std::string(measure.name), .label = std::string(measure.label), .estimate = {.value = 0}}};
  std::vector<std::uint32_t> rows;
  for (std::uint32_t r = 0; r < (a.numeric ? a.numbers.size() : a.codes.size()); ++r) {
    if (is_there(a, r) && is_there(b, r)) {
      rows.push_back(r);
    }
  }
  out.rows = std::ssize(rows);
  estimate& found = out.mutual_information.estimate;
  if (rows.size() <= dependence_options{}.neighbours) {
    found = {.value = 0, .method = method::ksg, .notes = {fmt::format("{} rows have both: too few", rows.size())}};
    return out;
  }
  found = dependence(x, y, rows, how);
  out.strength = strength_of(found.value, a, b, rows);
  test_result test = test_independence(cells_of(a, rows), cells_of(b, rows));
  out.p_value = test.p_value;
  out.test = std::move(test.test);
  convert(found, how.unit);
  return out;
}

void adjust(std::vector<association>& pairs) {
  std::vector<std::optional<double>> p_values;
  std::ranges::transform(pairs, std::back_inserter(p_values), &association::p_value);
  const auto q_values = adjusted(p_values);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].adjusted_p_value = q_values[i];
  }
}

std::vector<association> all_pairs(const std::vector<prepared_column>& columns, const association_options& how) {
  std::vector<std::pair<std::size_t, std::size_t>> which;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (std::size_t j = i + 1; j < columns.size(); ++j) {
      which.emplace_back(i, j);
    }
  }
  std::vector<association> pairs(which.size());
  std::mutex telling;
  std::int64_t done = 0;
  const auto total = std::ssize(which);
  parallel_for(total, how.threads, [&](std::int64_t k) {
    const auto& [i, j] = which[static_cast<std::size_t>(k)];
    pairs[static_cast<std::size_t>(k)] = associate(columns[i], columns[j], how);
    if (how.on_progress) {
      const std::lock_guard one_at_a_time(telling);
      how.on_progress({"associating columns", ++done, total, "pairs"});
    }
  });
  adjust(pairs);
  std::ranges::stable_sort(pairs, std::greater{}, &association::strength);
  return pairs;
}

void check(const source& data, const sampled_rows& read, std::size_t left, const std::vector<skipped_column>& skipped) {
  if (read.rows == 0) {
    throw error(errc::empty, fmt::format("{} has no rows", data.name()));
  }
  if (left < 2) {
    std::string why;
    for (const skipped_column& s : skipped) {
      why += fmt::format("{}{} is left out: {}", why.empty() ? "; " : ", ", quoted(s.name), s.reason);
    }
    throw error(errc::empty, fmt::format("{}: associations need two columns, and there {}{}", data.name(),
                                         left == 1 ? "is one" : "is none", why));
  }
}

}  // namespace
}  // namespace comparing

associations find_associations(const source& data, const association_options& how) {
  using namespace comparing;
  const auto started = std::chrono::steady_clock::now();
  if (how.rows < 20) {
    throw bad_value("", "rows", std::nullopt, static_cast<double>(how.rows), ">= 20", errc::out_of_range);
  }
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value("", "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
  associations out{.data = data.name(), .unit = how.unit, .level = how.level};
  const std::vector<std::size_t> wanted = wanted_columns(data, how, out.skipped);
  sampled_rows read;
  if (!wanted.empty()) {
    read = sample_columns(data, wanted, how.rows, how.on_progress);
  }
  out.rows = read.rows;
  out.rows_used = std::min(read.rows, how.rows);
  std::vector<prepared_column> columns;
  for (const sampled_column& c : read.columns) {
    if (std::string why = read.rows > 0 ? nothing_to_tell(c) : ""; !why.empty()) {
      out.skipped.push_back({c.name, std::move(why)});
      continue;
    }
    out.columns.push_back({c.name, c.numeric, c.missing});
    columns.push_back({&c, c.numeric ? estimating::in_order(c.numbers) : ordered_column{}});
  }
  check(data, read, columns.size(), out.skipped);
  out.pairs = all_pairs(columns, how);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return out;
}

}  // namespace relent
