#include "estimate/pair_sums_of_splits.hpp"

#include <algorithm>
#include <cmath>

#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "estimate/random_split.hpp"
#include "kernel/costs.hpp"
#include "linear/dense.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t tile = 256;  // rows of K that are computed together
constexpr std::size_t splits_together = 1024;

/// Whether row i is of the first sample (1) or not (0), by row and split, a matrix a tile of rows.
std::vector<matrix> sides_of(std::size_t n, std::size_t all, std::size_t first, std::size_t count,
                             const test_options& how) {
  std::vector<matrix> out;
  for (std::size_t i = 0; i < all; i += tile) {
    out.emplace_back(std::min(tile, all - i), count);
  }
  parallel_for(static_cast<std::int64_t>(count), how.threads, [&](std::int64_t c) {
    std::vector<std::size_t> order(all);
    const auto split = static_cast<std::size_t>(c);
    counter_stream random(how.seed, first + split - 1);
    if (first + split == 0) {
      for (std::size_t i = 0; i < n; ++i) {
        out[i / tile](i % tile, split) = 1;
      }
      return;
    }
    deal(order, n, random);
    for (std::size_t i = 0; i < n; ++i) {
      out[order[i] / tile](order[i] % tile, split) = 1;
    }
  });
  return out;
}

/// sums[b] += share * sum over i of s(i, b) r(i, b)
void add_products(const matrix& s, const matrix& r, double share, std::vector<double>& sums) {
  for (std::size_t i = 0; i < s.rows; ++i) {
    for (std::size_t b = 0; b < s.columns; ++b) {
      sums[b] += share * s(i, b) * r(i, b);
    }
  }
}

/// s^T K s for every split; K is symmetric, so tiles on one side of the diagonal count twice.
std::vector<double> quadratic_forms(const std::vector<matrix>& sides, const pair_function& k, int threads) {
  const std::size_t tiles = sides.size(), count = sides.front().columns;
  std::vector<std::vector<double>> by_tile(tiles);
  parallel_for(static_cast<std::int64_t>(tiles), threads, [&](std::int64_t task) {
    const auto i = static_cast<std::size_t>(task);
    std::vector<double>& sums = by_tile[i];
    sums.assign(count, 0.0);
    for (std::size_t j = i; j < tiles; ++j) {
      matrix part(sides[i].rows, sides[j].rows);
      for (std::size_t row = 0; row < part.rows; ++row) {
        k(i * tile + row, j * tile, part.columns, part.values.data() + row * part.columns);
      }
      add_products(sides[i], linear::product(part, sides[j]), i == j ? 1 : 2, sums);
    }
  });
  std::vector<double> out(count);
  for (std::size_t b = 0; b < count; ++b) {
    compensated_sum sum;
    for (const std::vector<double>& sums : by_tile) {
      sum += sums[b];
    }
    out[b] = sum.value();
  }
  return out;
}

std::vector<double> row_totals(std::size_t all, const pair_function& k, int threads) {
  std::vector<double> out(all);
  parallel_for(static_cast<std::int64_t>((all + tile - 1) / tile), threads, [&](std::int64_t task) {
    std::vector<double> part(tile);
    const std::size_t begin = static_cast<std::size_t>(task) * tile;
    for (std::size_t i = begin; i < std::min(all, begin + tile); ++i) {
      compensated_sum sum;
      for (std::size_t first = 0; first < all; first += tile) {
        const std::size_t count = std::min(tile, all - first);
        k(i, first, count, part.data());
        double some = 0;
        for (std::size_t j = 0; j < count; ++j) {
          some += part[j];
        }
        sum += some;
      }
      out[i] = sum.value();
    }
  });
  return out;
}

}  // namespace

split_sums sum_over_splits(std::size_t n, std::size_t m, const pair_function& k, const test_options& how) {
  const std::size_t all = n + m, splits = static_cast<std::size_t>(how.permutations) + 1;
  const std::vector<double> rows = row_totals(all, k, how.threads);
  compensated_sum total;
  for (const double r : rows) {
    total += r;
  }
  split_sums out;
  out.size = total.value() / (static_cast<double>(all) * static_cast<double>(all));
  for (std::size_t first = 0; first < splits; first += splits_together) {
    const std::size_t count = std::min(splits_together, splits - first);
    const std::vector<matrix> sides = sides_of(n, all, first, count, how);
    const std::vector<double> within = quadratic_forms(sides, k, how.threads);
    std::vector<double> of_p(count);  // s^T K 1
    for (std::size_t i = 0; i < all; ++i) {
      for (std::size_t b = 0; b < count; ++b) {
        of_p[b] += sides[i / tile](i % tile, b) * rows[i];
      }
    }
    for (std::size_t b = 0; b < count; ++b) {
      out.splits.push_back({within[b], of_p[b] - within[b], total.value() - 2 * of_p[b] + within[b]});
    }
  }
  return out;
}

pooled_rows::pooled_rows(const matrix& x, const matrix& y) : n_(x.rows + y.rows), d_(x.columns), rows_(x.values) {
  rows_.insert(rows_.end(), y.values.begin(), y.values.end());
  const std::size_t stride = kernel::padded_columns(n_);
  by_coordinate_.resize(stride * d_);
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t c = 0; c < d_; ++c) {
      by_coordinate_[c * stride + i] = rows_[i * d_ + c];
    }
  }
}

void pooled_rows::distances(bool squared, std::size_t i, std::size_t first, std::size_t count, double* out) const {
  const kernel::cost_kind kind = squared ? kernel::cost_kind::squares : kernel::cost_kind::root_of_squares;
  kernel::cost_row({kind, 2, by_coordinate_.data(), n_, d_}, rows_.data() + i * d_, first, count, out);
}

}  // namespace relent::estimating
