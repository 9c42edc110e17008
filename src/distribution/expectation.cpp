#include "distribution/expectation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "relent/core/summation.hpp"

#include "distribution/inversion.hpp"
#include "distribution/lattice.hpp"
#include "distribution/numeric.hpp"

namespace relent {

double plain_expectation(const distribution& of, const std::function<double(double)>& f) {
  return plain_expectation(of, f, -infinity, infinity);
}

double plain_expectation(const distribution& of, const std::function<double(double)>& f, double low, double high) {
  support over = of.support();
  over.lower = std::max(over.lower, low);
  over.upper = std::min(over.upper, high);
  const auto weighted = [&](double x) {
    const double density = std::exp(of.log_density(x));
    return density > 0 ? f(x) * density : 0;
  };
  if (over.lattice && std::isfinite(low) && std::isfinite(high)) {
    compensated_sum sum;
    for (double k = over.lower; k <= over.upper; ++k) {
      sum += weighted(k);
    }
    return sum.value();
  }
  if (over.lattice) {
    const double spread = std::sqrt(of.variance());
    return lattice_sum(over, std::clamp(of.quantile(0.5), over.lower, over.upper), std::isfinite(spread) ? spread : 1e6,
                       shape::any, weighted);
  }
  std::vector<double> points = of.split_points();
  for (const double u : {1e-14, 1e-6, 1e-2, 0.25}) {
    points.push_back(of.quantile(u));
    points.push_back(of.quantile_survival(u));
  }
  points.push_back(of.quantile(0.5));
  std::erase_if(points, [&](double x) { return !(x > over.lower && x < over.upper); });
  points.push_back(over.lower);
  points.push_back(over.upper);
  std::ranges::sort(points);
  return integral(weighted, points);
}

}  // namespace relent
