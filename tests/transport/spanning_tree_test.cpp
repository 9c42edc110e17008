#include "transport/spanning_tree.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace relent {
namespace {

using transporting::spanning_tree;
using node = spanning_tree::node;

/// What the links say, checked against the parents alone.
void expect_whole(const spanning_tree& tree, std::size_t rows, std::size_t columns,
                  const std::vector<std::int64_t>& masses) {
  const std::size_t n = rows + columns;
  std::vector<node> walk{tree.root()}, size(n, 1), last(n);
  for (node v = tree.next(tree.root()); v != tree.root(); v = tree.next(v)) {
    ASSERT_EQ(tree[v].previous, walk.back());
    walk.push_back(v);
    ASSERT_LE(walk.size(), n);
  }
  ASSERT_EQ(walk.size(), n);
  std::vector<std::int64_t> left = masses;
  for (std::size_t k = 0; k < n; ++k) {
    last[static_cast<std::size_t>(walk[k])] = walk[k];
  }
  std::vector<std::size_t> place(n);
  for (std::size_t k = 0; k < n; ++k) {
    place[static_cast<std::size_t>(walk[k])] = k;
  }
  for (std::size_t k = n; k-- > 1;) {
    const node v = walk[k], p = tree[v].parent;
    const auto i = static_cast<std::size_t>(v), j = static_cast<std::size_t>(p);
    ASSERT_NE(tree.is_row(v), tree.is_row(p));
    ASSERT_LT(place[j], k);
    size[j] += size[i];
    if (place[static_cast<std::size_t>(last[i])] > place[static_cast<std::size_t>(last[j])]) {
      last[j] = last[i];
    }
    ASSERT_EQ(tree[v].size, size[i]);
    ASSERT_EQ(tree[v].last, last[i]);
    ASSERT_EQ(place[static_cast<std::size_t>(last[i])] - k + 1, static_cast<std::size_t>(size[i]));
    ASSERT_EQ(tree[v].units, left[i]) << "what is left of a node goes to its parent";
    ASSERT_GE(tree[v].units, tree.is_row(v) ? 0 : 1) << "strongly feasible";
    left[j] -= left[i];
  }
}

TEST(spanning_tree, any_pivots_keep_it_whole) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t rows = 1 + random() % 12, columns = 1 + random() % 12, n = rows + columns;
    // A star of stars: row 0 feeds every column, and column 0 takes what the other rows have.
    std::vector<std::int64_t> masses(n), units(n, 0);
    std::vector<node> parents(n, 0);
    std::int64_t from_others = 0, wanted = 0;
    for (std::size_t i = 1; i < rows; ++i) {
      units[i] = masses[i] = static_cast<std::int64_t>(random() % 3);
      from_others += masses[i];
      parents[i] = static_cast<node>(rows);
    }
    for (std::size_t j = 0; j < columns; ++j) {
      units[rows + j] = 1 + static_cast<std::int64_t>(random() % 3);
      masses[rows + j] = units[rows + j] + (j == 0 ? from_others : 0);
      wanted += units[rows + j];
    }
    masses[0] = wanted;
    parents[0] = spanning_tree::none;
    spanning_tree tree(rows, 0, parents, units);
    expect_whole(tree, rows, columns, masses);
    for (int pivot = 0; pivot < 200; ++pivot) {
      const auto i = static_cast<node>(random() % rows), j = static_cast<node>(rows + random() % columns);
      if (tree[i].parent == j || tree[j].parent == i) {
        continue;
      }
      const spanning_tree::circle circle = tree.circle_of(i, j);
      std::vector<double> heights(n, 0.0);
      for (node v = tree.next(tree.root()); v != tree.root(); v = tree.next(v)) {
        heights[static_cast<std::size_t>(v)] =
            heights[static_cast<std::size_t>(tree[v].parent)] + (tree.is_row(v) ? tree[v].cost : -tree[v].cost);
      }
      ASSERT_EQ(circle.rise, heights[static_cast<std::size_t>(j)] - heights[static_cast<std::size_t>(i)]);
      tree.pivot(i, j, circle.join, static_cast<double>(random() % 8));
      ASSERT_TRUE(tree[i].parent == j || tree[j].parent == i);
      expect_whole(tree, rows, columns, masses);
      if (HasFatalFailure()) {
        return;
      }
    }
  }
}

}  // namespace
}  // namespace relent
