#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/concepts.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "measure/golden_file.hpp"

namespace relent::test {

/// How many roundings of its arguments a family's members may be off (tools/golden/distributions.py says what one is).
struct roundings {
  double log_density = 8;
  double gradient = 16;
  double cdf = 16;
  double quantile = 32;
  double moments = 16;
};

/// What is built from others, by quadrature: some ten thousand roundings, about 1e-12.
inline constexpr roundings by_quadrature{.log_density = 16, .gradient = 64, .cdf = 64, .quantile = 128, .moments = 2e4};

template <class D, std::size_t... I>
D make_of(const std::vector<double>& t, std::index_sequence<I...>) {
  return D(t.at(I)...);
}

template <family D>
D make_family(const std::vector<double>& t) {
  return make_of<D>(t, std::make_index_sequence<D::parameter_count()>{});
}

template <univariate D>
double value_of(const D& d, const std::string& quantity, double x) {
  if (quantity.starts_with("gradient")) {
    std::array<double, 8> out{};
    d.log_density_gradient(x, out);
    return out.at(std::stoul(quantity.substr(8)));
  }
  return quantity == "log_density"         ? d.log_density(x)
         : quantity == "cdf"               ? d.cdf(x)
         : quantity == "survival"          ? d.survival(x)
         : quantity == "quantile"          ? d.quantile(x)
         : quantity == "quantile_survival" ? d.quantile_survival(x)
         : quantity == "mean"              ? d.mean()
         : quantity == "variance"          ? d.variance()
         : quantity == "entropy"           ? d.entropy()
                                           : throw std::runtime_error("no quantity " + quantity);
}

inline double allowed(const roundings& limit, const std::string& quantity) {
  return quantity == "log_density"                     ? limit.log_density
         : quantity.starts_with("gradient")            ? limit.gradient
         : quantity.starts_with("quantile")            ? limit.quantile
         : quantity == "cdf" || quantity == "survival" ? limit.cdf
                                                       : limit.moments;
}

/// One line of a golden file against what it speaks of.
template <univariate D>
void check_line(const D& d, const std::vector<std::string>& field, const roundings& limit) {
  const double x = field.at(2) == "-" ? 0 : std::strtod(field.at(2).c_str(), nullptr);
  const double want = std::strtod(field.at(3).c_str(), nullptr);
  const double unit = std::strtod(field.at(4).c_str(), nullptr);
  const double got = value_of(d, field.at(0), x);
  SCOPED_TRACE(field.at(0) + " of " + d.text() + " at " + std::to_string(x));
  if (std::isnan(want) || std::isinf(want)) {
    EXPECT_TRUE(got == want || (std::isnan(want) && std::isnan(got))) << got << " for " << want;
    return;
  }
  // Beside the relative error, values below the least normal double are off by their spacing. A moment that is 0 is
  // what rounding leaves of an integral in the golden file.
  const double zero = field.at(2) == "-" ? 1e-30 : 4 * std::numeric_limits<double>::denorm_min();
  const double bound = allowed(limit, field.at(0)) * unit + zero;
  EXPECT_LE(std::abs(got - want), bound) << got << " for " << want << ", off by " << std::abs(got - want) / unit
                                         << " roundings";
}

/// Every value of tests/golden/distribution_<family>.tsv.
template <family D>
void check_golden(const roundings& limit) {
  const auto lines = golden_lines("distribution_" + std::string(D::name));
  ASSERT_GT(lines.size(), 10U);
  for (const auto& field : lines) {
    check_line(make_family<D>(numbers(field.at(1))), field, limit);
  }
}

/// Every value of the golden file of something built from others.
template <univariate D>
void check_built(const D& d, const std::string& stem, const roundings& limit) {
  const auto lines = golden_lines("distribution_" + stem);
  ASSERT_GT(lines.size(), 10U);
  for (const auto& field : lines) {
    check_line(d, field, limit);
  }
}

/// The gradient against differences of the log density of what `make` makes of moved parameters.
template <class Make>
void check_gradient_by_differences(const Make& make, const std::vector<double>& t, double x, std::size_t first = 0) {
  const auto d = make(t);
  std::vector<double> got(d.parameter_count());
  d.log_density_gradient(x, got);
  ASSERT_EQ(got.size(), first + t.size());
  for (std::size_t i = 0; i < t.size(); ++i) {
    std::vector<double> up = t, down = t;
    up[i] += 1e-5;
    down[i] -= 1e-5;
    const double want = (make(up).log_density(x) - make(down).log_density(x)) / 2e-5;
    EXPECT_NEAR(got[first + i], want, 1e-8 * (1 + std::abs(want))) << d.text() << " parameter " << i << " at " << x;
  }
}

/// What the members promise of each other and of the ends, at any parameters.
template <univariate D>
void check_ends(const D& d) {
  SCOPED_TRACE(d.text());
  const double infinite = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const auto within = d.support();
  EXPECT_EQ(d.quantile(0), within.lower);
  EXPECT_EQ(d.quantile(1), within.upper);
  EXPECT_EQ(d.quantile_survival(1), within.lower);
  EXPECT_EQ(d.quantile_survival(0), within.upper);
  for (const double u : {-0.1, 1.5, nan}) {
    EXPECT_TRUE(std::isnan(d.quantile(u))) << u;
    EXPECT_TRUE(std::isnan(d.quantile_survival(u))) << u;
  }
  for (const double end : {-infinite, infinite}) {
    EXPECT_EQ(d.log_density(end), -infinite) << end;
    EXPECT_EQ(d.cdf(end), end > 0 ? 1 : 0);
    EXPECT_EQ(d.survival(end), end > 0 ? 0 : 1);
  }
  EXPECT_TRUE(std::isnan(d.log_density(nan)));
  if (std::isfinite(within.lower)) {
    const double outside = within.lower - std::max(1.0, std::abs(within.lower));
    EXPECT_EQ(d.log_density(outside), -infinite);
    EXPECT_EQ(d.cdf(outside), 0);
    EXPECT_EQ(d.survival(outside), 1);
  }
  if (std::isfinite(within.upper)) {
    const double outside = within.upper + std::max(1.0, std::abs(within.upper));
    EXPECT_EQ(d.log_density(outside), -infinite);
    EXPECT_EQ(d.cdf(outside), 1);
    EXPECT_EQ(d.survival(outside), 0);
  }
  double before = -infinite;
  for (const double u : {1e-12, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999}) {
    const double x = d.quantile(u);
    EXPECT_TRUE(x >= before) << u;
    EXPECT_TRUE(within.contains(x) || x == within.lower || x == within.upper) << u << ' ' << x;
    EXPECT_NEAR(d.cdf(x) + d.survival(x), 1, 1e-13) << u;
    if (within.lattice) {  // the least of the numbers that reach u
      EXPECT_GE(d.cdf(x), u) << x;
      EXPECT_LT(d.cdf(x - 1), u) << x;
      EXPECT_EQ(x, std::floor(x));
    } else {
      EXPECT_NEAR(d.cdf(x), u, 1e-12 * u + 1e-15) << x;
      EXPECT_NEAR(d.cdf(d.quantile_survival(1 - u)), u, 1e-12) << u;
    }
    before = x;
  }
  for (const double point : d.split_points()) {
    EXPECT_TRUE(point >= within.lower && point <= within.upper) << point;
  }
}

/// Draws follow the cdf: their Kolmogorov-Smirnov distance is below 2 / sqrt(n), which chance exceeds once in 1500
/// families, and the seed is fixed. For lattices the distance is taken at the values drawn.
template <univariate D>
void check_draws(const D& d, int n = 20000) {
  SCOPED_TRACE(d.text());
  std::vector<double> draws;
  for (int i = 0; i < n; ++i) {
    counter_stream stream(20250101, static_cast<std::uint64_t>(i));
    draws.push_back(d.sample(stream));
    ASSERT_TRUE(d.log_density(draws.back()) > -std::numeric_limits<double>::infinity()) << draws.back();
  }
  std::ranges::sort(draws);
  double distance = 0;
  for (std::size_t i = 0; i < draws.size();) {
    std::size_t end = i;
    while (end < draws.size() && draws[end] == draws[i]) {
      ++end;
    }
    distance = std::max(distance, std::abs(d.cdf(draws[i]) - static_cast<double>(end) / n));
    i = end;
  }
  EXPECT_LT(distance, 2 / std::sqrt(n));
}

template <family D>
double mean_log_likelihood(const D& d, const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values) {
    sum += d.log_density(x);
  }
  return sum / static_cast<double>(values.size());
}

