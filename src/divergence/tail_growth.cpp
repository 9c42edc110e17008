#include "tail_growth.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A slope of log(size * distance) over log(distance) above this is a tail like 1/x, or heavier; a logarithm beside a
/// power changes it by 2 / log(distance) at most.
constexpr double flattest = -1e-5;

double log_size(const integrand& f, std::size_t component, double x) {
  std::vector<integrand_value> here(f.components);
  f.at({&x, 1}, here);
  return here[component].log_size;
}

/// Powers of 10 of the distance, far ones first: but where the size can still be told, since a density may overflow
/// its own logarithm. Empty where doubles near a finite end are too few to tell.
std::vector<double> looks(double end, double inside) {
  if (std::isinf(end)) {
    return {120, 60, 30, 15, 7.5, 4, 2, 1, 0.5, 0, -0.3, -0.6};
  }
  // As near the end as doubles can tell: 1e-300 from 0, but not from 1.
  const double nearest = std::log10(std::max(std::abs(end) * 1e-13, 1e-300) / std::abs(end - inside));
  return nearest > -1 ? std::vector<double>{} : std::vector<double>{nearest, nearest / 2, nearest / 4};
}

}  // namespace

bool diverges_towards(const integrand& f, std::size_t component, double end, double inside) {
  // g(y) = log(size * distance) at distance e^y: the integral converges where g falls as y runs to the end.
  const bool infinite = std::isinf(end);
  const double sign = end > inside ? 1 : -1;
  const auto g = [&](double exponent) {
    const double distance =
        (infinite ? std::max(std::abs(inside), 1.0) : std::abs(end - inside)) * std::pow(10, exponent);
    const double x = infinite ? sign * distance : end - sign * distance;
    const double size = log_size(f, component, x);
    return size == -infinity ? -infinity : size + std::log(distance);
  };
  const std::vector<double> exponents = looks(end, inside);
  if (exponents.empty()) {
    return false;
  }
  std::size_t i = 0;
  double b = g(exponents[0]);
  while (i + 1 < exponents.size() && b == infinity) {
    b = g(exponents[++i]);
  }
  if (i + 1 == exponents.size()) {
    return b == infinity;
  }
  if (b == -infinity) {
    return false;
  }
  const double far = exponents[i], near = exponents[i + 1], a = g(near);
  if (std::isinf(a)) {
    return a > 0;
  }
  const double slope = (b - a) / ((far - near) * std::numbers::ln10) * (infinite ? 1 : -1);
  return slope > flattest;
}

bool sum_diverges(const integrand& f, std::size_t component) {
  // Sums behave as integrals do far out; whole numbers are dense enough in doubles there.
  const double near = log_size(f, component, 1e7), far = log_size(f, component, 1e14);
  const double slope = far == -infinity  ? -infinity
                       : far == infinity ? infinity
                                         : (far - near) / (7 * std::numbers::ln10) + 1;
  return slope > flattest;
}

}  // namespace relent
