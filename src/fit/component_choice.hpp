#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "relent/fit/fit.hpp"
#include "relent/fit/mixture_em.hpp"

#include "likelihood.hpp"
#include "minimise.hpp"

namespace relent {

/// Whether the number of components is chosen by cross-validation, else by BIC. Throws error(errc::unknown_name) for
/// another way to choose.
[[nodiscard]] bool by_cross_validation(const fit_options& how);

constexpr std::size_t most_components = 10, folds = 5;

/// The fold of each of n observations, dealt at random.
[[nodiscard]] std::vector<std::size_t> dealt(std::size_t n, std::uint64_t seed);

/// What is told of a choice: how many components were found best, and that time was up.
[[nodiscard]] std::string choice_note(std::size_t components, bool left_out);
[[nodiscard]] std::string cut_note(std::size_t components);

/// A fit with so many components, and what is to be least.
template <class Fit>
struct priced_fit {
  Fit fit;
  double cost;
};

/// The cheapest of the fits `at(k)` of k = 1, 2, ... components up to `most`, until two in a row are no better or time
/// is up. A component as narrow as the floor sits on repeated values: its likelihood is the floor's, not a density's,
/// and the fit is passed over.
template <class Fit, class At>
[[nodiscard]] Fit cheapest(std::size_t most, const fit_options& how, std::vector<std::string>& notes, const At& at) {
  constexpr int patience = 2;
  const smooth_function clock{{}, 0, deadline(how.time_limit)};
  std::optional<priced_fit<Fit>> best;
  std::size_t components = 1;
  int worse = 0;
  for (std::size_t k = 1; k <= std::max<std::size_t>(most, 1) && worse < patience; ++k) {
    priced_fit<Fit> next = at(k);
    if (k > 1 && next.fit.floored > 0) {
      next.cost = std::numeric_limits<double>::infinity();
    }
    if (!best || next.cost < best->cost) {
      best = std::move(next);
      components = k;
      worse = 0;
    } else {
      ++worse;
    }
    if (clock.out_of_time()) {
      notes.push_back(cut_note(k));
      break;
    }
  }
  notes.push_back(choice_note(components, by_cross_validation(how)));
  return std::move(best->fit);
}

/// A mixture of so many normals; of 0: of as many, from 1 to 10, as `how.choose` finds best, which a note says.
[[nodiscard]] em_fit mixture_of_samples(const weighted_values& data, std::size_t components, const fit_options& how,
                                        std::vector<std::string>& notes);

}  // namespace relent
