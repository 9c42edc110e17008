#include "relent/estimate/unseen_mass.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/chi_square_interval.hpp"
#include "estimate/count_profile.hpp"

namespace relent {

estimate unseen_mass(std::span<const double> counts, double level) {
  constexpr const char* function = "unseen_mass";
  estimating::check_level(function, level);
  const estimating::count_profile seen = estimating::profile_of(counts, function, "counts");
  const double n = seen.observations, once = seen.once, share = once / n;
  const double error = std::sqrt(once * (1 - share) + 2 * seen.twice) / n;
  const double reach = estimating::normal_quantile(level) * error;
  const double poisson = gamma_upper_inverse(once + 1, (1 - level) / 2) / n;
  estimate out{.value = share, .method = method::good_turing, .standard_error = error};
  out.interval = {std::max(0.0, share - reach), std::min(1.0, std::max(share + reach, poisson))};
  out.level = level;
  out.notes.push_back(
      fmt::format("categories that were not seen: at least about {:.0f} (Chao's lower bound), beside {:.0f} that were",
                  seen.unseen(), seen.seen));
  return out;
}

double unseen_categories(std::span<const double> counts) {
  return estimating::profile_of(counts, "unseen_categories", "counts").unseen();
}

}  // namespace relent
