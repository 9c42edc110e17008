#include "relent/fit/mixture_em.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/normal.hpp"

#include "kernel/normal_shares.hpp"

namespace relent {
namespace {

constexpr std::size_t block = 4096;
constexpr double half_log_two_pi = 0.91893853320467274178;

/// What one block adds: of each component the weight, and the first two moments about its mean.
struct block_sums {
  std::vector<double> sums;  ///< three a component
  double log_likelihood = 0, total = 0;
};

block_sums sums_of(std::span<const double> x, std::span<const double> w, const normal_mixture_parameters& at) {
  const std::size_t k = at.means.size();
  std::vector<double> constants(k), scales(k), scratch(kernel::normal_shares_scratch(k));
  for (std::size_t c = 0; c < k; ++c) {
    constants[c] = std::log(at.weights[c]) - std::log(at.sds[c]) - half_log_two_pi;
    scales[c] = 1 / at.sds[c];
  }
  block_sums out{std::vector<double>(3 * k)};
  out.log_likelihood =
      kernel::normal_shares(x.data(), w.empty() ? nullptr : w.data(), x.size(),
                            {at.means.data(), scales.data(), constants.data(), k}, out.sums.data(), scratch.data());
  out.total = w.empty() ? static_cast<double>(x.size()) : std::accumulate(w.begin(), w.end(), 0.0);
  return out;
}

void check(std::span<const double> values, std::span<const double> weights, std::size_t components) {
  constexpr std::string_view name = "fit_normal_mixture";
  if (values.empty()) {
    throw error(errc::empty, name, "there are no values");
  }
  if (!weights.empty() && weights.size() != values.size()) {
    throw error(errc::shape_mismatch, name, fmt::format("{} values and {} weights", values.size(), weights.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw bad_value(name, "values", static_cast<std::int64_t>(i), values[i], "finite");
    }
    if (!weights.empty() && !(weights[i] >= 0 && std::isfinite(weights[i]))) {
      throw bad_value(name, "weights", static_cast<std::int64_t>(i), weights[i], ">= 0 and finite");
    }
  }
  if (components == 0) {
    throw bad_value(name, "components", std::nullopt, 0, ">= 1", errc::out_of_range);
  }
  std::vector<double> distinct;  // no more of them than are asked for
  for (std::size_t i = 0; i < values.size() && distinct.size() < std::max<std::size_t>(components, 2); ++i) {
    if ((weights.empty() || weights[i] > 0) && std::ranges::find(distinct, values[i]) == distinct.end()) {
      distinct.push_back(values[i]);
    }
  }
  if (distinct.size() < 2) {
    throw error(errc::out_of_range, name, "all values are equal: the likelihood has no maximum");
  }
  if (distinct.size() < components) {
    throw error(errc::out_of_range, name,
                fmt::format("components = {}, must be at most the {} distinct values", components, distinct.size()));
  }
}

struct moments {
  double mean, variance, total;
};

moments moments_of(std::span<const double> x, std::span<const double> w) {
  compensated_sum total, first, second;
  for (std::size_t i = 0; i < x.size(); ++i) {
    total += w.empty() ? 1 : w[i];
    first += w.empty() ? x[i] : w[i] * x[i];
  }
  const double mean = first.value() / total.value();
  for (std::size_t i = 0; i < x.size(); ++i) {
    second += (w.empty() ? 1 : w[i]) * (x[i] - mean) * (x[i] - mean);
  }
  return {mean, second.value() / total.value(), total.value()};
}

/// k-means++: each centre is drawn with a chance that grows with the squared distance to those before.
normal_mixture_parameters start(std::span<const double> x, std::span<const double> w, const moments& all,
                                const em_options& how, int attempt) {
  counter_stream stream(how.seed, static_cast<std::uint64_t>(attempt));
  const std::span<const double> seen = x;
  std::vector<double> chance(x.size(), 1);
  if (!w.empty()) {
    chance.assign(w.begin(), w.end());
  }
  const std::vector<double> mass = chance;
  std::vector<double> nearest(seen.size(), std::numeric_limits<double>::infinity()), centres;
  while (centres.size() < how.components) {
    const double u = stream.uniform() * std::accumulate(chance.begin(), chance.end(), 0.0);
    double sum = 0;
    std::size_t pick = 0;
    while (pick + 1 < seen.size() && (sum += chance[pick]) < u) {
      ++pick;
    }
    centres.push_back(seen[pick]);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const double away = seen[i] - centres.back();
      nearest[i] = std::min(nearest[i], away * away);
      chance[i] = mass[i] * nearest[i];
    }
  }
  std::ranges::sort(centres);
  const double share = 1 / static_cast<double>(how.components);
  return {std::vector<double>(how.components, share), centres,
          std::vector<double>(how.components, std::sqrt(all.variance) * share)};
}

}  // namespace

mixture normal_mixture_parameters::model() const {
  std::vector<distribution> parts;
  std::vector<double> normalised = weights;
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t c = 0; c < means.size(); ++c) {
    parts.emplace_back(normal(means[c], sds[c]));
    normalised[c] /= sum;
  }
  return {std::move(normalised), std::move(parts)};
}

