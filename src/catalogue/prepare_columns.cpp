#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "problem.hpp"

namespace relent {
namespace {

void divide_by_total(side& s, std::string_view argument) {
  s.observations = 0;
  for (const double count : s.masses) {
    s.observations += count;
  }
  if (s.observations == 0) {
    throw error(errc::empty, fmt::format("{} has no values: every row is missing, or there are none", argument));
  }
  for (double& count : s.masses) {
    count /= s.observations;
  }
}

/// Counts the codes of one column into the cells that `place` gives its labels.
side count(const categories& column, const std::vector<std::size_t>& place, std::size_t cells,
           std::string_view argument, std::vector<std::string>& notes) {
  side out{std::vector<double>(cells), 0};
  std::int64_t missing = 0;
  for (const std::int32_t code : column.codes) {
    if (code < 0) {
      ++missing;
    } else {
      out.masses[place[static_cast<std::size_t>(code)]] += 1;
    }
  }
  note_missing(argument, missing, std::ssize(column.codes), notes);
  divide_by_total(out, argument);
  return out;
}

/// Where each label of one column stands in the union of all labels, which grows as needed.
class label_union {
 public:
  std::vector<std::size_t> places(const std::vector<std::string>& labels) {
    std::vector<std::size_t> out;
    out.reserve(labels.size());
    for (const std::string& label : labels) {
      const auto [found, added] = index_.try_emplace(label, labels_.size());
      if (added) {
        labels_.push_back(label);
      }
      out.push_back(found->second);
    }
    return out;
  }
  std::size_t size() const { return labels_.size(); }
  std::vector<std::string> take() { return std::move(labels_); }

 private:
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string> labels_;
};

/// How many bins: enough to see the shape, few enough that each holds several values of the smaller side.
std::size_t bins_for(std::size_t smaller) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(2 * std::cbrt(static_cast<double>(smaller))), 2, 256);
}

/// Inner edges that give every bin about the same share of `pooled`; ties may leave fewer.
std::vector<double> equal_share_edges(std::vector<double> pooled, std::size_t bins) {
  std::ranges::sort(pooled);
  std::vector<double> edges;
  for (std::size_t b = 1; b < bins; ++b) {
    const double edge = pooled[b * pooled.size() / bins];
    if (edge > pooled.front() && (edges.empty() || edge > edges.back())) {
      edges.push_back(edge);
    }
  }
  return edges;
}

side count(const samples& column, const std::vector<double>& edges, std::string_view argument,
           std::vector<std::string>& notes) {
  side out{std::vector<double>(edges.size() + 1), 0};
  for (const double v : column.values) {
    out.masses[static_cast<std::size_t>(std::ranges::upper_bound(edges, v) - edges.begin())] += 1;
  }
  note_missing(argument, column.missing, std::ssize(column.values) + column.missing, notes);
  divide_by_total(out, argument);
  return out;
}

std::vector<std::string> bin_labels(const std::vector<double>& edges) {
  std::vector<std::string> out;
  for (std::size_t b = 0; b <= edges.size(); ++b) {
    if (edges.empty()) {
      out.emplace_back("all values");
    } else if (b == 0) {
      out.push_back(fmt::format("below {:.6g}", edges[0]));
    } else if (b == edges.size()) {
      out.push_back(fmt::format("{:.6g} and above", edges.back()));
    } else {
      out.push_back(fmt::format("{:.6g} to {:.6g}", edges[b - 1], edges[b]));
    }
  }
  return out;
}

}  // namespace

void note_missing(std::string_view argument, std::int64_t missing, std::int64_t rows, std::vector<std::string>& notes) {
  if (missing > 0) {
    notes.push_back(fmt::format("{}: {} of {} values are missing and left out", argument, missing, rows));
  }
}

problem from_categories(const operand& p, const operand* q, const question& /*what*/) {
  problem out{.p = {}, .method = method::plug_in};
  label_union all;
  const auto& first = std::get<categories>(p.content);
  const auto first_places = all.places(first.labels);
  if (q == nullptr) {
    out.p = count(first, first_places, all.size(), "p", out.notes);
  } else {
    const auto& second = std::get<categories>(q->content);
    const auto second_places = all.places(second.labels);
    out.p = count(first, first_places, all.size(), "p", out.notes);
    out.q = count(second, second_places, all.size(), "q", out.notes);
  }
  out.labels = all.take();
  return out;
}

problem from_paired_categories(const operand& p, const operand* q, const question& /*what*/) {
  const auto& first = std::get<categories>(p.content);
  const auto& second = std::get<categories>(q->content);
  if (first.codes.size() != second.codes.size()) {
    throw error(errc::shape_mismatch,
                fmt::format("p has {} rows and q has {}; a joint table pairs them row by row, so they must be the same",
                            first.codes.size(), second.codes.size()));
  }
  constexpr std::size_t most_cells = 100'000'000;
  const std::size_t width = second.labels.size();
  if (width != 0 && first.labels.size() > most_cells / width) {
    throw error(errc::unsupported, fmt::format("a joint table of {} x {} categories is too large (at most {} cells)",
                                               first.labels.size(), width, most_cells));
  }
  problem out{.p = {std::vector<double>(first.labels.size() * width), 0}, .method = method::plug_in};
  std::int64_t missing = 0;
  for (std::size_t row = 0; row < first.codes.size(); ++row) {
    if (first.codes[row] < 0 || second.codes[row] < 0) {
      ++missing;
    } else {
      out.p.masses[static_cast<std::size_t>(first.codes[row]) * width + static_cast<std::size_t>(second.codes[row])] +=
          1;
    }
  }
  if (missing > 0) {
    out.notes.push_back(fmt::format("{} of {} rows have a missing value on one side or the other and are left out",
                                    missing, first.codes.size()));
  }
  divide_by_total(out.p, "the joint table");
  out.shape = {std::ssize(first.labels), std::ssize(second.labels)};
  return out;
}

problem from_samples(const operand& p, const operand* q, const question& /*what*/) {
  const auto& first = std::get<samples>(p.content);
  const auto& second = std::get<samples>(q->content);
  const std::size_t smaller = std::min(first.values.size(), second.values.size());
  if (smaller == 0) {
    throw error(errc::empty, fmt::format("{} has no values: every row is missing, or there are none",
                                         first.values.empty() ? "p" : "q"));
  }
  std::vector<double> pooled = first.values;
  pooled.insert(pooled.end(), second.values.begin(), second.values.end());
  const std::vector<double> edges = equal_share_edges(std::move(pooled), bins_for(smaller));
  problem out{.p = {}, .method = method::binned};
  out.p = count(first, edges, "p", out.notes);
  out.q = count(second, edges, "q", out.notes);
  out.labels = bin_labels(edges);
  out.notes.push_back(
      fmt::format("counted in {} bins with equal shares of both columns together; "
                  "what differs within a bin is not seen, so a divergence comes out too small",
                  edges.size() + 1));
  return out;
}

}  // namespace relent
