#include "relent/estimate/sample_divergence.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t neighbours = 5;
constexpr std::size_t subsets = 200, largest_subset = 20'000;

void check(const char* function, std::span<const double> values, const distribution& q, double level) {
  if (!(level > 0 && level < 1)) {
    throw bad_value(function, "level", std::nullopt, level, "between 0 and 1", errc::out_of_range);
  }
  if (q.support().lattice) {
    throw error(errc::unsupported, function, fmt::format("{} has masses on whole numbers, no density", q.text()));
  }
  if (values.empty()) {
    throw error(errc::empty, function, "no values");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw bad_value(function, "values", static_cast<std::int64_t>(i), values[i], "finite");
    }
  }
}

double normal_quantile(double level) {
  return boost::math::quantile(boost::math::normal_distribution<>(), (1 + level) / 2);
}

estimate infinite(method how, double level, std::string note) {
  return {.value = infinity,
          .method = how,
          .interval = interval{infinity, infinity},
          .level = level,
          .notes = {std::move(note)}};
}

/// -log q at each value.
std::vector<double> surprise_at(const char* function, std::span<const double> values, const distribution& q) {
  std::vector<double> out(values.size());
  q.log_densities(values, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = -out[i];
    if (out[i] == -infinity) {
      throw error(errc::invalid_value, function,
                  fmt::format("{} has an infinite density at {:.6g}, which was observed", q.text(), values[i]));
    }
  }
  return out;
}

/// What is said where Q has no density at one of the values, if so.
std::optional<std::string> outside(const distribution& q, std::span<const double> values,
                                   std::span<const double> surprise) {
  const auto found = std::ranges::find(surprise, infinity);
  return found == surprise.end()
             ? std::nullopt
             : std::optional(fmt::format("{} has no density at {:.6g}, which was observed", q.text(),
                                         values[static_cast<std::size_t>(found - surprise.begin())]));
}

double mean_of(std::span<const double> values) {
  compensated_sum sum;
  for (const double v : values) {
    sum += v;
  }
  return sum.value() / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  const double mean = mean_of(values);
  compensated_sum sum;
  for (const double v : values) {
    sum += (v - mean) * (v - mean);
  }
  return sum.value() / static_cast<double>(values.size() - 1);
}

/// The distance from sorted[i] to its k-th neighbour: the shortest stretch of k + 1 values around it reaches so far.
double reach(std::span<const double> sorted, std::size_t i, std::size_t k) {
  double best = infinity;
  for (std::size_t first = i > k ? i - k : 0; first <= i && first + k < sorted.size(); ++first) {
    best = std::min(best, std::max(sorted[i] - sorted[first], sorted[first + k] - sorted[i]));
  }
  return best;
}

/// The entropy of what sorted values without atoms were drawn from.
double neighbour_entropy(std::span<const double> sorted) {
  const std::size_t k = std::min(neighbours, sorted.size() - 1);
  compensated_sum sum;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += std::log(reach(sorted, i, k));
  }
  const auto n = static_cast<double>(sorted.size());
  return digamma(n) - digamma(static_cast<double>(k)) + std::log(2.0) + sum.value() / n;
}

/// Observations in order, with -log q at each.
struct scored {
  std::vector<double> values, surprise;
};

double divergence_of(const scored& sample) { return mean_of(sample.surprise) - neighbour_entropy(sample.values); }

/// The standard error, from subsets without replacement: disjoint blocks of shuffled ranks.
double spread_of_subsets(const scored& all) {
  const std::size_t n = all.values.size(), size = std::min(n / 4, largest_subset), blocks = n / size;
  std::vector<std::size_t> ranks(n);
  std::iota(ranks.begin(), ranks.end(), std::size_t{0});
  std::mt19937_64 bits(20'250'301);
  std::vector<double> found;
  scored part{std::vector<double>(size), std::vector<double>(size)};
  while (found.size() < subsets) {
    const std::size_t wanted = std::min(blocks, subsets - found.size());
    for (std::size_t i = 0; i < wanted * size; ++i) {
      std::swap(ranks[i], ranks[i + bits() % (n - i)]);
    }
    for (std::size_t b = 0; b < wanted; ++b) {
      const auto chosen = std::span(ranks).subspan(b * size, size);
      std::ranges::sort(chosen);
      for (std::size_t i = 0; i < size; ++i) {
        part.values[i] = all.values[chosen[i]];
        part.surprise[i] = all.surprise[chosen[i]];
      }
      found.push_back(divergence_of(part));
    }
  }
  // Subsets of one sample vary less than samples of their size by the factor 1 - b/n, and a variance falls as 1/n.
  // Taking off the bias that two sizes tell would add more noise than the bias is: a few per cent of this error.
  const auto b = static_cast<double>(size);
  return std::sqrt(variance_of(found) * b / (static_cast<double>(n) - b));
}

/// A value that occurs more than k times, if one does.
std::optional<std::pair<double, std::size_t>> atom(std::span<const double> sorted, std::size_t k) {
  std::size_t longest = 0, at = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) {
      ++end;
    }
    if (end - i > longest) {
      longest = end - i;
      at = i;
    }
    i = end;
  }
  return longest > k ? std::optional(std::pair{sorted[at], longest}) : std::nullopt;
}

}  // namespace

estimate sample_cross_entropy(std::span<const double> values, const distribution& q, double level) {
  constexpr const char* function = "sample_cross_entropy";
  check(function, values, q, level);
  const std::vector<double> surprise = surprise_at(function, values, q);
  if (auto note = outside(q, values, surprise)) {
    return infinite(method::plug_in, level, *std::move(note));
  }
  estimate out{.value = mean_of(surprise), .method = method::plug_in};
  if (values.size() > 1) {
    out.standard_error = std::sqrt(variance_of(surprise) / static_cast<double>(values.size()));
    const double half = normal_quantile(level) * *out.standard_error;
    out.interval = {out.value - half, out.value + half};
    out.level = level;
  }
  return out;
}

estimate sample_kl_divergence(std::span<const double> values, const distribution& q, double level) {
  constexpr const char* function = "sample_kl_divergence";
  constexpr std::size_t enough = 4 * (neighbours + 2);
  check(function, values, q, level);
  if (values.size() < 2) {
    throw error(errc::empty, function, "one value has no neighbour; 2 are the least");
  }
  scored all{{values.begin(), values.end()}, {}};
  std::ranges::sort(all.values);
  all.surprise = surprise_at(function, all.values, q);
  if (auto note = outside(q, all.values, all.surprise)) {
    return infinite(method::knn, level, *std::move(note));
  }
  const std::size_t k = std::min(neighbours, values.size() - 1);
  if (const auto found = atom(all.values, k)) {
    return infinite(method::knn, level,
                    fmt::format("{:.6g} occurs {} times: an atom, where a density has none, and the entropy estimated "
                                "from neighbours is minus infinity; where the values are rounded, the cross-entropy is "
                                "what can be trusted",
                                found->first, found->second));
  }
  estimate out{.value = divergence_of(all), .method = method::knn};
  if (values.size() >= enough) {
    out.standard_error = spread_of_subsets(all);
    const double half = normal_quantile(level) * *out.standard_error;
    out.interval = {std::max(0.0, out.value - half), std::max(0.0, out.value + half)};
    out.level = level;
    out.notes.push_back(fmt::format(
        "the data's entropy by distances to fifth neighbours; interval from {} subsets of the data", subsets));
  } else {
    out.notes.push_back(fmt::format("{} values are too few for an interval; {} are the least", values.size(), enough));
  }
  out.value = std::max(0.0, out.value);
  return out;
}

}  // namespace relent
