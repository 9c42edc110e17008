#include "distribution/peak.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace relent {

double peak_near(const function_of_one& g, double start, double step) {
  constexpr int first = -8, last = 40;
  std::vector<double> places{start};
  for (int j = first; j <= last; ++j) {
    const double reach = step * std::exp2(j / 2.0);
    places.push_back(start - reach);
    places.push_back(start + reach);
  }
  std::ranges::sort(places);
  std::size_t best = 0;
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (const double here = g(places[i]); here > highest) {
      best = i;
      highest = here;
    }
  }
  if (!std::isfinite(highest)) {
    return std::isnan(highest) || highest < 0 ? start : places[best];
  }
  const auto depth = [&](double x) {
    const double here = g(x);
    return here > -std::numeric_limits<double>::infinity() ? -here : std::numeric_limits<double>::max();
  };
  const double lower = places[best > 0 ? best - 1 : 0], upper = places[std::min(best + 1, places.size() - 1)];
  const double found = minimum_between(depth, lower, upper);
  return g(found) >= highest ? found : places[best];
}

}  // namespace relent