double em_step(std::span<const double> values, std::span<const double> weights, normal_mixture_parameters& at,
               double least_variance, int threads) {
  const std::size_t k = at.means.size(), blocks = (values.size() + block - 1) / block;
  std::vector<block_sums> parts(blocks);
  parallel_for(static_cast<std::int64_t>(blocks), threads, [&](std::int64_t b) {
    const std::size_t from = static_cast<std::size_t>(b) * block, n = std::min(block, values.size() - from);
    parts[static_cast<std::size_t>(b)] =
        sums_of(values.subspan(from, n), weights.empty() ? weights : weights.subspan(from, n), at);
  });
  compensated_sum likelihood, total;
  for (const block_sums& p : parts) {
    likelihood += p.log_likelihood;
    total += p.total;
  }
  for (std::size_t c = 0; c < k; ++c) {
    compensated_sum weight, first, second;
    for (const block_sums& p : parts) {
      weight += p.sums[3 * c];
      first += p.sums[3 * c + 1];
      second += p.sums[3 * c + 2];
    }
    // A component that lost all its share keeps its place, with next to no weight.
    at.weights[c] = std::max(weight.value() / total.value(), std::numeric_limits<double>::min());
    if (weight.value() > 0) {
      const double shift = first.value() / weight.value();
      at.means[c] += shift;
      at.sds[c] = std::sqrt(std::max(second.value() / weight.value() - shift * shift, least_variance));
    }
  }
  return likelihood.value() / total.value();
}

namespace {

/// Expectation and maximisation under way.
struct climb {
  normal_mixture_parameters at;  ///< what the likelihood is of
  normal_mixture_parameters next;
  double likelihood = -std::numeric_limits<double>::infinity();
  int iterations = 0;
  bool converged = false;
};

/// What is climbed: the data, and when to stop.
struct slope {
  std::span<const double> values, weights;
  double least_variance, tolerance;
  int threads;
  std::optional<std::chrono::steady_clock::time_point> until;

  [[nodiscard]] bool out_of_time() const { return until && std::chrono::steady_clock::now() > *until; }
};

/// Means rising.
em_fit sorted_fit(const climb& c, double least_variance, bool cut) {
  const normal_mixture_parameters& found = c.at;
  std::vector<std::size_t> order(found.means.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t k) { return found.means[k]; });
  em_fit out{{}, c.likelihood, c.iterations, c.converged, 0, !cut};
  for (const std::size_t k : order) {
    out.parameters.weights.push_back(found.weights[k]);
    out.parameters.means.push_back(found.means[k]);
    out.parameters.sds.push_back(found.sds[k]);
    out.floored += found.sds[k] * found.sds[k] <= least_variance * (1 + 1e-9) ? 1 : 0;
  }
  return out;
}

climb climb_from(normal_mixture_parameters start) { return {start, std::move(start)}; }

void go_on(climb& c, const slope& of, int most_iterations) {
  for (int i = 0; i < most_iterations && !c.converged; ++i) {
    if (c.iterations > 0 && of.out_of_time()) {
      return;
    }
    c.at = c.next;
    const double likelihood = em_step(of.values, of.weights, c.next, of.least_variance, of.threads);
    c.converged = likelihood - c.likelihood < of.tolerance;
    c.likelihood = likelihood;
    ++c.iterations;
  }
}

/// `first` and its neighbour become one of their common moments, and `split` two, a standard deviation apart.
normal_mixture_parameters merged_and_split(const normal_mixture_parameters& m, std::size_t first, std::size_t second,
                                           std::size_t split) {
  normal_mixture_parameters out = m;
  const double a = m.weights[first], b = m.weights[second], w = a + b;
  const double mean = (a * m.means[first] + b * m.means[second]) / w;
  const auto second_moment = [&](std::size_t c) {
    return m.sds[c] * m.sds[c] + (m.means[c] - mean) * (m.means[c] - mean);
  };
  out.weights[first] = w;
  out.means[first] = mean;
  out.sds[first] = std::sqrt((a * second_moment(first) + b * second_moment(second)) / w);
  out.weights[split] = out.weights[second] = m.weights[split] / 2;
  out.means[split] = m.means[split] - m.sds[split] / 2;
  out.means[second] = m.means[split] + m.sds[split] / 2;
  out.sds[second] = out.sds[split] = m.sds[split] * 0.87;
  return out;
}

