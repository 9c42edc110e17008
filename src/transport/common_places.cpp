#include "transport/common_places.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "kernel/histogram.hpp"
#include "kernel/sort.hpp"
#include "transport/marginals.hpp"

namespace relent::transporting {

void require_sample(std::string_view function, std::string_view argument, const line_sample& sample) {
  if (sample.values.empty()) {
    throw error(errc::empty, function, fmt::format("{} is empty", argument));
  }
  if (!kernel::all_finite(sample.values.data(), sample.values.size())) {
    const auto bad = std::ranges::find_if(sample.values, [](double v) { return !std::isfinite(v); });
    throw bad_value(function, argument, bad - sample.values.begin(), *bad, "finite");
  }
  if (sample.weights.empty()) {
    return;
  }
  if (sample.weights.size() != sample.values.size()) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has {} values and {} weights", argument, sample.values.size(), sample.weights.size()));
  }
  (void)require_masses(function, fmt::format("{}_weights", argument), sample.weights);
}

std::vector<std::size_t> rising_order(std::span<const double> values) {
  std::vector<kernel::ranked_place> keyed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    keyed[i] = kernel::ranked(values[i] + 0.0, i);  // -0 and 0 are equal
  }
  kernel::sort_rising(keyed.data(), keyed.size());
  std::vector<std::size_t> out(values.size());
  std::ranges::transform(keyed, out.begin(), [](const auto& k) { return static_cast<std::size_t>(k.place); });
  return out;
}

common_places::common_places(const line_sample& x, const line_sample& y, double period)
    : x_at(x.values.size()), y_at(y.values.size()) {
  const auto wrapped = [&](std::span<const double> values) {
    std::vector<double> out(values.begin(), values.end());
    for (double& v : out) {
      if (period > 0) {
        v = std::fmod(v, period);
        v += v < 0 ? period : 0;
        v = v < period ? v : 0;  // just below 0 rounds to the period
      }
      v += 0.0;  // -0 and 0 are one place
    }
    return out;
  };
  const std::vector<double> xs = wrapped(x.values), ys = wrapped(y.values);
  const std::vector<std::size_t> x_order = rising_order(xs), y_order = rising_order(ys);
  places.reserve(xs.size() + ys.size());
  const auto weight = [](const line_sample& s, std::size_t i) { return s.weights.empty() ? 1.0 : s.weights[i]; };
  for (std::size_t i = 0, j = 0; i < xs.size() || j < ys.size();) {
    const bool of_x = j == ys.size() || (i < xs.size() && xs[x_order[i]] <= ys[y_order[j]]);
    const double at = of_x ? xs[x_order[i]] : ys[y_order[j]];
    if (places.empty() || places.back() != at) {
      places.push_back(at);
      p.push_back(0);
      q.push_back(0);
    }
    const std::size_t sample = of_x ? x_order[i++] : y_order[j++];
    (of_x ? p : q).back() += weight(of_x ? x : y, sample);
    (of_x ? x_at : y_at)[sample] = places.size() - 1;
  }
}

}  // namespace relent::transporting
