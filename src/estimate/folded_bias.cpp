#include "estimate/folded_bias.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace relent::estimating {
namespace {

constexpr std::size_t seen_bins = 60;    // of |difference| / sd, up to `farthest`
constexpr std::size_t true_places = 25;  // of |mu|, from 0 to `farthest`
constexpr double farthest = 6;           // beyond it the noise changes no sign
constexpr int rounds = 40;

using mixture = std::array<double, true_places>;

double seen_at(std::size_t bin) noexcept { return farthest * (static_cast<double>(bin) + 0.5) / seen_bins; }
double true_at(std::size_t place) noexcept { return farthest * static_cast<double>(place) / (true_places - 1); }

double normal_density(double z) noexcept { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

// E|mu + Z| - |mu| for mu >= 0.
double added(double mu) noexcept { return 2 * normal_density(mu) - mu * std::erfc(mu / std::numbers::sqrt2); }

// How likely |mu + Z| is to lie in a bin.
const std::array<mixture, seen_bins>& likelihoods() {
  static const std::array<mixture, seen_bins> table = [] {
    std::array<mixture, seen_bins> out{};
    for (std::size_t b = 0; b < seen_bins; ++b) {
      for (std::size_t k = 0; k < true_places; ++k) {
        out[b][k] = normal_density(seen_at(b) - true_at(k)) + normal_density(seen_at(b) + true_at(k));
      }
    }
    return out;
  }();
  return table;
}

}  // namespace

double folded_bias(std::span<const noisy_size> terms) {
  std::array<double, seen_bins> weight{};
  double all = 0;
  for (const noisy_size& t : terms) {
    const double z = t.sd > 0 ? std::abs(t.difference) / t.sd : farthest;
    if (z < farthest) {
      const double here = t.weight * t.sd;
      weight[static_cast<std::size_t>(z / farthest * seen_bins)] += here;
      all += here;
    }
  }
  if (!(all > 0) || !std::isfinite(all)) {
    return 0;
  }
  const auto& likely = likelihoods();
  mixture adds;
  for (std::size_t k = 0; k < true_places; ++k) {
    adds[k] = added(true_at(k));
  }
  mixture prior;
  prior.fill(1.0 / true_places);
  double bias = 0;
  for (int round = 0; round < rounds; ++round) {
    mixture next{};
    bias = 0;
    for (std::size_t b = 0; b < seen_bins; ++b) {
      if (weight[b] == 0) {
        continue;
      }
      double total = 0;
      for (std::size_t k = 0; k < true_places; ++k) {
        total += prior[k] * likely[b][k];
      }
      for (std::size_t k = 0; k < true_places; ++k) {
        const double share = weight[b] * prior[k] * likely[b][k] / total;
        next[k] += share / all;
        bias += share * adds[k];
      }
    }
    prior = next;
  }
  return bias;
}

}  // namespace relent::estimating
