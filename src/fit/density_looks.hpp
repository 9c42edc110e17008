#pragma once

#include <cstddef>
#include <vector>

#include "relent/fit/fit.hpp"

#include "panels.hpp"

namespace relent {

/// A log density where it was looked at, from end to end of where it counts.
struct density_looks {
  std::vector<double> places, values;  ///< places rising
  double highest = 0;                  ///< the largest value
  double core = 0;                     ///< how wide the part is that holds most
  std::vector<double> cuts;            ///< ends, local maxima, and on heavy tails places that grow by a factor
  std::vector<double> maxima;
  bool has_mean = true, has_variance = true;  ///< whether the tails fall fast enough
};

/// Looks around `about`, finer near it; on to where the density has fallen by 60 nats, and, on a tail that falls like a
/// power, to where what lies beyond is below e^-36 of the integrals that exist; closer at the highest place. `f` is
/// asked within the bounds only. Throws error(errc::out_of_range) where nothing is found or the density does not
/// integrate, error(errc::invalid_value) for NaN and +infinity.
[[nodiscard]] density_looks look_around(const log_density_target& target, const line_function& f);

}  // namespace relent
