#include "relent/transport/binned_wasserstein.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/marginals.hpp"

namespace relent {
namespace {

constexpr std::string_view name = "binned_wasserstein";

void require_edges(std::span<const double> edges) {
  if (edges.size() < 2) {
    throw error(errc::empty, name, "a bin has two edges");
  }
  for (std::size_t k = 0; k < edges.size(); ++k) {
    if (!std::isfinite(edges[k]) || (k > 0 && !(edges[k] > edges[k - 1]))) {
      throw bad_value(name, "edges", static_cast<std::int64_t>(k), edges[k], "finite and above the edge before it");
    }
  }
}

/// One side: shares of bins, and where their means lie.
struct side {
  std::vector<double> share, mean;

  side(std::string_view argument, std::span<const double> edges, const bin_sums& of) {
    const std::size_t bins = edges.size() - 1;
    if (of.counts.size() != bins || of.sums.size() != bins) {
      throw error(
          errc::shape_mismatch, name,
          fmt::format("{} has {} counts and {} sums for {} bins", argument, of.counts.size(), of.sums.size(), bins));
    }
    const double total = transporting::require_masses(name, fmt::format("counts of {}", argument), of.counts).value();
    for (std::size_t k = 0; k < bins; ++k) {
      const double m = of.counts[k] > 0 ? of.sums[k] / of.counts[k] : edges[k];
      const double slack = 1e-9 * (std::abs(edges[k]) + std::abs(edges[k + 1]));
      if (!(m >= edges[k] - slack && m <= edges[k + 1] + slack)) {
        throw bad_value(name, fmt::format("sums of {}", argument), static_cast<std::int64_t>(k), of.sums[k],
                        fmt::format("a sum of values between {} and {}", edges[k], edges[k + 1]));
      }
      share.push_back(of.counts[k] / total);
      mean.push_back(std::clamp(m, edges[k], edges[k + 1]));
    }
  }

  /// The most that the integral of |F - F of the means| over bin k can be.
  [[nodiscard]] double spread(std::size_t k, double low, double high) const {
    return share[k] * 2 * (mean[k] - low) * (high - mean[k]) / (high - low);
  }
};

}  // namespace

bounded_distance binned_wasserstein(std::span<const double> edges, const bin_sums& p, const bin_sums& q) {
  require_edges(edges);
  const side a("p", edges, p), b("q", edges, q);
  compensated_sum value, bound, below;  // below: F - G at the bin's lower edge
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
    const double low = edges[k], high = edges[k + 1], start = below.value();
    // With each side's share at its mean, F - G is start, then one step, then both.
    const bool p_first = a.mean[k] <= b.mean[k];
    const double first = std::min(a.mean[k], b.mean[k]), second = std::max(a.mean[k], b.mean[k]);
    const double middle = start + (p_first ? a.share[k] : -b.share[k]), end = start + a.share[k] - b.share[k];
    const double here =
        std::abs(start) * (first - low) + std::abs(middle) * (second - first) + std::abs(end) * (high - second);
    value += here;
    const bool crosses = start - b.share[k] < 0 && start + a.share[k] > 0;
    if (crosses) {
      const double net = start * (first - low) + middle * (second - first) + end * (high - second);
      const double most = std::min(here + a.spread(k, low, high) + b.spread(k, low, high),
                                   (high - low) * std::max(std::abs(start - b.share[k]), std::abs(start + a.share[k])));
      bound += std::max(most - here, here - std::abs(net));
    }
    below += a.share[k];
    below += -b.share[k];
  }
  return {value.value(), bound.value()};
}

}  // namespace relent
