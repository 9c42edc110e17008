// Every flag of every measure, on random distributions: the catalogue's claims are what the doors and the docs repeat.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/measure_entry.hpp"

namespace relent {
namespace {

constexpr double rounding = 1e-12;

/// f(t) = t log t - t + 1, whose f-divergence is KL.
const generator kl_generator{.f = [](double t) { return t == 0 ? 1.0 : t * std::log(t) - t + 1; },
                             .derivative = [](double t) { return std::log(t); },
                             .at_zero = 1,
                             .slope_at_infinity = INFINITY};

class Flags : public testing::TestWithParam<const measure_entry*> {
 protected:
  const measure_entry& m = *GetParam();

  static constexpr std::int64_t table[] = {3, 4};
  static constexpr std::int64_t fewer_rows[] = {2, 4};
  static constexpr std::size_t size = 12;

  parameters how(std::span<const std::int64_t> shape = table) const {
    parameters out;
    out.generator = &kl_generator;
    out.table_shape = shape;
    return out;
  }

  /// Gamma variates over their sum: even, or with some masses near zero.
  std::vector<double> distribution(double concentration) {
    std::gamma_distribution<double> gamma(concentration);
    std::vector<double> out(size);
    for (double& x : out) {
      x = gamma(random_) + 1e-9;
    }
    const double sum = std::accumulate(out.begin(), out.end(), 0.0);
    for (double& x : out) {
      x /= sum;
    }
    return out;
  }

  double value(const std::vector<double>& p, const std::vector<double>& q) const {
    return m.rule.value(p, m.takes == arity::two ? row_view(q) : row_view{}, how());
  }

  template <class Check>
  void on_random_pairs(const Check& check) {
    for (const double concentration : {0.2, 1.0, 20.0}) {
      for (int i = 0; i < 40; ++i) {
        check(distribution(concentration), distribution(concentration));
      }
    }
  }

 private:
  std::mt19937_64 random_{20240607};
};

TEST_P(Flags, ValuesStayInTheirRange) {
  on_random_pairs([&](const auto& p, const auto& q) {
    EXPECT_GE(value(p, q), m.least);
    if (m.bound) {
      EXPECT_LE(value(p, q), *m.bound * (1 + rounding));
    }
  });
}

TEST_P(Flags, ABoundIsReached) {
  if (!m.bound) {
    return;
  }
  // Disjoint supports are as far apart as can be; a diagonal table is as dependent as can be.
  const bool joint = m.takes == arity::joint;
  static constexpr std::int64_t square[] = {2, 2};
  const std::vector<double> p = joint ? std::vector{0.5, 0.0, 0.0, 0.5} : std::vector{1.0, 0.0, 0.0, 0.0};
  const std::vector<double> q{0.0, 0.0, 1.0, 0.0};
  EXPECT_NEAR(m.rule.value(p, joint ? row_view{} : row_view(q), how(square)), *m.bound, rounding);
}

TEST_P(Flags, SymmetricIffExchangingChangesNothing) {
  if (m.takes != arity::two) {
    return;
  }
  double largest = 0;
  on_random_pairs([&](const auto& p, const auto& q) {
    const double there = value(p, q), back = value(q, p);
    largest = std::max(largest, std::abs(there - back) / (there + back));
  });
  if (m.symmetric) {
    EXPECT_LT(largest, rounding);
  } else if (m.parameter != "alpha") {  // at the default order 1/2 those are symmetric too
    EXPECT_GT(largest, 1e-3);
  }
}

TEST_P(Flags, MetricsObeyTheTriangleInequalityAndOthersBreakIt) {
  if (m.takes != arity::two || !m.zero_on_equal) {
    return;
  }
  bool broken = false;
  for (const double concentration : {0.2, 1.0, 20.0}) {
    for (int i = 0; i < 40; ++i) {
      const auto p = distribution(concentration), q = distribution(concentration);
      std::vector<double> between(size);
      for (std::size_t k = 0; k < size; ++k) {
        between[k] = (p[k] + q[k]) / 2;
      }
      for (const auto& r : {between, distribution(concentration)}) {
        broken = broken || value(p, q) > (value(p, r) + value(r, q)) * (1 + rounding);
      }
    }
  }
  EXPECT_EQ(broken, !m.metric);
}

TEST_P(Flags, ZeroOnEqual) {
  if (m.takes != arity::two) {
    return;
  }
  on_random_pairs([&](const auto& p, const auto& q) {
    if (m.zero_on_equal) {
      EXPECT_NEAR(value(p, p), 0, 1e-14);
      EXPECT_GT(value(p, q), 0);
    } else {
      EXPECT_GT(value(p, p), 0);
    }
  });
}

TEST_P(Flags, MonotoneMeasuresCannotGrowWhenElementsMerge) {
  if (!m.monotone) {
    return;
  }
  const bool joint = m.takes == arity::joint;
  on_random_pairs([&](const auto& p, const auto& q) {
    // Merges the first elements, or the first two rows of a table.
    const std::size_t width = joint ? 4 : 1;
    const auto merged = [&](const std::vector<double>& x) {
      std::vector<double> out(x.begin() + static_cast<std::ptrdiff_t>(width), x.end());
      for (std::size_t k = 0; k < width; ++k) {
        out[k] += x[k];
      }
      return out;
    };
    const std::vector<double> fewer_p = merged(p), fewer_q = merged(q);
    const double coarse =
        m.rule.value(fewer_p, m.takes == arity::two ? row_view(fewer_q) : row_view{}, how(fewer_rows));
    EXPECT_LE(coarse, value(p, q) * (1 + rounding) + 1e-15);
  });
}

TEST_P(Flags, GradientsMatchCentralDifferences) {
  const bool two = m.takes == arity::two;
  parameters free = how();
  free.mode = mass_mode::normalise;  // any positive masses are a distribution, so each may move alone
  for (int round = 0; round < 5; ++round) {
    std::vector<double> p = distribution(5), q = distribution(5), dp(size), dq(size);
    const auto at = [&] { return m.rule.value(p, two ? row_view(q) : row_view{}, free); };
    m.rule.gradient(p, two ? row_view(q) : row_view{}, free, dp.data(), two ? dq.data() : nullptr);
    const auto check = [&](std::vector<double>& x, const std::vector<double>& slope, const char* side) {
      for (std::size_t i = 0; i < size; ++i) {
        const double here = x[i], step = 1e-5 * here;
        x[i] = here + step;
        const double up = at();
        x[i] = here - step;
        const double down = at();
        x[i] = here;
        EXPECT_NEAR((up - down) / (2 * step), slope[i], 1e-5 * (1 + std::abs(slope[i]))) << side << i;
      }
    };
    check(p, dp, "dp");
    if (two) {
      check(q, dq, "dq");
    }
  }
}

TEST_P(Flags, ContributionsAddUpToTheValue) {
  if (m.lists_elements) {
    return;
  }
  on_random_pairs([&](const auto& p, const auto& q) {
    std::vector<double> shares(size);
    m.rule.contributions(p, m.takes == arity::two ? row_view(q) : row_view{}, how(), shares.data());
    const double all = value(p, q);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), all, rounding * (1 + all));
  });
}

