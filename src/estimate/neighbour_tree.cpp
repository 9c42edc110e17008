#include "estimate/neighbour_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"

namespace relent::estimating {
namespace {

using kernel::box_width;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t fullest_leaf = 24;  // of what was tried, 8 to 64, the fastest from 2 to 10 columns, if by little
                                          // // measured: 16 and 64 are slower from 2 to 10 dimensions

struct ends {
  double low = infinity, high = -infinity;
};

void stretch(ends& e, double x) {
  e.low = std::min(e.low, x);
  e.high = std::max(e.high, x);
}

/// The column in which these rows are furthest apart.
std::size_t widest(const matrix& points, std::span<const std::uint32_t> rows) {
  std::vector<ends> reach(points.columns);
  for (const std::uint32_t r : rows) {
    for (std::size_t j = 0; j < points.columns; ++j) {
      stretch(reach[j], points(r, j));
    }
  }
  std::size_t best = 0;
  for (std::size_t j = 1; j < reach.size(); ++j) {
    // Halves, so that the range of the largest numbers does not overflow.
    if (reach[j].high / 2 - reach[j].low / 2 > reach[best].high / 2 - reach[best].low / 2) {
      best = j;
    }
  }
  return best;
}

/// Puts the rows with the smallest numbers in their widest column first, `first` of them.
void halve(const matrix& points, std::span<std::uint32_t> rows, std::size_t first) {
  const std::size_t column = widest(points, rows);
  std::vector<std::pair<double, std::uint32_t>> keyed(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    keyed[i] = {points(rows[i], column), rows[i]};
  }
  std::nth_element(keyed.begin(), keyed.begin() + static_cast<std::ptrdiff_t>(first), keyed.end());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = keyed[i].second;
  }
}

}  // namespace

neighbour_tree::neighbour_tree(const matrix& points, double scale, int threads) : scale_(scale) {
  const std::size_t n = points.rows;
  if (n > std::numeric_limits<std::uint32_t>::max()) {
    throw error(errc::unsupported, "more than 2^32 - 1 rows have no neighbours here");
  }
  while ((n >> halvings_) > fullest_leaf) {
    ++halvings_;
  }
  const std::size_t leaves = std::size_t{1} << halvings_;
  starts_.resize(leaves + 1);
  for (std::size_t l = 0; l <= leaves; ++l) {
    starts_[l] = static_cast<std::uint32_t>(l * n / leaves);
  }
  tree_.dimensions = points.columns;
  tree_.depth = (halvings_ + 2) / 3;
  tree_.leaf_capacity = (n / leaves + 1 + box_width - 1) / box_width * box_width;
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), 0U);
  split(points, threads);
  fill(points, threads);
}

void neighbour_tree::split(const matrix& points, int threads) {
  for (std::size_t level = 0; level < halvings_; ++level) {
    const std::size_t parts = std::size_t{1} << level, leaves = std::size_t{1} << (halvings_ - level);
    parallel_for(static_cast<std::int64_t>(parts), threads, [&](std::int64_t part) {
      const std::size_t leaf = static_cast<std::size_t>(part) * leaves;
      const std::size_t from = starts_[leaf], to = starts_[leaf + leaves];
      halve(points, std::span(order_).subspan(from, to - from), starts_[leaf + leaves / 2] - from);
    });
  }
}

void neighbour_tree::fill(const matrix& points, int threads) {
  const std::size_t leaves = starts_.size() - 1, d = points.columns, capacity = tree_.leaf_capacity;
  points_.assign(leaves * capacity * d, infinity);
  rows_.assign(leaves * capacity, std::numeric_limits<std::uint32_t>::max());
  std::size_t nodes = 0;
  for (std::size_t level = 0; level < tree_.depth; ++level) {
    tree_.level_start[level] = nodes;
    nodes += std::size_t{1} << 3 * level;
  }
  boxes_.assign(nodes * d * 2 * box_width, infinity);
  // Levels of eight children each, the leaves' among them; where the leaves are no power of eight, the root has fewer.
  std::vector<std::vector<ends>> level(leaves);
  parallel_for(static_cast<std::int64_t>(leaves), threads, [&](std::int64_t at) {
    const auto leaf = static_cast<std::size_t>(at);
    level[leaf].resize(d);
    for (std::size_t i = starts_[leaf]; i < starts_[leaf + 1]; ++i) {
      const std::size_t slot = i - starts_[leaf];
      rows_[leaf * capacity + slot] = order_[i];
      for (std::size_t j = 0; j < d; ++j) {
        const double x = points(order_[i], j) * scale_;
        points_[(leaf * d + j) * capacity + slot] = x;
        stretch(level[leaf][j], x);
      }
    }
  });
  for (std::size_t above = tree_.depth; above-- > 0;) {
    std::vector<std::vector<ends>> parents((level.size() + box_width - 1) / box_width, std::vector<ends>(d));
    for (std::size_t child = 0; child < level.size(); ++child) {
      const std::size_t parent = child / box_width;
      double* const boxes = boxes_.data() + (tree_.level_start[above] + parent) * d * 2 * box_width + child % box_width;
      for (std::size_t j = 0; j < d; ++j) {
        boxes[j * 2 * box_width] = level[child][j].low;
        boxes[j * 2 * box_width + box_width] = level[child][j].high;
        stretch(parents[parent][j], level[child][j].low);
        stretch(parents[parent][j], level[child][j].high);
      }
    }
    level = std::move(parents);
  }
  tree_.boxes = boxes_.data();
  tree_.points = points_.data();
  tree_.rows = rows_.data();
  tree_.starts = starts_.data();
}

double common_scale(const matrix& a, const matrix& b) {
  double widest = 0;
  for (std::size_t j = 0; j < a.columns; ++j) {
    ends e;
    for (const matrix* m : {&a, &b}) {
      for (std::size_t i = 0; i < m->rows; ++i) {
        stretch(e, (*m)(i, j));
      }
    }
    widest = std::max(widest, e.high / 2 - e.low / 2);
  }
  return widest > 0 ? std::ldexp(1.0, std::clamp(-std::ilogb(widest), -1000, 1000)) : 1;
}

}  // namespace relent::estimating
