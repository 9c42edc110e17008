#include "estimate/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::estimating {
namespace {

/// Clouds on which a search goes wrong if it can.
enum class cloud { normal, tied, integers, collinear, far_away, huge, tiny, skewed };
constexpr cloud clouds[] = {cloud::normal,   cloud::tied, cloud::integers, cloud::collinear,
                            cloud::far_away, cloud::huge, cloud::tiny,     cloud::skewed};

matrix drawn(cloud what, std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  matrix out(rows, columns);
  for (std::size_t i = 0; i < rows; ++i) {
    const double along = normal(bits);
    for (std::size_t j = 0; j < columns; ++j) {
      const double z = normal(bits);
      switch (what) {
        case cloud::normal:
          out(i, j) = z;
          break;
        case cloud::tied:
          out(i, j) = bits() % 3 == 0 ? 0.5 : z;
          break;
        case cloud::integers:
          out(i, j) = std::floor(2 * z);
          break;
        case cloud::collinear:
          out(i, j) = along * static_cast<double>(j + 1);
          break;
        case cloud::far_away:
          out(i, j) = 1e8 + 1e-3 * z;
          break;
        case cloud::huge:
          out(i, j) = 1e307 * std::tanh(z);
          break;
        case cloud::tiny:
          out(i, j) = 1e-290 * z;
          break;
        case cloud::skewed:
          out(i, j) = std::exp(6 * z);
          break;
      }
    }
  }
  return out;
}

/// In long double, whose exponents have room for any square.
double apart(std::span<const double> a, std::span<const double> b, metric how) {
  long double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const long double difference = std::fabs(static_cast<long double>(a[j] - b[j]));
    sum = how == metric::euclidean ? sum + difference * difference : std::max(sum, difference);
  }
  return static_cast<double>(how == metric::euclidean ? std::sqrt(sum) : sum);
}

std::vector<double> all_distances(const matrix& queries, std::size_t i, const matrix& points, bool same, metric how) {
  std::vector<double> out;
  for (std::size_t j = 0; j < points.rows; ++j) {
    if (!same || i != j) {
      out.push_back(apart(queries.row(i), points.row(j), how));
    }
  }
  std::ranges::sort(out);
  return out;
}

void expect_nearest(const matrix& queries, const matrix& points, bool same, std::size_t k, metric how) {
  std::vector<double> got(queries.rows), again(queries.rows);
  kth_distances(queries, points, k, same, how, 1, got);
  kth_distances(queries, points, k, same, how, 3, again);
  EXPECT_EQ(got, again);  // bits do not depend on threads
  for (std::size_t i = 0; i<queries.rows; i += queries.rows> 100 ? 7 : 1) {
    const std::vector<double> want = all_distances(queries, i, points, same, how);
    ASSERT_NEAR(got[i], want[k - 1], 4e-15 * want[k - 1]) << i;
  }
}

class Neighbours : public testing::TestWithParam<kernel::simd_path> {
 protected:
  void SetUp() override { kernel::force_simd_target(GetParam().target); }
  void TearDown() override { kernel::force_simd_target(0); }
};

TEST_P(Neighbours, AreThoseOfLookingAtAll) {
  for (const cloud what : clouds) {
    for (const std::size_t d : {1U, 2U, 3U, 5U, 11U}) {
      SCOPED_TRACE(testing::Message() << "cloud " << static_cast<int>(what) << ", " << d << " columns");
      const matrix p = drawn(what, 301, d, 1), q = drawn(what, 260, d, 2);
      for (const metric how : {metric::euclidean, metric::largest}) {
        expect_nearest(p, p, true, 5, how);
        expect_nearest(p, q, false, 5, how);
      }
    }
  }
}

TEST_P(Neighbours, OfFewRowsAndManyNeighbours) {
  for (const std::size_t rows : {2U, 3U, 8U, 32U, 33U, 65U}) {
    for (const std::size_t d : {1U, 2U, 4U}) {
      const matrix p = drawn(cloud::normal, rows, d, 3), one = drawn(cloud::normal, 1, d, 4);
      expect_nearest(p, p, true, rows - 1, metric::euclidean);
      expect_nearest(one, p, false, rows, metric::largest);
    }
  }
}

