#include <algorithm>
#include <cmath>
#include <cstddef>

#include "estimate/best_polynomial_table.hpp"
#include "estimate/entropy_estimators.hpp"

namespace relent::estimating {
namespace {

// Wu & Yang 2016, section VI: the constants with which they ran their experiments.
constexpr double degree_per_log = 1.6, interval_per_log = 3.5;

/// The coefficients of the polynomial of this degree.
const double* coefficients(int degree) {
  // Degrees 1, 2, ... have 2, 3, ... coefficients.
  return best_polynomials + static_cast<std::ptrdiff_t>(degree) * (degree + 1) / 2 - 1;
}

/// sum a_m c (c - 1) ... (c - m + 1) / M^m, whose mean for a Poisson c with mean M y is the polynomial at y.
double factorial_polynomial(const double* a, int degree, double c, double interval) {
  const auto last = static_cast<int>(std::min(static_cast<double>(degree), c));
  double sum = a[last];
  for (int m = last; m > 0; --m) {
    sum = a[m - 1] + sum * (c - m + 1) / interval;
  }
  return sum;
}

}  // namespace

double best_polynomial_entropy(const count_profile& seen, double categories, bool known) {
  const double n = seen.observations, size = std::log(std::max(2.0, categories));
  const double threshold = std::floor(degree_per_log * size), interval = interval_per_log * size;
  const int degree = std::clamp(static_cast<int>(threshold), 1, largest_degree);
  const double* a = coefficients(degree);
  const double rare = sum_over(seen, [&](double c) {
    return c > threshold ? c / n * std::log(n / c) + 0.5 / n
                         : (interval * factorial_polynomial(a, degree, c, interval) + c * std::log(n / interval)) / n;
  });
  return rare + (known ? (categories - seen.seen) * a[0] * interval / n : 0);
}

}  // namespace relent::estimating
