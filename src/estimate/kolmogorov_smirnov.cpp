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

// A square matrix with a common power of ten taken out, so that high powers do not overflow.
struct scaled_matrix {
  std::size_t size;
  std::vector<double> values;
  int exponent = 0;

  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return values[i * size + j]; }
};

scaled_matrix product(const scaled_matrix& a, const scaled_matrix& b) {
  scaled_matrix out{a.size, std::vector<double>(a.size * a.size), a.exponent + b.exponent};
  for (std::size_t i = 0; i < a.size; ++i) {
    for (std::size_t k = 0; k < a.size; ++k) {
      const double x = a.at(i, k);
      for (std::size_t j = 0; j < a.size; ++j) {
        out.values[i * a.size + j] += x * b.at(k, j);
      }
    }
  }
  const std::size_t centre = a.size / 2;
  if (out.at(centre, centre) > 1e140) {
    std::ranges::transform(out.values, out.values.begin(), [](double v) { return v * 1e-140; });
    out.exponent += 140;
  }
  return out;
}

scaled_matrix power(const scaled_matrix& base, std::int64_t n) {
  if (n == 1) {
    return base;
  }
  const scaled_matrix half = power(base, n / 2);
  const scaled_matrix square = product(half, half);
  return n % 2 == 0 ? square : product(base, square);
}

double ks_cdf_by_matrix(std::int64_t n, double d) {
  const auto count = static_cast<double>(n);
  const auto k = static_cast<std::size_t>(count * d) + 1;
  const std::size_t m = 2 * k - 1;
  const double h = static_cast<double>(k) - count * d;
  scaled_matrix base{m, std::vector<double>(m * m)};
  const auto entry = [&](std::size_t i, std::size_t j) -> double& { return base.values[i * m + j]; };
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m && j <= i + 1; ++j) {
      entry(i, j) = 1;
    }
  }
  for (std::size_t i = 0; i < m; ++i) {
    entry(i, 0) -= std::pow(h, static_cast<double>(i + 1));
    entry(m - 1, i) -= std::pow(h, static_cast<double>(m - i));
  }
  entry(m - 1, 0) += 2 * h - 1 > 0 ? std::pow(2 * h - 1, static_cast<double>(m)) : 0;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j <= i + 1 && j < m; ++j) {
      entry(i, j) /= std::tgamma(static_cast<double>(i + 1 - j) + 1);
    }
  }
  const scaled_matrix raised = power(base, n);
  double p = raised.at(k - 1, k - 1);
  int exponent = raised.exponent;
  for (std::int64_t i = 1; i <= n; ++i) {
    p *= static_cast<double>(i) / count;
    if (p < 1e-140) {
      p *= 1e140;
      exponent -= 140;
    }
  }
  return p * std::pow(10.0, exponent);
}

double one_sided_tail(std::int64_t n, double d) {
  const auto count = static_cast<double>(n);
  double p = 0;
  for (double j = 0; j <= std::floor(count * (1 - d)); j += 1) {
    const double at = d + j / count;
    const double above = 1 - at;
    const double log_term = std::lgamma(count + 1) - std::lgamma(j + 1) - std::lgamma(count - j + 1) +
                            (j - 1) * std::log(at) +
                            (above > 0    ? (count - j) * std::log(above)
                             : j == count ? 0
                                          : -1e9);
    p += d * std::exp(log_term);
  }
  return p;
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

double ks_one_sample_p(std::int64_t n, double d) {
  if (d <= 0) {
    return 1;
  }
  if (d >= 1) {
    return 0;
  }
  if (static_cast<double>(n) * d * d > 4.5 || d > 0.5) {
    return std::min(1.0, 2 * one_sided_tail(n, d));
  }
  return std::clamp(1 - ks_cdf_by_matrix(n, d), 0.0, 1.0);
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
