#include "compare/divergences.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "relent/measure/hellinger_distance.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"
#include "relent/measure/population_stability_index.hpp"
#include "relent/measure/total_variation.hpp"

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

divergence_answers divergences(std::span<const count_pair> cells, method how,
                               const std::function<std::string(std::size_t)>& label) {
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
  return out;
}

}  // namespace relent::comparing
