#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/estimate/equality_test.hpp"

namespace relent::comparing {

/// The measures of two sides' counts, and what every cell adds to the Jensen-Shannon divergence.
struct divergence_answers {
  std::vector<answer> answers{};           ///< KL, JS, PSI, total variation, Hellinger; in nats
  std::vector<double> js_contributions{};  ///< a cell each, in nats
};

/// Counts as shares, without smoothing. KL(reference‖current) is infinite where the current lacks what the
/// reference has, PSI where either lacks what the other has; a note then names the cells by `label`.
/// Both sides must have values. Each with its interval of this level, for which `full` are the same counts in cells
/// joined until each has many.
[[nodiscard]] divergence_answers divergences(std::span<const count_pair> cells, std::span<const count_pair> full,
                                             method how, double level,
                                             const std::function<std::string(std::size_t)>& label);

/// What bins hide can only make a divergence larger: every finite one's upper limit grows by what the divergence, less
/// its bias, gained from half as many bins, and a note says how much that was.
void widen_for_bins(divergence_answers& of, std::span<const count_pair> fine, std::span<const count_pair> coarse);

/// Jensen-Shannon of the counts alone, in nats.
[[nodiscard]] double js_of(std::span<const count_pair> cells);

/// What Jensen-Shannon is about when both sides are samples of the same distribution: (k-1)/8 (1/n + 1/m).
[[nodiscard]] double js_by_chance(std::span<const count_pair> cells);

}  // namespace relent::comparing
