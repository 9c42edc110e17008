#include "relent/estimate/kolmogorov_smirnov.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "estimate/dealt_counts.hpp"

namespace relent {
namespace {

using estimating::both_sides;
using estimating::cells_with_counts;

// How the pooled values, in increasing order, are dealt out: after t of them, i are on the first side. They are looked
// at behind each group of equal values, where |F - G| = |i N - t n| / (n m).
class walks {
 public:
  walks(std::int64_t n, std::int64_t m) : n_(n), m_(m), inside_(static_cast<std::size_t>(n) + 2), next_(inside_) {
    inside_[1] = 1;
  }

  // `group` equal values more; then those whose |i N - t n| is `least` or more have left.
  void pass(std::int64_t group, std::int64_t least) {
    for (std::int64_t k = 0; k < group; ++k) {
      step();
    }
    const std::int64_t middle = at_ * n_;
    for (; low_ <= high_ && middle - low_ * (n_ + m_) >= least; ++low_) {
      leave(low_);
    }
    for (; high_ >= low_ && high_ * (n_ + m_) - middle >= least; --high_) {
      leave(high_);
    }
  }

  [[nodiscard]] double left() const noexcept { return left_; }

 private:
  // inside_[i + 1]: the chance that the walk is at i and has not left. The next value is on the first side with
  // probability (n - i) / (N - t).
  void step() {
    const std::int64_t low = std::max(low_, at_ + 1 - m_), high = std::min(high_ + 1, n_);
    const double rest = 1 / static_cast<double>(n_ + m_ - at_);
    const auto stays = static_cast<double>(m_ - at_), moves = static_cast<double>(n_ + 1);
    const double* from = inside_.data();
    double* to = next_.data();
    inside_[static_cast<std::size_t>(high_) + 2 < inside_.size() ? static_cast<std::size_t>(high_) + 2 : 0] = 0;
    for (std::int64_t i = low; i <= high; ++i) {
      const auto here = static_cast<double>(i);
      to[i + 1] = (from[i + 1] * (stays + here) + from[i] * (moves - here)) * rest;
    }
    to[low] = 0;
    inside_.swap(next_);
    low_ = low;
    high_ = high;
    ++at_;
  }

  void leave(std::int64_t i) {
    left_ += inside_[static_cast<std::size_t>(i) + 1];
    inside_[static_cast<std::size_t>(i) + 1] = 0;
  }

  std::int64_t n_, m_;
  std::int64_t at_ = 0, low_ = 0, high_ = 0;
  std::vector<double> inside_, next_;
  double left_ = 0;
};

// |i N - t n| behind each group, at most: D n m, a whole number.
std::int64_t largest_distance(std::span<const count_pair> ordered, const count_pair& all) noexcept {
  std::int64_t i = 0, t = 0, largest = 0;
  for (const count_pair& c : ordered) {
    i += c.p;
    t += c.total();
    const std::int64_t away = i * all.total() - t * all.p;
    largest = std::max(largest, away < 0 ? -away : away);
  }
  return largest;
}

// About how many steps the walks take: within the band, which widens while a group of equal values is dealt out.
double steps(std::span<const count_pair> ordered, const count_pair& all, double largest) noexcept {
  const auto n = static_cast<double>(std::min(all.p, all.q));
  const double band = 2 * largest / static_cast<double>(all.total()) + 2;
  double sum = 0;
  for (const count_pair& c : ordered) {
    const auto group = static_cast<double>(c.total());
    sum += group * std::min(n, band + group / 2);
  }
  return sum;
}

}  // namespace

double ks_distance(std::span<const count_pair> ordered) noexcept {
  const count_pair all = sum_of(ordered);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  count_pair below;
  double distance = 0;
  for (const count_pair& c : ordered) {
    below.p += c.p;
    below.q += c.q;
    distance = std::max(distance, std::abs(static_cast<double>(below.p) / n - static_cast<double>(below.q) / m));
  }
  return distance;
}

double ks_exact_p(std::int64_t n, std::int64_t m, double d) {
  const auto least = std::llround(d * static_cast<double>(n) * static_cast<double>(m));
  if (least <= 0) {
    return 1;
  }
  walks all(std::min(n, m), std::max(n, m));
  for (std::int64_t t = 0; t < n + m; ++t) {
    all.pass(1, least);
  }
  return std::min(1.0, all.left());
}

double ks_limit_p(double n, double m, double d) noexcept {
  const double squared = d * d * (n / (n + m)) * m;
  if (squared < 0.04) {
    return 1;
  }
  double p = 0;
  for (int k = 1; k <= 40; ++k) {
    const double term = 2 * std::exp(-2.0 * k * k * squared);
    p += k % 2 == 1 ? term : -term;
    if (term < 1e-17 * p) {
      break;
    }
  }
  return std::clamp(p, 0.0, 1.0);
}

equality_test kolmogorov_smirnov(std::span<const count_pair> ordered, double most_steps) {
  const count_pair all = both_sides(ordered);
  const auto n = static_cast<double>(all.p), m = static_cast<double>(all.q);
  equality_test out{"Kolmogorov-Smirnov", ks_distance(ordered), 1};
  const double largest = out.statistic * n * m;
  if (cells_with_counts(ordered) < 2) {
    out.notes.emplace_back("one constant value on both sides: nothing to test");
  } else if (largest < 9e15 && steps(ordered, all, largest) <= most_steps) {
    const std::int64_t least = largest_distance(ordered, all);
    walks dealt(std::min(all.p, all.q), std::max(all.p, all.q));
    for (const count_pair& c : ordered) {
      dealt.pass(c.total(), least);
    }
    out.test += ", exact";
    out.p_value = least == 0 ? 1 : std::min(1.0, dealt.left());
  } else {
    out.test += ", its limit";
    out.p_value = ks_limit_p(n, m, out.statistic);
    if (std::ranges::any_of(ordered, [](const count_pair& c) { return c.total() > 1; })) {
      out.notes.emplace_back("values tie: the p-value is an upper bound");
    }
  }
  return out;
}

equality_test kolmogorov_smirnov(std::span<const double> x, std::span<const double> y) {
  return kolmogorov_smirnov(ordered_counts(x, y));
}

}  // namespace relent
