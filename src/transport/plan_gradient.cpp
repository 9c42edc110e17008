#include "relent/transport/plan_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "transport/marginals.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "plan_gradient";

using coordinates = std::span<const double>;

double sign(double x) { return static_cast<double>(x > 0) - static_cast<double>(x < 0); }

/// |x|, of any size.
double length(coordinates x) {
  double out = 0;
  for (const double each : x) {
    out = std::hypot(out, each);
  }
  return out;
}

/// The largest |x - y| and where it is first.
struct widest {
  double apart = 0;
  std::size_t at = 0;

  widest(coordinates x, coordinates y) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (std::abs(x[k] - y[k]) > apart) {
        apart = std::abs(x[k] - y[k]);
        at = k;
      }
    }
  }
};

/// d |x - y|_p / d x = sign(x - y) (|x - y| / |x - y|_p)^(p - 1); all in units of the largest difference.
void slope_of_norm(coordinates x, coordinates y, double order, std::vector<double>& out) {
  const double largest = widest(x, y).apart;
  double sum = 0;
  for (std::size_t k = 0; k < x.size() && largest > 0; ++k) {
    sum += std::pow(std::abs(x[k] - y[k]) / largest, order);
  }
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double share = std::abs(x[k] - y[k]) / largest / std::pow(sum, 1 / order);
    out[k] = largest > 0 && x[k] != y[k] ? sign(x[k] - y[k]) * std::pow(share, order - 1) : 0;
  }
}

/// d c(x, y) / d x.
void slope(coordinates x, coordinates y, const ground_metric& distance, std::vector<double>& out) {
  switch (distance.kind) {
    case metric::euclidean:
      return slope_of_norm(x, y, 2, out);
    case metric::squared_euclidean:
      std::ranges::transform(x, y, out.begin(), [](double a, double b) { return 2 * (a - b); });
      return;
    case metric::manhattan:
      std::ranges::transform(x, y, out.begin(), [](double a, double b) { return sign(a - b); });
      return;
    case metric::chebyshev: {
      const widest most(x, y);
      std::ranges::fill(out, 0.0);
      out[most.at] = sign(x[most.at] - y[most.at]);
      return;
    }
    case metric::cosine: {
      const double of_x = length(x), of_y = length(y);
      double cosine = 0;
      for (std::size_t k = 0; k < x.size(); ++k) {
        cosine += x[k] / of_x * (y[k] / of_y);
      }
      std::ranges::transform(x, y, out.begin(),
                             [&](double a, double b) { return (cosine * a / of_x - b / of_y) / of_x; });
      return;
    }
    case metric::minkowski:
      if (std::isinf(distance.order)) {
        return slope(x, y, {metric::chebyshev}, out);
      }
      return slope_of_norm(x, y, distance.order, out);
  }
}

}  // namespace

point_gradient plan_gradient(std::span<const shipment> plan, const point_cloud& from, const point_cloud& to,
                             const ground_metric& distance) {
  require_cloud(name, "x", from, distance);
  require_cloud(name, "y", to, distance);
  require_comparable(name, from, to, distance);
  point_gradient out{matrix(from.size(), from.dimensions), matrix(to.size(), to.dimensions)};
  std::vector<double> there(from.dimensions), back(from.dimensions);
  for (const shipment& s : plan) {
    if (s.from >= from.size() || s.to >= to.size()) {
      throw error(errc::shape_mismatch, name,
                  fmt::format("the plan moves mass from {} to {}, and there are {} and {} points", s.from, s.to,
                              from.size(), to.size()));
    }
    slope(from[s.from], to[s.to], distance, there);
    slope(to[s.to], from[s.from], distance, back);
    for (std::size_t k = 0; k < from.dimensions; ++k) {
      out.from(s.from, k) += s.mass * there[k];
      out.to(s.to, k) += s.mass * back[k];
    }
  }
  return out;
}

}  // namespace relent
