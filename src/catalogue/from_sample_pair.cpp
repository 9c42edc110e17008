#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/estimate/sample_divergence.hpp"
#include "relent/estimate/sample_entropy.hpp"
#include "relent/estimate/weighted.hpp"

#include "problem.hpp"

namespace relent {
namespace {

struct repetition {
  std::size_t distinct;  ///< rows
  double heaviest;       ///< share of the row that occurs most often
};

repetition repeated(std::initializer_list<const observations*> sides) {
  std::vector<std::span<const double>> all;
  for (const observations* side : sides) {
    for (std::size_t i = 0; i < side->rows.rows; ++i) {
      all.push_back(side->rows.row(i));
    }
  }
  std::ranges::sort(all, [](auto a, auto b) { return std::ranges::lexicographical_compare(a, b); });
  std::size_t distinct = 0, longest = 0, run = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool again = i > 0 && std::ranges::equal(all[i - 1], all[i]);
    distinct += !again;
    run = again ? run + 1 : 1;
    longest = std::max(longest, run);
  }
  return {distinct, static_cast<double>(longest) / static_cast<double>(std::max<std::size_t>(all.size(), 1))};
}

/// Two samples counted value by value.
problem counted_together(const operand& p, const operand& q, const question& what) {
  problem out{.p = {}, .method = method::plug_in};
  const points first = points_of(p, "p", what, out.notes), second = points_of(q, "q", what, out.notes);
  std::ranges::set_union(first.places, second.places, std::back_inserter(out.positions));
  out.p = {masses_at(first, out.positions), first.observations};
  out.q = {masses_at(second, out.positions), second.observations};
  return out;
}

bool weighs(const observations& side) { return !side.weights.empty() || side.serial; }

void require_same_width(std::size_t p, std::size_t q) {
  if (p != q) {
    throw error(errc::shape_mismatch, fmt::format("a row of p has {} number{}, one of q {}", p, p == 1 ? "" : "s", q));
  }
}

}  // namespace

observations observations_of(const operand& o, std::string_view argument, const question& what,
                             std::vector<std::string>& notes) {
  observations out;
  std::int64_t missing = 0;
  if (const auto* one = std::get_if<samples>(&o.content)) {
    out = observed(one->values, one->weights, what.serial);
    missing = one->missing;
  } else {
    const auto& several = std::get<joint_samples>(o.content);
    out = {.rows = several.rows, .weights = several.weights, .serial = what.serial};
    missing = several.missing;
  }
  note_missing(argument, missing, static_cast<std::int64_t>(out.rows.rows) + missing, notes);
  return out;
}

answer from_sample_alone(const measure_entry& measure, const operand& p, const operand* /*q*/, const question& what) {
  answer out{.name = std::string(measure.name),
             .label = std::string(measure.label),
             .estimate = {},
             .in_units = measure.in_units};
  std::vector<std::string> notes;
  const observations rows = observations_of(p, "p", what, notes);
  out.estimate = weighs(rows)             ? entropy_by_ratio(rows, what.level)
                 : rows.rows.columns == 1 ? sample_entropy(rows.rows.values, what.level, what.how.threads)
                                          : sample_entropy(rows.rows, what.level, what.how.threads);
  out.estimate.notes.insert(out.estimate.notes.begin(), notes.begin(), notes.end());
  return out;
}

problem from_sample_pair(const operand& p, const operand* q, const question& what) {
  constexpr std::size_t countable = 256;  ///< different values that are counted one by one
  constexpr double heavy_atom = 0.25,
                   atom = 0.05;  ///< share of one value from which there is no density at all, or not everywhere
  problem out{.p = {}, .method = method::density_ratio};
  sample_pair pair{observations_of(p, "p", what, out.notes), observations_of(*q, "q", what, out.notes), std::nullopt};
  require_same_width(pair.p.rows.columns, pair.q.rows.columns);
  const bool few = std::min(pair.p.rows.rows, pair.q.rows.rows) < least_for_ratio;
  const std::size_t distinct = repeated({&pair.p, &pair.q}).distinct;
  const double heaviest = std::max(repeated({&pair.p}).heaviest, repeated({&pair.q}).heaviest);
  const bool atoms = !few && (2 * distinct <= pair.p.rows.rows + pair.q.rows.rows || heaviest > heavy_atom);
  const bool bins = !weighs(pair.p) && !weighs(pair.q) && std::holds_alternative<samples>(p.content);
  if (bins && (few || atoms || what.explain)) {
    std::vector<std::string> notes = std::move(out.notes);
    out = atoms && distinct <= countable ? counted_together(p, *q, what) : from_samples(p, q, what);
    if (!few && !atoms) {
      out.notes = std::move(notes);  // bins only explain
    }
  }
  if (bins && (few || atoms)) {
    out.notes.push_back(
        few ? fmt::format("less than {} values on a side, too few for the ratio of their densities", least_for_ratio)
        : distinct <= countable ? "values repeat, so they are counted"
                                : "values repeat, so they are binned");
  } else {
    if (atoms || (heaviest > atom && !few)) {
      out.notes.emplace_back(
          fmt::format("one value is {:.0f}% of a side: an atom, over which the ratio of densities smooths, so that a "
                      "divergence may come out too small",
                      100 * heaviest));
    }
    if (!few || weighs(pair.p) ||
        weighs(pair.q)) {  // of few rows neighbours tell KL, and `from_numbers` refuses others
      pair.ratios = fit_log_ratios(pair.p, pair.q);
    }
  }
  out.numbers = std::make_shared<const sample_pair>(std::move(pair));
  return out;
}

