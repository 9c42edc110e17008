#include "relent/measure/wasserstein_2.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "relent/core/summation.hpp"

#include "measure/line_pair.hpp"

namespace relent {
namespace {

using namespace measure_detail;

constexpr std::string_view name = "wasserstein_2";

/// The distance as a part of the whole line's length, so that no square overflows; nor does one of a tiny mass
/// underflow.
double part_of_span(const line_pair& pair) {
  compensated_sum sum;
  const double span = pair.span();
  pair.transport([&](std::size_t i, std::size_t j, double mass) {
    const double step = pair.apart(i, j) / span;
    sum += mass * 0x1p400 * step * step;
  });
  return std::sqrt(sum.value()) * 0x1p-200;
}

double value_of(const line_pair& pair) { return pair.size() < 2 ? 0 : part_of_span(pair) * pair.span(); }

double value(const row_view& p, const row_view& q, const parameters& how) {
  return value_of(line_pair(name, p, q, how));
}

void gradient(const row_view& p, const row_view& q, const parameters& how, double* dp, double* dq) {
  const line_pair pair(name, p, q, how);
  const double distance = value_of(pair);
  const auto one_side = [&](const row_view& masses, bool of_p, double* out) {
    const std::vector<double> opposite = pair.opposite(of_p);
    for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
      // (x_i - y)^2 - (x_(i+1) - y)^2 as a product.
      const double gap = pair.gap(i);
      out[i] = distance == 0 ? 0 : gap / distance * (opposite[i] - gap / 2);
    }
    pair.to_masses(masses, of_p, how, out);
  };
  if (dp != nullptr) {
    one_side(p, true, dp);
  }
  if (dq != nullptr) {
    one_side(q, false, dq);
  }
}

void contributions(const row_view& p, const row_view& q, const parameters& how, double* out) {
  const line_pair pair(name, p, q, how);
  std::fill_n(out, pair.size(), 0.0);
  const double part = pair.size() < 2 ? 0 : part_of_span(pair);
  if (part == 0) {
    return;
  }
  pair.transport([&](std::size_t i, std::size_t j, double mass) {
    const double step = pair.apart(i, j) / pair.span();
    out[i] += pair.span() * (mass * step) * (step / part);
  });
}

}  // namespace

double wasserstein_2(const row_view& p, const row_view& q, const parameters& how) { return value(p, q, how); }

namespace rules {
const rule wasserstein_2{value, gradient, contributions};
}

}  // namespace relent
