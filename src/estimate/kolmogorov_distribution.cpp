// The distribution of Kolmogorov's distance between n observations and the distribution that they are from.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/estimate/goodness_of_fit.hpp"

namespace relent {
namespace {

constexpr double pi = 3.141592653589793238463;
constexpr std::size_t most_exact = 1000, most_summed = 100'000;

/// A matrix with a power of ten apart, so that high powers stay in range.
struct scaled_matrix {
  matrix a;
  int tens = 0;
};

scaled_matrix product(const scaled_matrix& x, const scaled_matrix& y) {
  const std::size_t m = x.a.rows;
  scaled_matrix out{matrix(m, m), x.tens + y.tens};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t l = 0; l < m; ++l) {
      const double factor = x.a(i, l);
      for (std::size_t j = 0; j < m; ++j) {
        out.a(i, j) += factor * y.a(l, j);
      }
    }
  }
  if (out.a(m / 2, m / 2) > 1e140) {
    for (double& v : out.a.values) {
      v *= 1e-140;
    }
    out.tens += 140;
  }
  return out;
}

scaled_matrix power(const scaled_matrix& x, std::size_t n) {
  if (n == 1) {
    return x;
  }
  const scaled_matrix half = power(x, n / 2);
  scaled_matrix out = product(half, half);
  return n % 2 == 0 ? out : product(x, out);
}

/// P(D_n < d) by Durbin's matrix, after Marsaglia, Tsang & Wang 2003.
double kolmogorov_exact(double d, std::size_t n) {
  const auto count = static_cast<double>(n);
  const auto k = static_cast<std::size_t>(count * d) + 1;
  const std::size_t m = 2 * k - 1;
  const double h = static_cast<double>(k) - count * d;
  scaled_matrix step{matrix(m, m)};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      step.a(i, j) = i + 1 >= j ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < m; ++i) {
    step.a(i, 0) -= std::pow(h, static_cast<double>(i + 1));
    step.a(m - 1, i) -= std::pow(h, static_cast<double>(m - i));
  }
  step.a(m - 1, 0) += 2 * h > 1 ? std::pow(2 * h - 1, static_cast<double>(m)) : 0;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t g = 2; g <= i + 1 - j; ++g) {
        step.a(i, j) /= static_cast<double>(g);
      }
    }
  }
  const scaled_matrix all = power(step, n);
  double out = all.a(k - 1, k - 1);
  int tens = all.tens;
  for (std::size_t i = 1; i <= n; ++i) {
    out *= static_cast<double>(i) / count;
    if (out < 1e-140) {
      out *= 1e140;
      tens -= 140;
    }
  }
  return out * std::pow(10.0, tens);
}

/// P(K >= x) of the limit: 2 sum (-1)^(i-1) exp(-2 i^2 x^2), or for small x by the other series, of its complement.
double kolmogorov_limit(double x) {
  double sum = 0;
  if (x < 1) {
    for (int i = 1; i < 20; i += 2) {
      sum += std::exp(-i * i * pi * pi / (8 * x * x));
    }
    return 1 - std::sqrt(2 * pi) / x * sum;
  }
  for (int i = 1; i < 20; ++i) {
    sum += (i % 2 == 1 ? 2 : -2) * std::exp(-2.0 * i * i * x * x);
  }
  return sum;
}

/// P(D_n^+ >= d), one side of it; Birnbaum & Tingey 1951.
double one_sided_tail(double d, std::size_t n) {
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

double kolmogorov_p_value(double d, std::size_t n) {
  const auto count = static_cast<double>(n);
  if (d <= 0.5 / count) {
    return 1;
  }
  if (d >= 1) {
    return 0;
  }
  if (n <= most_summed && (count * d * d > 4.5 || d > 0.5)) {  // both sides at once: less than 1e-11 of it
    return std::min(1.0, 2 * one_sided_tail(d, n));
  }
  if (n <= most_exact) {
    return std::clamp(1 - kolmogorov_exact(d, n), 0.0, 1.0);
  }
  const double root = std::sqrt(count), x = root * d + 1 / (6 * root) + (root * d - 1) / (4 * count);
  return std::clamp(kolmogorov_limit(x), 0.0, 1.0);
}

}  // namespace relent
