#pragma once

#include <cstddef>
#include <vector>

#include "relent/fit/fit.hpp"

#include "likelihood.hpp"
#include "objective.hpp"

namespace relent {

/// Bins of one width and the share of each.
struct histogram {
  std::vector<double> edges, shares;

  /// The uniform distributions of the bins that are not empty, mixed. Each but the last ends at the double below its
  /// upper edge, so that an edge is in one bin only.
  [[nodiscard]] distribution model() const;
};

/// Of data; `bins` 0: as many as Birgé and Rozenholc's criterion says, for so many independent observations as the
/// weights are worth (Kish 1965). Throws error(errc::out_of_range) where all values are equal.
[[nodiscard]] histogram histogram_of(const weighted_values& data, std::size_t bins);

/// KL(target‖histogram) at its least: each bin has the target's mass. Throws error(errc::unsupported) for a target
/// without ends, another objective, and a number of bins that is not given.
[[nodiscard]] fit_answer histogram_to_density(const distribution& target, const fit_family& family,
                                              const objective& by);

/// The ends and the shares; of so many observations, with Wilson's intervals (0: none).
[[nodiscard]] std::vector<fitted_parameter> histogram_parameters(const histogram& h, double observations, double level);

}  // namespace relent
