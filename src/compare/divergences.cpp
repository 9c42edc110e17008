#include "compare/divergences.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "relent/estimate/count_tests.hpp"
#include "relent/measure/hellinger_distance.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"
#include "relent/measure/population_stability_index.hpp"
#include "relent/measure/total_variation.hpp"

#include "estimate/histogram_intervals.hpp"

namespace relent::comparing {
namespace {

std::int64_t total_of(std::span<const count_pair> cells, bool current) noexcept {
  std::int64_t all = 0;
  for (const count_pair& c : cells) {
    all += current ? c.q : c.p;
  }
  return all;
}

// Both sides' counts as rows of masses, for the measures.
struct rows {
  std::vector<double> reference{}, current{};

  explicit rows(std::span<const count_pair> cells) {
    reference.reserve(cells.size());
    current.reserve(cells.size());
    for (const count_pair& c : cells) {
      reference.push_back(static_cast<double>(c.p));
      current.push_back(static_cast<double>(c.q));
    }
  }
};

constexpr double comfortable = 5;    // counts of a cell, above which a normal distribution is near
constexpr double told_gain = 0.001;  // of a divergence by its last doubling of bins

constexpr parameters as_shares{.mode = mass_mode::normalise};

std::string list_of(std::span<const count_pair> cells, const std::function<std::string(std::size_t)>& label,
                    bool current_lacks) {
  std::vector<std::size_t> lacking;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::int64_t absent = current_lacks ? cells[i].q : cells[i].p;
    if (absent == 0 && cells[i].total() > 0) {
      lacking.push_back(i);
    }
  }
  std::ranges::stable_sort(lacking, [&](std::size_t a, std::size_t b) { return cells[a].total() > cells[b].total(); });
  std::string words;
  constexpr std::size_t named = 5;
  for (std::size_t i = 0; i < std::min(named, lacking.size()); ++i) {
    words += (i == 0 ? "" : ", ") + label(lacking[i]);
  }
  if (lacking.size() > named) {
    words += fmt::format(" and {} more", lacking.size() - named);
  }
  return words;
}

// Where counts are small the intervals are no promise: said once, with the first measure.
void note_rare(std::span<const count_pair> cells, std::vector<answer>& answers) {
  const count_pair all = sum_of(cells);
  const auto rare = std::ranges::count_if(
      cells, [&](const count_pair& c) { return c.total() > 0 && least_expected(c, all) < comfortable; });
  if (rare > 0) {
    answers.front().estimate.notes.push_back(fmt::format(
        "{} of the cells let expect fewer than {} counts: the intervals are a rough guide", rare, comfortable));
  }
}

}  // namespace

double js_of(std::span<const count_pair> cells) {
  const rows r(cells);
  return js_divergence(r.reference, r.current, as_shares);
}

double js_by_chance(std::span<const count_pair> cells) {
  const auto used = std::ranges::count_if(cells, [](const count_pair& c) { return c.total() > 0; });
  return static_cast<double>(used - 1) / 8 *
         (1 / static_cast<double>(total_of(cells, false)) + 1 / static_cast<double>(total_of(cells, true)));
}

divergence_answers divergences(std::span<const count_pair> cells, std::span<const count_pair> full, method how,
                               double level, const std::function<std::string(std::size_t)>& label) {
  const rows r(cells);
  divergence_answers out;
  const auto add = [&](std::string name, std::string words, auto measure, bool in_units) {
    answer a{std::move(name), std::move(words), {}, in_units, {}};
    a.estimate.value = measure(r.reference, r.current, as_shares);
    a.estimate.method = how;
    out.answers.push_back(std::move(a));
    return out.answers.back().estimate.value;
  };
  add("js_divergence", "Jensen-Shannon", js_divergence, true);
  const double kl = add("kl_divergence", "KL(reference‖current)", kl_divergence, true);
  const double psi = add("population_stability_index", "PSI", population_stability_index, true);
  add("total_variation", "total variation", total_variation, false);
  add("hellinger_distance", "Hellinger", hellinger_distance, false);
  out.js_contributions.resize(cells.size());
  rules::js_divergence.contributions(r.reference, r.current, as_shares, out.js_contributions.data());
  const std::string vanished = list_of(cells, label, true);
  const std::string fresh = list_of(cells, label, false);
  if (std::isinf(kl)) {
    out.answers[1].estimate.notes.push_back("infinite: the current has none of " + vanished);
  }
  if (std::isinf(psi)) {
    std::string why = vanished.empty() ? "" : "the current has none of " + vanished;
    why += fresh.empty() ? "" : (why.empty() ? "" : ", ") + ("the reference has none of " + fresh);
    out.answers[2].estimate.notes.push_back("infinite without smoothing: " + why);
  }
  for (answer& a : out.answers) {
    estimating::add_histogram_interval(a.name, cells, full, level, a.estimate);
  }
  note_rare(cells, out.answers);
  return out;
}

void widen_for_bins(divergence_answers& of, std::span<const count_pair> fine, std::span<const count_pair> coarse) {
  for (answer& a : of.answers) {
    estimate& e = a.estimate;
    if (!e.interval || !std::isfinite(e.value) || !std::isfinite(e.interval->upper)) {
      continue;
    }
    const double gain = estimating::gain_of_cells(a.name, fine, coarse);
    if (gain > told_gain) {
      e.interval->upper = std::min(estimating::most_of(a.name), e.interval->upper + gain * e.value);
      e.notes.push_back(fmt::format("{:.2g}% less with half the bins", 100 * gain));
    }
  }
}

}  // namespace relent::comparing
