#include "estimate/subsampling.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "relent/core/parallel.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t wanted = 64, small_subset = 500;
constexpr double doubt = 0.5;  // of what extrapolation changed

double fraction_of(std::size_t rows) {
  const auto n = static_cast<double>(rows);
  return std::max(1.0 / 16, std::min(0.25, small_subset / n));
}

/// Disjoint sets of `size` row numbers each, `parts` of them.
std::vector<std::vector<std::uint32_t>> dealt(std::size_t rows, std::size_t size, std::size_t parts,
                                              std::mt19937_64& bits) {
  std::vector<std::uint8_t> hand(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    hand[i] = static_cast<std::uint8_t>(size > 0 ? std::min(i / size, parts) : parts);
  }
  for (std::size_t i = rows; i > 1; --i) {
    std::swap(hand[i - 1], hand[bits() % i]);
  }
  std::vector<std::vector<std::uint32_t>> out(parts);
  for (auto& part : out) {
    part.reserve(size);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (hand[i] < parts) {
      out[hand[i]].push_back(static_cast<std::uint32_t>(i));
    }
  }
  return out;
}

}  // namespace

subset_spread over_subsets(std::size_t n, std::size_t m, std::size_t least, const subset_estimate& value, int threads) {
  const std::size_t fewest = m > 0 ? std::min(n, m) : n;
  const double fraction = fraction_of(fewest);
  const auto of = [&](std::size_t rows) {
    return static_cast<std::size_t>(std::floor(fraction * static_cast<double>(rows)));
  };
  if (of(fewest) < std::max<std::size_t>(least, 1)) {
    return {.subsets = 0, .fraction = fraction, .mean = 0, .standard_error = 0};
  }
  const auto parts = static_cast<std::size_t>(std::floor(1 / fraction));
  std::mt19937_64 bits(20'250'301);
  std::vector<double> found(wanted);
  for (std::size_t done = 0; done < wanted;) {
    const std::size_t now = std::min(parts, wanted - done);
    const auto p = dealt(n, of(n), parts, bits), q = dealt(m, of(m), parts, bits);
    parallel_for(static_cast<std::int64_t>(now), threads, [&](std::int64_t part) {
      const auto i = static_cast<std::size_t>(part);
      found[done + i] = value(p[i], q[i]);
    });
    done += now;
  }
  double mean = 0, squares = 0;
  for (const double x : found) {
    mean += x / wanted;
  }
  for (const double x : found) {
    squares += (x - mean) * (x - mean);
  }
  // Subsets of one sample vary less than samples of their size by the factor 1 - b/n, and a variance falls as 1/n.
  const double variance = squares / (wanted - 1) * fraction / (1 - fraction);
  return {.subsets = wanted, .fraction = fraction, .mean = mean, .standard_error = std::sqrt(variance)};
}

double extrapolated(double value, const subset_spread& spread, double rate) {
  return value + (value - spread.mean) / (std::pow(spread.fraction, -rate) - 1);
}

void add_subset_interval(estimate& found, const subset_spread& spread, double rate, double level, double low,
                         double high) {
  if (spread.subsets == 0 || !std::isfinite(spread.standard_error) || !std::isfinite(found.value)) {
    return;
  }
  const double centre = extrapolated(found.value, spread, rate);
  const boost::math::students_t_distribution<> t(static_cast<double>(spread.subsets - 1));
  const double half =
      std::hypot(boost::math::quantile(t, (1 + level) / 2) * spread.standard_error, doubt * (centre - found.value));
  found.standard_error = spread.standard_error;
  found.interval = {std::clamp(centre - half, low, high), std::clamp(centre + half, low, high)};
  found.level = level;
}

}  // namespace relent::estimating
