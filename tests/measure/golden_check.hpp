#pragma once

#include <limits>

#include <gtest/gtest.h>

#include "measure/generators.hpp"
#include "measure/golden_file.hpp"

namespace relent::test {

/// The generator writes a number so small as 0, since it cannot tell it from what rounding leaves of a zero.
inline constexpr double written_as_zero = 1e-140;

/// The bound is relative, but for subnormal values, of which none lies nearer than their spacing.
inline bool within(double got, double want, double bound) {
  const double spacing = std::numeric_limits<double>::denorm_min();
  return relative_error(got, want) <= bound || std::abs(got - want) <= 2 * spacing ||
         (want == 0 && std::abs(got) < written_as_zero);
}

/// What the generator's difference quotients, with steps of 1e-40, leave of a slope that is 0.
inline constexpr double quotient_error = 1e-70;

inline mi_normaliser normaliser_of(const std::string& name) {
  static const std::map<std::string, mi_normaliser> names{{"arithmetic", mi_normaliser::arithmetic},
                                                          {"geometric", mi_normaliser::geometric},
                                                          {"minimum", mi_normaliser::minimum},
                                                          {"maximum", mi_normaliser::maximum},
                                                          {"joint", mi_normaliser::joint}};
  return names.at(name);
}

/// Sets the parameters that a golden line names; they borrow from `c`.
inline parameters parameters_of(const golden_case& c) {
  parameters how;
  how.mode = c.mode;
  if (const auto alpha = c.parameters.find("alpha"); alpha != c.parameters.end()) {
    how.alpha = std::stod(alpha->second);
  }
  if (const auto weight = c.parameters.find("weight"); weight != c.parameters.end()) {
    how.weight = std::stod(weight->second);
  }
  if (const auto normaliser = c.parameters.find("normaliser"); normaliser != c.parameters.end()) {
    how.normaliser = normaliser_of(normaliser->second);
  }
  if (const auto f = c.parameters.find("generator"); f != c.parameters.end()) {
    how.generator = &generator_named(f->second);
  }
  how.table_shape = c.shape;
  how.positions = c.positions;
  return how;
}

inline void check_gradient(const std::vector<std::optional<double>>& want, const std::vector<double>& got, double bound,
                           bool through_sum, const char* side) {
  if (want.empty()) {
    return;
  }
  ASSERT_EQ(want.size(), got.size());
  double scale = 0;
  for (const auto& w : want) {
    scale = w && std::isfinite(*w) ? std::max(scale, std::abs(*w)) : scale;
  }
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (!want[i]) {
      EXPECT_FALSE(std::isnan(got[i])) << side << i;
    } else if (!std::isfinite(*want[i])) {
      EXPECT_EQ(got[i], *want[i]) << side << i;
    } else {
      const double allowed = bound * (through_sum ? scale : std::abs(*want[i]));
      EXPECT_NEAR(got[i], *want[i], allowed + quotient_error) << side << i;
    }
  }
}

/// Value, gradient and contributions of one rule on every line of its golden file, each within its bound.
inline void check_golden(const rule& measure, const std::string& stem, bool contributions_add_up = true) {
  const std::vector<golden_case> cases = read_golden(stem);
  ASSERT_GT(cases.size(), 3U);
  for (std::size_t line = 0; line < cases.size(); ++line) {
    const golden_case& c = cases[line];
    SCOPED_TRACE(stem + " case " + std::to_string(line) + " " + c.region);
    const parameters how = parameters_of(c);
    const double value = measure.value(c.p, c.q, how);
    EXPECT_TRUE(within(value, c.value, c.bound)) << value << " for " << c.value;
    std::vector<double> dp(c.p.size()), dq(c.q.size()), shares(c.p.size());
    measure.gradient(c.p, c.q, how, dp.data(), c.q.empty() ? nullptr : dq.data());
    const bool through_sum = c.mode == mass_mode::normalise;
    check_gradient(c.dp, dp, c.gradient_bound, through_sum, "dp");
    check_gradient(c.dq, dq, c.gradient_bound, through_sum, "dq");
    if (contributions_add_up) {
      measure.contributions(c.p, c.q, how, shares.data());
      double sum = 0, size = 0;
      for (const double share : shares) {
        sum += share;
        size += std::abs(share);
      }
      if (std::isfinite(c.value)) {
        EXPECT_NEAR(sum, value, std::max(1e-14, c.bound) * (size + std::abs(value)));
      } else {
        EXPECT_EQ(sum, c.value);
      }
    }
  }
}

}  // namespace relent::test
