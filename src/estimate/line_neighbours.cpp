#include "estimate/line_neighbours.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "relent/core/special.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/log_sum.hpp"
#include "estimate/sorted_line.hpp"

namespace relent::estimating {
namespace {

/// Mean of the logarithms of n numbers, made a block at a time by fill(i, block).
template <class Fill>
double mean_log(std::size_t n, const Fill& fill) {
  std::array<double, 512> block;
  log_sum sum;
  for (std::size_t from = 0; from < n; from += block.size()) {
    const auto part = std::span(block).first(std::min(block.size(), n - from));
    fill(from, part);
    sum.add(part);
  }
  return sum.value() / static_cast<double>(n);
}

}  // namespace

double line_entropy(std::span<const double> sorted) {
  const std::size_t k = std::min(line_neighbours, sorted.size() - 1);
  const fenced_line line(sorted, k);
  const double mean = mean_log(sorted.size(), [&](std::size_t from, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = line.reach_at(from + i);
    }
  });
  return digamma(static_cast<double>(sorted.size())) - digamma(static_cast<double>(k)) + std::log(2.0) + mean;
}

double line_cross_entropy(std::span<const double> p, std::span<const double> q) {
  const std::size_t k = std::min(line_neighbours, q.size());
  const fenced_line line(q, k);
  std::size_t below = 0;
  const double mean = mean_log(p.size(), [&](std::size_t from, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double x = p[from + i];
      while (below < q.size() && q[below] < x) {
        ++below;
      }
      out[i] = line.reach(x, below);
    }
  });
  return digamma(static_cast<double>(q.size() + 1)) - digamma(static_cast<double>(k)) + std::log(2.0) + mean;
}

double spacings_entropy(std::span<const double> sorted, std::size_t m) {
  const double mean = mean_log(sorted.size() - m, [&](std::size_t from, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = sorted[from + i + m] - sorted[from + i];
    }
  });
  return digamma(static_cast<double>(sorted.size() + 1)) - digamma(static_cast<double>(m)) + mean;
}

}  // namespace relent::estimating
