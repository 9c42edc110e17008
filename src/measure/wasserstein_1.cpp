#include "relent/measure/wasserstein_1.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "relent/core/summation.hpp"

#include "measure/line_pair.hpp"

namespace relent {
namespace {

using namespace measure_detail;

constexpr std::string_view name = "wasserstein_1";

double term(const line_pair& pair, std::size_t i) { return pair.gap(i) * std::abs(pair.difference(i)); }

double value(const row_view& p, const row_view& q, const parameters& how) {
  const line_pair pair(name, p, q, how);
  compensated_sum sum;
  for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
    sum += term(pair, i);
  }
  return sum.value();
}

void gradient(const row_view& p, const row_view& q, const parameters& how, double* dp, double* dq) {
  const line_pair pair(name, p, q, how);
  const auto one_side = [&](const row_view& masses, bool of_p, double* out) {
    for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
      const double d = of_p ? pair.difference(i) : -pair.difference(i);
      out[i] = d == 0 ? 0 : std::copysign(pair.gap(i), d);
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
  for (std::size_t i = 0; i + 1 < pair.size(); ++i) {
    out[i] = term(pair, i);
  }
}

}  // namespace

double wasserstein_1(const row_view& p, const row_view& q, const parameters& how) { return value(p, q, how); }

namespace rules {
const rule wasserstein_1{value, gradient, contributions};
}

}  // namespace relent
