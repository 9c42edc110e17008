#include "relent/fit/mixture_em.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/normal.hpp"

namespace relent {
namespace {

constexpr std::size_t block = 4096;
constexpr std::size_t strip = 128;  // of terms that stay in the nearest cache
constexpr double half_log_two_pi = 0.91893853320467274178;

/// What one block adds: of each component the weight, and the first two moments about its mean.
struct block_sums {
  std::vector<double> weight, first, second;
  double log_likelihood = 0, total = 0;
  explicit block_sums(std::size_t k) : weight(k), first(k), second(k) {}
};

/// The expectation step of a strip: terms become shares of each component. Returns the log likelihood.
double shares_of(std::span<const double> x, std::span<const double> w, const normal_mixture_parameters& at,
                 std::span<const double> constants, std::span<double> terms, std::span<double> largest) {
  const std::size_t n = x.size(), k = constants.size();
  std::fill(largest.begin(), largest.end(), -std::numeric_limits<double>::infinity());
  for (std::size_t c = 0; c < k; ++c) {
    const double mean = at.means[c], scale = 1 / at.sds[c], constant = constants[c];
    double* t = terms.data() + c * strip;
    for (std::size_t i = 0; i < n; ++i) {
      const double z = (x[i] - mean) * scale;
      t[i] = constant - 0.5 * z * z;
      largest[i] = t[i] > largest[i] ? t[i] : largest[i];
    }
  }
  std::array<double, strip> sums{};
  for (std::size_t c = 0; c < k; ++c) {
    double* t = terms.data() + c * strip;
    for (std::size_t i = 0; i < n; ++i) {
      t[i] = std::exp(t[i] - largest[i]);
      sums[i] += t[i];
    }
  }
  double out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = w.empty() ? 1 : w[i];
    out += weight * (largest[i] + std::log(sums[i]));
    sums[i] = weight / sums[i];
  }
  for (std::size_t c = 0; c < k; ++c) {
    double* t = terms.data() + c * strip;
    for (std::size_t i = 0; i < n; ++i) {
      t[i] *= sums[i];
    }
  }
  return out;
}

block_sums sums_of(std::span<const double> x, std::span<const double> w, const normal_mixture_parameters& at) {
  const std::size_t k = at.means.size();
  block_sums out(k);
  std::vector<double> constants(k), terms(k * strip);
  std::array<double, strip> largest{};
  for (std::size_t c = 0; c < k; ++c) {
    constants[c] = std::log(at.weights[c]) - std::log(at.sds[c]) - half_log_two_pi;
  }
  for (std::size_t from = 0; from < x.size(); from += strip) {
    const std::size_t n = std::min(strip, x.size() - from);
    const std::span<const double> here = x.subspan(from, n);
    out.log_likelihood +=
        shares_of(here, w.empty() ? w : w.subspan(from, n), at, constants, terms, std::span(largest).first(n));
    for (std::size_t c = 0; c < k; ++c) {
      const double* t = terms.data() + c * strip;
      double weight = 0, first = 0, second = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double away = here[i] - at.means[c];
        weight += t[i];
        first += t[i] * away;
        second += t[i] * away * away;
      }
      out.weight[c] += weight;
      out.first[c] += first;
      out.second[c] += second;
    }
  }
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

/// k-means++: each centre is drawn with a chance that grows with the squared distance to those before. Of many values a
/// spread subset will do.
normal_mixture_parameters start(std::span<const double> x, std::span<const double> w, const moments& all,
                                const em_options& how, int attempt) {
  constexpr std::size_t enough = 20'000;
  const std::size_t stride = std::max<std::size_t>(1, x.size() / enough);
  counter_stream stream(how.seed, static_cast<std::uint64_t>(attempt));
  std::vector<double> seen, chance;
  for (std::size_t i = 0; i < x.size(); i += stride) {
    seen.push_back(x[i]);
    chance.push_back(w.empty() ? 1 : w[i]);
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
  std::vector<block_sums> parts(blocks, block_sums(0));
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
      weight += p.weight[c];
      first += p.first[c];
      second += p.second[c];
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

em_fit fit_normal_mixture(std::span<const double> values, const em_options& how, std::span<const double> weights) {
  check(values, weights, how.components);
  const moments all = moments_of(values, weights);
  const double least = how.variance_floor * all.variance;
  em_fit best{{}, -std::numeric_limits<double>::infinity(), 0, false, 0};
  const int starts = how.components == 1 ? 1 : how.starts;
  for (int attempt = 0; attempt < starts; ++attempt) {
    normal_mixture_parameters at = start(values, weights, all, how, attempt), before = at;
    double likelihood = -std::numeric_limits<double>::infinity();
    bool converged = false;
    int iteration = 0;
    for (; iteration < how.most_iterations && !converged; ++iteration) {
      before = at;
      const double next = em_step(values, weights, at, least, how.threads);
      converged = next - likelihood < how.tolerance;
      likelihood = next;
    }
    if (likelihood > best.mean_log_likelihood) {
      best = {before, likelihood, iteration, converged, 0};
    }
  }
  normal_mixture_parameters& found = best.parameters;
  std::vector<std::size_t> order(how.components);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t c) { return found.means[c]; });
  normal_mixture_parameters sorted;
  for (const std::size_t c : order) {
    sorted.weights.push_back(found.weights[c]);
    sorted.means.push_back(found.means[c]);
    sorted.sds.push_back(found.sds[c]);
    best.floored += found.sds[c] * found.sds[c] <= least * (1 + 1e-9) ? 1 : 0;
  }
  found = std::move(sorted);
  return best;
}

}  // namespace relent