/// No parameter can be moved by any of these steps without making the data less likely, and the fit is near the truth.
template <family D>
D check_fit(const D& truth, int n = 2000, std::vector<std::size_t> held = {}) {
  SCOPED_TRACE(truth.text());
  std::vector<double> values;
  for (int i = 0; i < n; ++i) {
    counter_stream stream(7, static_cast<std::uint64_t>(i));
    values.push_back(truth.sample(stream));
  }
  const D found = D::fit(values);
  const double best = mean_log_likelihood(found, values);
  EXPECT_GE(best, mean_log_likelihood(truth, values)) << found.text();
  for (std::size_t i = 0; i < D::parameter_count(); ++i) {
    if (std::ranges::find(held, i) != held.end()) {
      continue;
    }
    for (const double step : {-1e-2, -1e-4, 1e-4, 1e-2}) {
      std::vector<double> moved = found.parameter_values();
      moved[i] += step * std::max(std::abs(moved[i]), 1e-2);
      try {
        EXPECT_LE(mean_log_likelihood(make_family<D>(moved), values), best + 1e-13) << i << ' ' << step << found.text();
      } catch (const error&) {
        // A step over the edge of the parameters.
      }
    }
  }
  return found;
}

/// The message of what `make` throws, or "nothing".
template <class Make>
std::string refusal(const Make& make) {
  try {
    make();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace relent::test
