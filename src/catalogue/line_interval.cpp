#include <algorithm>
#include <cmath>
#include <cstddef>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "problem.hpp"

namespace relent {
namespace {

/// The variance of the difference of the data's cumulative masses, behind each place but the last.
std::vector<double> variances(std::size_t places, std::span<const line_data> sides) {
  std::vector<double> out(places - 1);
  for (const line_data& side : sides) {
    double below = 0;
    for (std::size_t i = 0; i + 1 < places; ++i) {
      below += side.masses[i];
      out[i] += std::max(0.0, below * (1 - below)) / side.observations;
    }
  }
  return out;
}

/// The mean square by which a quantile moves when its level moves by one standard deviation, up or down: what the
/// squared distance between the data and what they are drawn from comes to, in gaps between places and without them.
double moved_quantiles(std::span<const double> places, const line_data& data) {
  std::vector<double> levels(places.size());
  double sum = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    levels[i] = sum += data.masses[i];
  }
  const auto quantile = [&](double u) {
    const auto i = std::ranges::lower_bound(levels, u * sum) - levels.begin();
    return places[std::min(static_cast<std::size_t>(i), places.size() - 1)];
  };
  const std::size_t steps = std::clamp<std::size_t>(2 * places.size(), 1024, 1 << 17);
  double total = 0;
  for (std::size_t k = 0; k < steps; ++k) {
    const double u = (static_cast<double>(k) + 0.5) / static_cast<double>(steps);
    const double step = std::sqrt(u * (1 - u) / data.observations), here = quantile(u);
    const double up = quantile(std::min(1.0, u + step)) - here, down = here - quantile(std::max(0.0, u - step));
    total += (up * up + down * down) / 2;
  }
  return total / static_cast<double>(steps);
}

/// One standard deviation's worth of distance.
double spread(const measure_entry& measure, std::span<const double> places, std::span<const line_data> sides) {
  double sum = 0;
  if (measure.name == "wasserstein_2") {
    for (const line_data& side : sides) {
      sum += moved_quantiles(places, side);
    }
    return std::sqrt(sum);
  }
  const std::vector<double> variance = variances(places.size(), sides);
  const bool root = measure.name == "energy_distance";
  for (std::size_t i = 0; i < variance.size(); ++i) {
    const double gap = places[i + 1] - places[i];
    sum += gap * (root ? 2 * variance[i] : std::sqrt(variance[i]));
  }
  return root ? std::sqrt(sum) : sum;
}

}  // namespace

void add_line_interval(const measure_entry& measure, std::span<const double> places, std::span<const line_data> sides,
                       double level, estimate& found) {
  found.level = level;
  found.error_bound.reset();
  if (std::isinf(found.value)) {
    found.interval = {found.value, found.value};
    return;
  }
  const double z = boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2);
  const double reach = z * spread(measure, places, sides);
  found.interval = {std::max(measure.least, found.value - reach), found.value + reach};
  if (reach >= found.value) {
    found.notes.emplace_back("no further apart than chance puts data of this size");
  }
}

}  // namespace relent