problem from_sample_beside_density(const operand& p, const operand* q, const question& what) {
  const bool data_first =
      std::holds_alternative<samples>(p.content) || std::holds_alternative<joint_samples>(p.content);
  const operand &data = data_first ? p : *q, &model = data_first ? *q : p;
  const std::string_view argument = data_first ? "p" : "q";
  const auto* one = std::get_if<distribution>(&model.content);
  if (one != nullptr && one->support().lattice && std::holds_alternative<samples>(data.content)) {
    return beside_masses(data, *one, data_first, what);
  }
  problem out{.p = {}, .method = method::density_ratio};
  observations rows = observations_of(data, argument, what, out.notes);
  if (one != nullptr) {
    require_same_width(rows.rows.columns, 1);
  }
  against_known both = one != nullptr ? beside_draws(std::move(rows), *one)
                                      : beside_draws(std::move(rows), std::get<joint_distribution>(model.content));
  out.notes.push_back(fmt::format("{} stands for itself by {} draws", data_first ? "Q" : "P", both.draws.rows.rows));
  observations &first = data_first ? both.data : both.draws, &second = data_first ? both.draws : both.data;
  log_ratios ratios = fit_log_ratios(first, second);
  out.method = method::density_ratio;
  out.numbers =
      std::make_shared<const sample_pair>(sample_pair{std::move(first), std::move(second), std::move(ratios)});
  return out;
}

namespace {

bool is_data(const observations& side) { return side.known.empty(); }

/// KL(P‖Q), or the cross-entropy, of two samples by neighbours; none where these cannot tell it.
std::optional<estimate> by_neighbours(bool cross, const observations& p, const observations& q, const question& what) {
  const int threads = what.how.threads;
  if (weighs(p) || weighs(q) || !is_data(p) || !is_data(q)) {
    return std::nullopt;
  }
  if (p.rows.columns == 1) {
    const std::span<const double> x = p.rows.values, y = q.rows.values;
    return cross ? sample_cross_entropy(x, y, what.level, threads) : sample_kl_divergence(x, y, what.level, threads);
  }
  return cross ? sample_cross_entropy(p.rows, q.rows, what.level, threads)
               : sample_kl_divergence(p.rows, q.rows, what.level, threads);
}

}  // namespace

std::optional<estimate> from_numbers(const measure_entry& measure, const problem& given, const question& what) {
  if (given.numbers == nullptr) {
    return std::nullopt;
  }
  const sample_pair& pair = *given.numbers;
  const bool reverse = measure.name == "reverse_kl_divergence", cross = measure.name == "cross_entropy";
  std::optional<estimate> near, out;
  if (cross || reverse || measure.name == "kl_divergence") {
    near = by_neighbours(cross, reverse ? pair.q : pair.p, reverse ? pair.p : pair.q, what);
  }
  if (!near && !pair.ratios && given.p.masses.empty()) {
    static_cast<void>(fit_log_ratios(pair.p, pair.q));  // throws: too few rows
  }
  if (pair.ratios && !cross) {
    out = divergence_by_ratio(measure.name, *pair.ratios,
                              {.alpha = what.how.alpha, .weight = what.how.weight, .level = what.level});
    out->notes.insert(out->notes.begin(), given.notes.begin(), given.notes.end());
  }
  if (near) {
    out = out && std::isfinite(near->value) ? beside(*std::move(near), *out) : std::move(near);
  }
  return out;
}

problem from_sample_on_places(const operand& p, const operand* q, const question& what) {
  const bool data_first = std::holds_alternative<samples>(p.content);
  const operand &data = data_first ? p : *q, &list = data_first ? *q : p;
  std::vector<std::string> unused;
  const points at = points_of(list, data_first ? "q" : "p", what, unused);
  for (const double x : std::get<samples>(data.content).values) {
    const bool could_be = what.support.empty() && x >= 0 && x == std::floor(x);
    if (!could_be && !std::ranges::binary_search(at.places, x)) {
      throw error(
          errc::unsupported,
          fmt::format("{} holds {:.6g}, where {} has no element: they are at {}", data.text, x, list.text,
                      what.support.empty() ? "0, 1, 2, ...; --support says where else" : "the places of --support"));
    }
  }
  return on_a_line(p, q, what);
}

}  // namespace relent
