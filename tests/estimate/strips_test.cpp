#include "estimate/strips.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "relent/distribution/counter_stream.hpp"

#include "estimate/neighbours.hpp"

namespace relent::estimating {
namespace {

/// The k-th distances by strips and by the tree, of one block.
void expect_the_same(std::vector<double> x, std::vector<double> y, std::size_t k, int threads) {
  const std::size_t n = x.size();
  const ordered_column a = in_order(std::move(x)), b = in_order(std::move(y));
  for (const column_scale scale : {column_scale::normal_scores, column_scale::standardised}) {
    const std::vector<double> scores = scores_of_ranks(n, scale);
    const arranged_column of_x(a, all_rows(n), scores), of_y(b, all_rows(n), scores);
    std::vector<double> found(n), expected(n);
    kth_distances_by_strips(of_x.block(0), of_y.block(0), k, threads, found);
    matrix rows(n, 2);
    for (std::size_t i = 0; i < n; ++i) {
      rows(i, 0) = of_x.block(0).values[i];
      rows(i, 1) = of_y.block(0).values[i];
    }
    kth_distances(rows, rows, k, true, metric::largest, 1, expected);
    EXPECT_EQ(found, expected) << n << " points, k = " << k;
  }
}

TEST(Strips, FindWhatTheTreeFinds) {
  counter_stream bits(1, 0);
  for (const std::size_t n : {2, 5, 17, 100, 1000, 3000}) {
    for (const std::size_t k : {1, 3, 8}) {
      if (k >= n) {
        continue;
      }
      std::vector<double> x, line, noise, tail, whole, inflated, flat(n, 2.0);
      for (std::size_t i = 0; i < n; ++i) {
        x.push_back(bits.normal());
        line.push_back(2 * x.back());
        noise.push_back(0.5 * x.back() + bits.normal());
        tail.push_back(std::tan(1.5 * (2 * bits.uniform() - 1)));
        whole.push_back(std::floor(5 * bits.uniform()));
        inflated.push_back(bits.coin() ? 0 : x.back());
      }
      expect_the_same(x, line, k, 1);
      expect_the_same(x, noise, k, 2);
      expect_the_same(tail, x, k, 1);
      expect_the_same(whole, x, k, 1);
      expect_the_same(x, whole, k, 1);
      expect_the_same(whole, inflated, k, 2);
      expect_the_same(inflated, inflated, k, 1);
      expect_the_same(flat, x, k, 1);
      expect_the_same(flat, flat, k, 1);
    }
  }
}

}  // namespace
}  // namespace relent::estimating
