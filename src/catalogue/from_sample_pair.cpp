#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "problem.hpp"

namespace relent {
namespace {

/// The numbers of an operand as rows.
observations rows_of(const operand& o, std::string_view argument, const question& what,
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

/// The share of rows that another one equals.
double repeated(const observations& p, const observations& q) {
  const std::size_t d = p.rows.columns;
  std::vector<const double*> all;
  for (const observations* side : {&p, &q}) {
    for (std::size_t i = 0; i < side->rows.rows; ++i) {
      all.push_back(side->rows.row(i).data());
    }
  }
  std::ranges::sort(all,
                    [d](const double* a, const double* b) { return std::lexicographical_compare(a, a + d, b, b + d); });
  std::size_t distinct = all.empty() ? 0 : 1;
  for (std::size_t i = 1; i < all.size(); ++i) {
    distinct += !std::equal(all[i - 1], all[i - 1] + d, all[i]);
  }
  return 1 - static_cast<double>(distinct) / static_cast<double>(std::max<std::size_t>(all.size(), 1));
}

bool weighs(const observations& side) { return !side.weights.empty() || side.serial; }

void require_same_width(std::size_t p, std::size_t q) {
  if (p != q) {
    throw error(errc::shape_mismatch, fmt::format("a row of p has {} number{}, one of q {}", p, p == 1 ? "" : "s", q));
  }
}

const matrix* rows_in(const operand& o) {
  const auto* several = std::get_if<joint_samples>(&o.content);
  return several != nullptr ? &several->rows : nullptr;
}

}  // namespace

problem from_sample_pair(const operand& p, const operand* q, const question& what) {
  constexpr double mostly = 0.5;  ///< share of repeated values from which they are taken for atoms
  problem out{.p = {}, .method = method::density_ratio};
  observations first = rows_of(p, "p", what, out.notes), second = rows_of(*q, "q", what, out.notes);
  require_same_width(first.rows.columns, second.rows.columns);
  const bool single = rows_in(p) == nullptr && rows_in(*q) == nullptr;
  const bool few = std::min(first.rows.rows, second.rows.rows) < least_for_ratio;
  const bool atoms = !few && repeated(first, second) >= mostly;
  if (single && !weighs(first) && !weighs(second) && (few || atoms)) {
    problem binned = from_samples(p, q, what);
    binned.notes.push_back(
        few ? fmt::format("less than {} values on a side: too few for the ratio of densities", least_for_ratio)
            : "most values repeat: they are counted, as the ratio of densities is for values that "
              "do not");
    return binned;
  }
  if (atoms) {
    out.notes.emplace_back("most values repeat; the ratio of densities smooths over them");
  }
  if (single && !weighs(first) && !weighs(second) && what.explain) {
    std::vector<std::string> notes = std::move(out.notes);
    out = from_samples(p, q, what);
    out.notes = std::move(notes);
  }
  log_ratios ratios = fit_log_ratios(first, second);
  out.numbers =
      std::make_shared<const sample_pair>(sample_pair{std::move(first), std::move(second), std::move(ratios)});
  return out;
}

problem from_sample_beside_density(const operand& p, const operand* q, const question& what) {
  const bool data_first =
      std::holds_alternative<samples>(p.content) || std::holds_alternative<joint_samples>(p.content);
  const operand &data = data_first ? p : *q, &model = data_first ? *q : p;
  const std::string_view argument = data_first ? "p" : "q";
  const auto* one = std::get_if<distribution>(&model.content);
  if (one != nullptr && one->support().lattice && std::holds_alternative<samples>(data.content)) {
    problem out = counted(std::get<samples>(data.content), argument, *one, what);
    if (!data_first) {
      std::swap(out.p, *out.q);
    }
    return out;
  }
  problem out{.p = {}, .method = method::density_ratio};
  observations rows = rows_of(data, argument, what, out.notes);
  if (one != nullptr) {
    require_same_width(rows.rows.columns, 1);
  }
  against_known both = one != nullptr ? beside_draws(std::move(rows), *one)
                                      : beside_draws(std::move(rows), std::get<joint_distribution>(model.content));
  out.notes.push_back(fmt::format("{} stands for itself by {} draws", data_first ? "Q" : "P", both.draws.rows.rows));
  observations &first = data_first ? both.data : both.draws, &second = data_first ? both.draws : both.data;
  log_ratios ratios = fit_log_ratios(first, second);
  out.numbers =
      std::make_shared<const sample_pair>(sample_pair{std::move(first), std::move(second), std::move(ratios)});
  return out;
}

estimate from_numbers(const measure_entry& measure, const problem& given, const question& what) {
  estimate out = divergence_by_ratio(measure.name, given.numbers->ratios,
                                     {.alpha = what.how.alpha, .weight = what.how.weight, .level = what.level});
  out.notes.insert(out.notes.begin(), given.notes.begin(), given.notes.end());
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
