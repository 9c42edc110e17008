#include "estimate/line_estimates.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "estimate/line_neighbours.hpp"

namespace relent::estimating {
namespace {

/// -a log b, 0 where a is 0.
double surprise(double a, double b) { return a == 0 ? 0 : -a * std::log(b); }

double share_of(std::size_t times, std::size_t of, bool smoothed) {
  const double seen = times == 0 && smoothed ? 0.5 : static_cast<double>(times);
  return seen / static_cast<double>(of);
}

}  // namespace

double line_entropy(const line_sample& sample) {
  const std::size_t n = sample.size();
  double out = 0;
  for (const std::size_t times : sample.atoms) {
    const double share = share_of(times, n, false);
    out += surprise(share, share);
  }
  const double rest = share_of(sample.numbers.size(), n, false);
  // A single number among atoms, in a subset, has no neighbour, and says nothing of the numbers' density.
  return out + surprise(rest, rest) + (sample.numbers.size() > 1 ? rest * line_entropy(sample.numbers) : 0);
}

double line_cross_entropy(const line_sample& p, const line_sample& q, bool smoothed) {
  const std::size_t n = p.size(), m = q.size();
  double out = 0;
  for (std::size_t a = 0; a < p.atoms.size(); ++a) {
    out += surprise(share_of(p.atoms[a], n, false), share_of(q.atoms[a], m, smoothed));
  }
  if (p.numbers.empty()) {
    return out;
  }
  if (q.numbers.empty()) {
    return std::numeric_limits<double>::infinity();
  }
  const double rest = share_of(p.numbers.size(), n, false);
  return out + surprise(rest, share_of(q.numbers.size(), m, false)) + rest * line_cross_entropy(p.numbers, q.numbers);
}

}  // namespace relent::estimating