TEST_P(Flags, TheOrderOfTheElementsMattersOnALineAlone) {
  if (m.lists_elements) {
    return;
  }
  double largest = 0;
  // Whole rows of a table change places; single elements of a list.
  const std::size_t width = m.takes == arity::joint ? 4 : 1;
  on_random_pairs([&](const auto& p, const auto& q) {
    const auto turned = [&](std::vector<double> x) {
      std::rotate(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(width), x.end());
      std::swap_ranges(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(width),
                       x.begin() + static_cast<std::ptrdiff_t>(width));
      return x;
    };
    const double ratio = value(turned(p), turned(q)) / value(p, q);
    if (m.on_line) {
      largest = std::max(largest, std::abs(ratio - 1));
    } else {
      EXPECT_NEAR(ratio, 1, rounding);
    }
  });
  EXPECT_EQ(largest > 1e-3, m.on_line);
}

TEST_P(Flags, AnInfiniteValueIsSomeElementsDoing) {
  if (m.takes != arity::two) {
    return;
  }
  const std::vector<double> p{0.5, 0.5, 0, 0}, q{0, 0.5, 0.5, 0};
  std::vector<double> shares(4);
  m.rule.contributions(p, q, how(), shares.data());
  const double all = m.rule.value(p, q, how());
  EXPECT_FALSE(std::isnan(all));
  EXPECT_EQ(std::isinf(all), std::ranges::any_of(shares, [](double s) { return std::isinf(s); }));
  EXPECT_EQ(shares[3], 0);
  EXPECT_TRUE(std::isfinite(shares[1]));
  if (m.bound) {
    EXPECT_TRUE(std::isfinite(all));
  }
}

TEST_P(Flags, UnitsAreClaimedWhereLogarithmsScale) {
  // Values with a unit are logarithms, so they scale with ln 2; those without are left alone.
  EXPECT_EQ(in_unit(m, 1, unit::bits) != 1, m.in_units);
  EXPECT_EQ(in_unit(m, 0.75, unit::nats), 0.75);
}

std::vector<const measure_entry*> all_measures() {
  std::vector<const measure_entry*> out;
  for (const measure_entry& m : measures()) {
    out.push_back(&m);
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Flags, testing::ValuesIn(all_measures()),
                         [](const auto& tested) { return std::string(tested.param->name); });

}  // namespace
}  // namespace relent