TEST_P(Neighbours, WithinARadiusAreCountedToTheRim) {
  for (const cloud what : clouds) {
    for (const std::size_t d : {1U, 2U, 3U, 6U}) {
      SCOPED_TRACE(testing::Message() << "cloud " << static_cast<int>(what) << ", " << d << " columns");
      const matrix p = drawn(what, 700, d, 5), q = drawn(what, 40, d, 6);
      for (const metric how : {metric::euclidean, metric::largest}) {
        std::vector<double> radii(q.rows);
        kth_distances(q, p, 40, false, how, 1, radii);  // each a distance that occurs: the rim decides
        std::vector<std::int64_t> open(q.rows), closed(q.rows);
        counts_within(q, p, radii, rim::open, how, 1, open);
        counts_within(q, p, radii, rim::closed, how, 2, closed);
        for (std::size_t i = 0; i < q.rows; ++i) {
          EXPECT_LT(open[i], 40);
          EXPECT_GE(closed[i], 40);
          const std::vector<double> all = all_distances(q, i, p, false, how);
          const double slack = 1e-14 * radii[i];
          EXPECT_GE(open[i], std::ranges::lower_bound(all, radii[i] - slack) - all.begin());
          EXPECT_LE(closed[i], std::ranges::upper_bound(all, radii[i] + slack) - all.begin());
        }
      }
    }
  }
}

TEST_P(Neighbours, OfWholeNumbersAreCountedExactly) {
  const matrix p = drawn(cloud::integers, 900, 2, 7);
  std::vector<std::int64_t> open(p.rows), closed(p.rows);
  const std::vector<double> radii(p.rows, 5.0);  // 3, 4, 5 is on the rim
  counts_within(p, p, radii, rim::open, metric::euclidean, 1, open);
  counts_within(p, p, radii, rim::closed, metric::euclidean, 1, closed);
  for (std::size_t i = 0; i < p.rows; ++i) {
    std::int64_t below = 0, at_most = 0;
    for (std::size_t j = 0; j < p.rows; ++j) {
      const double x = p(i, 0) - p(j, 0), y = p(i, 1) - p(j, 1);
      below += x * x + y * y < 25 ? 1 : 0;
      at_most += x * x + y * y <= 25 ? 1 : 0;
    }
    ASSERT_EQ(open[i], below);
    ASSERT_EQ(closed[i], at_most);
  }
  counts_within(p, p, std::vector<double>(p.rows, HUGE_VAL), rim::closed, metric::largest, 1, closed);
  EXPECT_EQ(closed.front(), 900);
  counts_within(p, p, std::vector<double>(p.rows, 0.0), rim::open, metric::largest, 1, open);
  EXPECT_EQ(open.front(), 0);
}

TEST_P(Neighbours, AreNamed) {
  const matrix p = drawn(cloud::tied, 500, 3, 8);
  const neighbour_lists got = nearest_rows(p, p, 7, true, metric::euclidean, 2);
  for (std::size_t i = 0; i < p.rows; ++i) {
    std::vector<std::uint32_t> seen;
    for (std::size_t j = 0; j < 7; ++j) {
      const std::uint32_t row = got.rows[i * 7 + j];
      EXPECT_NE(row, i);
      EXPECT_NEAR(got.distances[i * 7 + j], apart(p.row(i), p.row(row), metric::euclidean), 1e-14);
      EXPECT_EQ(std::ranges::find(seen, row), seen.end());
      seen.push_back(row);
    }
    EXPECT_TRUE(std::is_sorted(got.distances.begin() + static_cast<std::ptrdiff_t>(i * 7),
                               got.distances.begin() + static_cast<std::ptrdiff_t>(i * 7 + 7)));
  }
}

INSTANTIATE_TEST_SUITE_P(simd, Neighbours, testing::ValuesIn(kernel::simd_paths().begin(), kernel::simd_paths().end()),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace relent::estimating
