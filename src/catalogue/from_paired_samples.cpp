#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/estimate/mutual_information.hpp"

#include "problem.hpp"

namespace relent {
namespace {

/// The rows of a side that are there, and which those are.
struct present_rows {
  const double* values = nullptr;  ///< of numbers, row by row; null for words
  std::size_t columns = 1;
  std::vector<std::int64_t> rows{};  ///< rising
  std::size_t all = 0;               ///< rows, missing ones too
};

present_rows numbers_of(std::string_view argument, const std::vector<double>& values, std::size_t columns,
                        std::int64_t missing, const std::vector<std::int64_t>& missing_rows) {
  if (missing != std::ssize(missing_rows)) {
    throw error(errc::invalid_value, fmt::format("{}: {} values are missing, and which rows those are must be known to "
                                                 "pair the others (missing_rows)",
                                                 argument, missing));
  }
  present_rows out{values.data(), columns};
  out.all = (columns == 0 ? 0 : values.size() / columns) + missing_rows.size();
  auto gap = missing_rows.begin();
  for (std::int64_t row = 0; row < static_cast<std::int64_t>(out.all); ++row) {
    if (gap != missing_rows.end() && *gap == row) {
      ++gap;
    } else {
      out.rows.push_back(row);
    }
  }
  return out;
}

present_rows rows_of(std::string_view argument, const operand& o) {
  if (const auto* numbers = std::get_if<samples>(&o.content)) {
    return numbers_of(argument, numbers->values, 1, numbers->missing, numbers->missing_rows);
  }
  if (const auto* joint = std::get_if<joint_samples>(&o.content)) {
    return numbers_of(argument, joint->rows.values, joint->rows.columns, joint->missing, joint->missing_rows);
  }
  const auto& words = std::get<categories>(o.content);
  present_rows out;
  out.all = words.codes.size();
  for (std::size_t i = 0; i < words.codes.size(); ++i) {
    if (words.codes[i] >= 0) {
      out.rows.push_back(static_cast<std::int64_t>(i));
    }
  }
  return out;
}

/// The rows that both sides have.
struct pairing {
  present_rows p, q;
  std::vector<std::size_t> in_p{}, in_q{};  ///< places of the common rows on either side
};

pairing pair_rows(const operand& p, const operand& q, std::vector<std::string>& notes) {
  pairing out{rows_of("p", p), rows_of("q", q)};
  if (out.p.all != out.q.all) {
    throw error(errc::shape_mismatch,
                fmt::format("p has {} rows and q has {}; they are paired row by row, so they must "
                            "be the same",
                            out.p.all, out.q.all));
  }
  for (std::size_t i = 0, j = 0; i < out.p.rows.size() && j < out.q.rows.size();) {
    if (out.p.rows[i] == out.q.rows[j]) {
      out.in_p.push_back(i++);
      out.in_q.push_back(j++);
    } else {
      ++(out.p.rows[i] < out.q.rows[j] ? i : j);
    }
  }
  if (const std::size_t lost = out.p.all - out.in_p.size(); lost > 0) {
    notes.push_back(
        fmt::format("{} of {} rows have a missing value on one side or the other and are left out", lost, out.p.all));
  }
  if (out.in_p.empty()) {
    throw error(errc::empty, "no row has a value on both sides");
  }
  return out;
}

matrix chosen(const present_rows& from, std::span<const std::size_t> places) {
  matrix out(places.size(), from.columns);
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::copy_n(from.values + places[i] * from.columns, from.columns,
                out.values.begin() + static_cast<std::ptrdiff_t>(i * from.columns));
  }
  return out;
}

std::vector<std::int32_t> words_at(const operand& words, const present_rows& from,
                                   std::span<const std::size_t> places) {
  const auto& codes = std::get<categories>(words.content).codes;
  std::vector<std::int32_t> out(places.size());
  std::ranges::transform(places, out.begin(),
                         [&](std::size_t i) { return codes[static_cast<std::size_t>(from.rows[i])]; });
  return out;
}

}  // namespace

answer from_paired_samples(const measure_entry& measure, const operand& p, const operand* q, const question& what) {
  if (measure.name != "mutual_information") {
    throw error(errc::unsupported, fmt::format("no {} of columns with numbers: this version estimates their "
                                               "mutual_information alone",
                                               measure.name));
  }
  answer out{.name = std::string(measure.name),
             .label = std::string(measure.label),
             .estimate = {},
             .in_units = measure.in_units};
  std::vector<std::string> notes;
  const pairing rows = pair_rows(p, *q, notes);
  const dependence_options how{.level = what.level, .threads = what.how.threads};
  const bool p_words = rows.p.values == nullptr, q_words = rows.q.values == nullptr;
  if (!p_words && !q_words) {
    out.estimate = sample_mutual_information(chosen(rows.p, rows.in_p), chosen(rows.q, rows.in_q), how);
  } else if (q_words) {
    out.estimate = sample_mutual_information(chosen(rows.p, rows.in_p), words_at(*q, rows.q, rows.in_q), how);
  } else {
    out.estimate = sample_mutual_information(chosen(rows.q, rows.in_q), words_at(p, rows.p, rows.in_p), how);
  }
  out.estimate.notes.insert(out.estimate.notes.begin(), notes.begin(), notes.end());
  return out;
}

}  // namespace relent
