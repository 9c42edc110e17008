#include "relent/estimate/goodness_of_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/core/matrix.hpp"
#include "relent/core/summation.hpp"

#include "estimate/sample_checks.hpp"
#include "estimate/surprise.hpp"

namespace relent {
namespace {

constexpr double pi = 3.141592653589793238463;
constexpr std::size_t most_exact = 500;

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

/// P(A^2 < z) of the limit, z <= 20: Anderson & Darling 1954, eq. 4.37. The integrals are over what is analytic up to
/// the distance 1 from the line and falls as exp(-w^2), where the trapezoidal rule is exact to exp(-2 pi / step).
double anderson_darling_limit(double z) {
  constexpr double step = 0.15;
  double sum = 0, binomial = 1;  // of -1/2 over j
  for (int j = 0; j < 20; ++j) {
    const double odd = 4 * j + 1, c = odd * odd * pi * pi / (8 * z);
    if (c - z / 8 > 45) {
      break;
    }
    double integral = 0.5 * std::exp(z / 8 - c);
    for (double w = step; c * w * w < 45; w += step) {
      integral += std::exp(z / (8 * (1 + w * w)) - c * (1 + w * w));
    }
    sum += binomial * odd * step * integral;
    binomial *= -(j + 0.5) / (j + 1);
  }
  return std::sqrt(2 * pi) / z * sum;
}

/// What n observations instead of infinitely many add, at the limit's x; Marsaglia & Marsaglia 2004, section 3.
double anderson_darling_correction(double x, double n) {
  if (x > .8) {
    return (-130.2137 + (745.2337 - (1705.091 - (1950.646 - (1116.360 - 255.7844 * x) * x) * x) * x) * x) / n;
  }
  const double c = .01265 + .1757 / n;
  if (x < c) {
    const double t = x / c;
    return std::sqrt(t) * (1 - t) * (49 * t - 102) * (.0037 / (n * n) + .00078 / n + .00006) / n;
  }
  const double t = (x - c) / (.8 - c);
  return (-.00022633 + (6.54034 - (14.6538 - (14.458 - (8.259 - 1.91864 * t) * t) * t) * t) * t) *
         (.04213 + .01365 / n) / n;
}

}  // namespace

double kolmogorov_p_value(double d, std::size_t n) {
  const auto count = static_cast<double>(n);
  const double s = count * d * d;
  if (d <= 0.5 / count) {
    return 1;
  }
  if (d >= 1) {
    return 0;
  }
  if (n <= most_exact && s < 8) {
    return std::clamp(1 - kolmogorov_exact(d, n), 0.0, 1.0);
  }
  const double root = std::sqrt(count), x = root * d + 1 / (6 * root) + (root * d - 1) / (4 * count);
  return std::clamp(kolmogorov_limit(x), 0.0, 1.0);
}

double anderson_darling_p_value(double a, std::size_t n) {
  if (!(a > 0)) {
    return 1;
  }
  if (a > 20) {
    // The largest eigenvalue's term, that of half a chi-square, times sqrt 3, what the others give to it.
    return std::isinf(a) ? 0 : std::sqrt(3.0) * std::exp(-a) / std::sqrt(pi * a);
  }
  const double below = anderson_darling_limit(a), p = std::max(0.0, 1 - below);
  // The correction is good to a few 1e-6, no help to smaller probabilities.
  return p < 1e-4 ? p : std::clamp(p - anderson_darling_correction(below, static_cast<double>(n)), 0.0, 1.0);
}

goodness_of_fit goodness_of_fit_to(std::span<const double> values, const distribution& q) {
  using namespace estimating;
  constexpr const char* function = "goodness_of_fit";
  check_density(function, q);
  check_values(function, "values", values, 1);
  const std::vector<double> sorted = sorted_copy(values);
  const std::size_t n = sorted.size();
  const auto count = static_cast<double>(n);
  double distance = 0;
  compensated_sum logs;
  for (std::size_t i = 0; i < n; ++i) {
    const double below = q.cdf(sorted[i]);
    distance = std::max({distance, below - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - below});
    logs += (2 * static_cast<double>(i) + 1) * (std::log(below) + std::log(q.survival(sorted[n - 1 - i])));
  }
  const double squared = -count - logs.value() / count;
  return {{distance, kolmogorov_p_value(distance, n)}, {squared, anderson_darling_p_value(squared, n)}};
}

}  // namespace relent
