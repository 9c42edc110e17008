#include "estimate/subsampling.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "relent/core/parallel.hpp"

namespace relent::estimating {
namespace {

constexpr double small_subset = 500, least_fraction = 1.0 / 256;

/// 0 where there are too few rows.
double fraction_of(std::size_t rows, std::size_t least) {
  const auto n = static_cast<double>(rows), room = static_cast<double>(least);
  if (n / 16 >= room) {
    return std::clamp(small_subset / n, least_fraction, 0.25);
  }
  return n / 4 >= room ? 0.5 : 0;
}

std::size_t part_of(double fraction, std::size_t rows) {
  return static_cast<std::size_t>(std::floor(fraction * static_cast<double>(rows)));
}

using row_sets = std::vector<std::vector<std::uint32_t>>;

/// Disjoint sets of `size` row numbers each, `parts` of them.
row_sets dealt(std::size_t rows, std::size_t size, std::size_t parts, std::mt19937_64& bits) {
  std::vector<std::uint16_t> hand(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    hand[i] = static_cast<std::uint16_t>(size > 0 ? std::min(i / size, parts) : parts);
  }
  for (std::size_t i = rows; i > 1; --i) {
    std::swap(hand[i - 1], hand[bits() % i]);
  }
  row_sets out(parts);
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

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) {
    sum += x;
  }
  return sum / static_cast<double>(values.size());
}

/// The variance of an estimate from a subset, from rounds of disjoint ones, which are independent.
double variance_within(std::span<const double> found, std::size_t parts) {
  double squares = 0;
  for (std::size_t from = 0; from < found.size(); from += parts) {
    const auto round = found.subspan(from, parts);
    const double mean = mean_of(round);
    for (const double x : round) {
      squares += (x - mean) * (x - mean);
    }
  }
  return squares / (static_cast<double>(found.size()) * (1 - 1 / static_cast<double>(parts)));
}

/// How much of what an estimate differs by from those on subsets it is off by itself (Richardson).
double share_of_difference(double fraction, double rate) { return 1 / (std::pow(fraction, -rate) - 1); }

/// The rows of `among` that `places` names.
std::vector<std::uint32_t> chosen(std::span<const std::uint32_t> among, std::span<const std::uint32_t> places) {
  std::vector<std::uint32_t> out(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    out[i] = among[places[i]];
  }
  return out;
}

/// The mean of the estimates on disjoint parts of these rows, no less than a sixteenth each.
double mean_on_parts(std::span<const std::uint32_t> p, std::span<const std::uint32_t> q, double fraction,
                     std::uint64_t seed, const subset_estimate& value) {
  const double part = std::max(fraction, 1.0 / 16);
  const auto parts = static_cast<std::size_t>(std::floor(1 / part));
  std::mt19937_64 bits(seed);
  const row_sets p_parts = dealt(p.size(), part_of(part, p.size()), parts, bits);
  const row_sets q_parts = dealt(q.size(), part_of(part, q.size()), parts, bits);
  double sum = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    sum += value(chosen(p, p_parts[i]), chosen(q, q_parts[i]));
  }
  return sum / static_cast<double>(parts);
}

}  // namespace

subset_spread over_subsets(std::size_t n, std::size_t m, std::size_t least, double rate, const subset_estimate& value,
                           int threads, std::uint64_t seed) {
  const double fraction = fraction_of(m > 0 ? std::min(n, m) : n, std::max<std::size_t>(least, 1));
  subset_spread out{.subsets = 0,
                    .freedom = 0,
                    .fraction = fraction,
                    .rate = rate,
                    .mean = 0,
                    .standard_error = 0,
                    .extrapolated_error = 0};
  if (fraction == 0) {
    return out;
  }
  const auto parts = static_cast<std::size_t>(std::floor(1 / fraction));
  const std::size_t rounds = (31 + parts) / parts;
  const double share = share_of_difference(fraction, rate);
  std::mt19937_64 bits(seed);
  std::vector<double> found(rounds * parts), further(found.size());
  for (std::size_t round = 0; round < rounds; ++round) {
    const row_sets p = dealt(n, part_of(fraction, n), parts, bits), q = dealt(m, part_of(fraction, m), parts, bits);
    parallel_for(static_cast<std::int64_t>(parts), threads, [&](std::int64_t part) {
      const std::size_t at = static_cast<std::size_t>(part), i = round * parts + at;
      found[i] = value(p[at], q[at]);
      further[i] = found[i] + share * (found[i] - mean_on_parts(p[at], q[at], fraction, seed + i, value));
    });
  }
  out.subsets = found.size();
  out.freedom = rounds * (parts - 1);
  out.mean = mean_of(found);
  // Variances fall as 1/n.
  out.standard_error = std::sqrt(fraction * variance_within(found, parts));
  out.extrapolated_error = std::sqrt(fraction * variance_within(further, parts));
  return out;
}

std::uint64_t seed_of(std::span<const double> values) {
  std::uint64_t sum = 20'250'301;
  for (const double x : values) {
    std::uint64_t z = std::bit_cast<std::uint64_t>(x) + 0x9e3779b97f4a7c15U;  // Steele, Lea & Flood 2014 (SplitMix64)
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    sum += z ^ (z >> 31U);
  }
  return sum;
}

double extrapolated(double value, const subset_spread& spread, double rate) {
  return value + share_of_difference(spread.fraction, rate) * (value - spread.mean);
}

void add_subset_interval(estimate& found, double plain, const subset_spread& spread, double level, double low,
                         double high) {
  const double centre = spread.subsets > 0 ? extrapolated(plain, spread, spread.rate) : plain;
  if (spread.subsets == 0 || !std::isfinite(centre) || !std::isfinite(spread.extrapolated_error)) {
    return;
  }
  const boost::math::students_t_distribution<> t(static_cast<double>(spread.freedom));
  const double half = boost::math::quantile(t, (1 + level) / 2) * spread.extrapolated_error;
  found.standard_error = spread.standard_error;
  found.interval = {std::clamp(std::min(centre - half, found.value), low, high),
                    std::clamp(std::max(centre + half, found.value), low, high)};
  found.level = level;
}

}  // namespace relent::estimating