/// Components to merge: neighbours, the nearest first beside their widths.
std::vector<std::pair<std::size_t, std::size_t>> near_pairs(const normal_mixture_parameters& m) {
  std::vector<std::size_t> order(m.means.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t c) { return m.means[c]; });
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    out.emplace_back(order[i], order[i + 1]);
  }
  std::ranges::sort(out, {}, [&](const auto& p) {
    return (m.means[p.second] - m.means[p.first]) / (m.sds[p.first] + m.sds[p.second]);
  });
  return out;
}

/// Out of a poor optimum: merges and splits, as long as one leads higher.
void merge_and_split(climb& best, const slope& of, int most_iterations) {
  constexpr int rounds = 4, first_steps = 30;
  constexpr std::size_t most_pairs = 3, most_splits = 4;
  for (int round = 0; round < rounds && !of.out_of_time(); ++round) {
    const normal_mixture_parameters from = best.at;
    const auto pairs = near_pairs(from);
    std::vector<std::size_t> wide(from.means.size());
    std::iota(wide.begin(), wide.end(), std::size_t{0});
    std::ranges::sort(wide, std::greater<>(), [&](std::size_t c) { return from.weights[c] * from.sds[c]; });
    std::optional<climb> higher;
    for (std::size_t i = 0; i < std::min(pairs.size(), most_pairs); ++i) {
      for (std::size_t j = 0; j < std::min(wide.size(), most_splits); ++j) {
        if (wide[j] == pairs[i].first || wide[j] == pairs[i].second) {
          continue;
        }
        climb next = climb_from(merged_and_split(from, pairs[i].first, pairs[i].second, wide[j]));
        go_on(next, of, first_steps);
        if (!higher || next.likelihood > higher->likelihood) {
          higher = std::move(next);
        }
      }
    }
    if (!higher) {
      return;
    }
    go_on(*higher, of, most_iterations);
    if (!(higher->likelihood > best.likelihood + 1e-8)) {
      return;
    }
    best = *std::move(higher);
  }
}

/// A random part of many values, with their weights.
struct part {
  std::vector<double> values, weights;
};

part random_part(std::span<const double> values, std::span<const double> weights, std::uint64_t seed) {
  constexpr std::size_t enough = 10'000;
  part out;
  if (values.size() <= enough) {
    out.values.assign(values.begin(), values.end());
    out.weights.assign(weights.begin(), weights.end());
    return out;
  }
  counter_stream stream(seed, 0x9a57ULL);
  for (std::size_t i = 0; i < enough; ++i) {
    const auto pick = static_cast<std::size_t>(stream.uniform() * static_cast<double>(values.size()));
    out.values.push_back(values[pick]);
    if (!weights.empty()) {
      out.weights.push_back(weights[pick]);
    }
  }
  return out;
}

/// The best optimum that starts, and merges and splits from the best of them, lead to.
climb best_climb(const slope& of, const moments& all, const em_options& how) {
  constexpr int first_steps = 40;
  constexpr std::size_t finalists = 3;
  const int starts = how.components == 1 ? 1 : std::max(how.starts, 1);
  std::vector<climb> climbs;
  for (int attempt = 0; attempt < starts && (climbs.empty() || !of.out_of_time()); ++attempt) {
    climbs.push_back(climb_from(start(of.values, of.weights, all, how, attempt)));
    go_on(climbs.back(), of, std::min(first_steps, how.most_iterations));
  }
  std::ranges::sort(climbs, std::greater<>(), &climb::likelihood);
  climbs.resize(std::min(climbs.size(), finalists));
  for (climb& c : climbs) {
    go_on(c, of, how.most_iterations - c.iterations);
  }
  climb best = *std::ranges::max_element(climbs, {}, &climb::likelihood);
  if (how.components > 2) {
    merge_and_split(best, of, how.most_iterations);
  }
  return best;
}

}  // namespace

em_fit fit_normal_mixture(std::span<const double> values, const em_options& how, std::span<const double> weights) {
  check(values, weights, how.components);
  const moments all = moments_of(values, weights);
  const double least = how.variance_floor * all.variance;
  slope of{values, weights, least, how.tolerance, how.threads, std::nullopt};
  if (how.time_limit > 0) {
    of.until = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                                      std::chrono::duration<double>(std::min(how.time_limit, 1e9)));
  }
  const part few = random_part(values, weights, how.seed);
  slope of_few = of;
  of_few.values = few.values;
  of_few.weights = few.weights;
  climb best = best_climb(of_few, all, how);
  if (few.values.size() < values.size()) {
    best = climb_from(best.next);
    go_on(best, of, how.most_iterations);
  }
  return sorted_fit(best, least, !best.converged && of.out_of_time());
}

}  // namespace relent
