#include "estimate/line_neighbours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"
#include "estimate/log_sum.hpp"
#include "estimate/sorted_line.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t places = 3;  // more is better for flat densities, and worse for long tails
constexpr std::size_t neighbours = 5;

bool overflows(double low, double high) { return !std::isfinite(high - low); }

/// For numbers so far apart that their difference is no number.
std::vector<double> halves(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  for (double& x : out) {
    x /= 2;
  }
  return out;
}

}  // namespace

double line_entropy(std::span<const double> sorted) {
  if (overflows(sorted.front(), sorted.back())) {
    return line_entropy(halves(sorted)) + std::log(2.0);
  }
  const std::size_t n = sorted.size(), inner = n > 2 * places ? n - 2 * places : 0;
  // Between the ends, all at once; windows of equal numbers, and those at the ends, one by one.
  compensated_sum odd;
  const auto add_alone = [&](std::size_t i) {
    std::size_t low = i > places ? i - places : 0, high = std::min(n - 1, i + places);
    while (sorted[low] == sorted[high]) {
      low = low > 0 ? low - 1 : 0;
      high = std::min(n - 1, high + 1);
    }
    odd += std::log(sorted[high] - sorted[low]) - digamma(static_cast<double>(high - low));
  };
  std::array<double, 512> block;
  log_sum sum;
  std::size_t together = 0;
  for (std::size_t from = 0; from < inner; from += block.size()) {
    const auto part = std::span(block).first(std::min(block.size(), inner - from));
    double least = 1;
    for (std::size_t i = 0; i < part.size(); ++i) {
      part[i] = sorted[from + i + 2 * places] - sorted[from + i];
      least = std::min(least, part[i]);
    }
    if (least > 0) {
      sum.add(part);
      together += part.size();
    } else {
      for (std::size_t i = 0; i < part.size(); ++i) {
        add_alone(from + i + places);
      }
    }
  }
  for (std::size_t i = 0; i < n - inner; ++i) {
    add_alone(i < std::min(places, n) ? i : inner + i);
  }
  const double all = sum.value() - static_cast<double>(together) * digamma(2.0 * places) + odd.value();
  return digamma(static_cast<double>(n + 1)) + all / static_cast<double>(n);
}

double line_cross_entropy(std::span<const double> p, std::span<const double> q) {
  if (overflows(std::min(p.front(), q.front()), std::max(p.back(), q.back()))) {
    return line_cross_entropy(halves(p), halves(q)) + std::log(2.0);
  }
  const std::size_t k = std::min(neighbours, q.size());
  const fenced_line line(q, k);
  std::array<double, 512> block;
  log_sum sum;
  std::size_t below = 0;
  for (std::size_t from = 0; from < p.size(); from += block.size()) {
    const auto part = std::span(block).first(std::min(block.size(), p.size() - from));
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double x = p[from + i];
      while (below < q.size() && q[below] < x) {
        ++below;
      }
      part[i] = line.reach(x, below);
    }
    sum.add(part);
  }
  return digamma(static_cast<double>(q.size() + 1)) - digamma(static_cast<double>(k)) + std::log(2.0) +
         sum.value() / static_cast<double>(p.size());
}

}  // namespace relent::estimating
