#include "linear/triangular_blocks.hpp"

#include <algorithm>
#include <cmath>

#include "linear/dense.hpp"
#include "linear/lapack.hpp"

namespace relent::linear {
namespace {

constexpr double one = 1, zero = 0, minus_one = -1;
constexpr std::size_t block = 8;      ///< of the solver
constexpr double tame_below = 64;     ///< Skeel's condition number | |L^-1| |L| |
constexpr std::size_t step = 48;      ///< of a factorisation
constexpr std::size_t at_once = 128;  ///< below which it is LAPACK's
constexpr std::size_t tile = 8;       ///< of a transposition

int as_int(std::size_t n) { return static_cast<int>(n); }

/// Calls f(i, j) for the lower triangle, a tile at a time, so that both orders stay in the cache.
template <class F>
void each_below(std::size_t n, const F& f) {
  for (std::size_t top = 0; top < n; top += tile) {
    const std::size_t whole = n - top < tile ? 0 : top;  // tiles left of here are squares, whose loops unroll
    for (std::size_t left = 0; left < whole; left += tile) {
      for (std::size_t i = 0; i < tile; ++i) {
        for (std::size_t j = 0; j < tile; ++j) {
          f(top + i, left + j);
        }
      }
    }
    for (std::size_t left = whole; left <= top; left += tile) {
      for (std::size_t i = top; i < std::min(n, top + tile); ++i) {
        for (std::size_t j = left; j < std::min(i + 1, left + tile); ++j) {
          f(i, j);
        }
      }
    }
  }
}

/// The factor of a block, by LAPACK on its transpose, whose routines are much faster on that side. `mirrored`: what
/// stands above the diagonal is the transpose already.
bool factor_block(double* a, std::size_t stride, std::size_t size, bool mirrored, std::vector<double>& room) {
  room.resize(size * size);
  if (mirrored) {
    for (std::size_t j = 0; j < size; ++j) {
      std::copy(a + j * stride + j, a + j * stride + size, &room[j * size + j]);
    }
  } else {
    each_below(size, [&](std::size_t i, std::size_t j) { room[j * size + i] = a[i * stride + j]; });
  }
  const char lower = 'L';
  const int n = as_int(size);
  int info = 0;
  dpotrf_(&lower, &n, room.data(), &n, &info);
  each_below(size, [&](std::size_t i, std::size_t j) { a[i * stride + j] = room[j * size + i]; });
  return info == 0;
}

/// The rows below a factored block, times its inverse transposed.
void divide_below(const double* factor, double* below, std::size_t stride, std::size_t size, std::size_t rows,
                  std::vector<double>& room) {
  const int b = as_int(size), r = as_int(rows), ld = as_int(stride);
  const char left = 'L', upper = 'U', turned = 'T', no = 'N';
  const block_inverse inverse = inverse_of_block(factor, stride, size);
  if (!inverse.tame) {
    dtrsm_(&left, &upper, &turned, &no, &b, &r, &one, factor, &ld, below, &ld);
    return;
  }
  room.resize(rows * size);
  for (std::size_t i = 0; i < rows; ++i) {
    std::copy_n(below + i * stride, size, &room[i * size]);
  }
  dgemm_(&turned, &no, &b, &r, &b, &one, inverse.values.data(), &b, room.data(), &b, &zero, below, &ld);
}

}  // namespace

block_inverse inverse_of_block(const double* from, std::size_t stride, std::size_t size) {
  block_inverse out{std::vector<double>(size * size), true};
  std::vector<double> sums(size);
  for (std::size_t i = 0; i < size; ++i) {
    double* row = &out.values[i * size];
    for (std::size_t k = 0; k < i; ++k) {
      const double share = from[i * stride + k];
      const double* other = &out.values[k * size];
      sums[i] += std::abs(share);
      for (std::size_t j = 0; j <= k; ++j) {
        row[j] -= share * other[j];
      }
    }
    const double diagonal = from[i * stride + i];
    sums[i] += std::abs(diagonal);
    const double inverse = 1 / diagonal;
    double condition = sums[i] * inverse;
    for (std::size_t j = 0; j < i; ++j) {
      row[j] *= inverse;
      condition += std::abs(row[j]) * sums[j];
    }
    row[i] = inverse;
    out.tame = out.tame && condition < tame_below;
  }
  return out;
}

panel_solver::panel_solver(const matrix& lower) : lower_(lower) {
  for (std::size_t i = 0; i < lower.rows; i += block) {
    blocks_.push_back(
        inverse_of_block(&lower.values[i * (lower.columns + 1)], lower.columns, std::min(block, lower.rows - i)));
  }
}

std::span<double> panel_solver::panel_of(const matrix& k, std::size_t left, std::size_t columns,
                                         std::vector<double>& room) const {
  const std::size_t rows = k.rows - left;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t known = std::min(columns, i + 1);
    std::fill(std::copy_n(&k.values[(left + i) * k.columns + left], known, &room[i * columns]),
              room.data() + (i + 1) * columns, 0.0);
  }
  return {room.data(), rows * columns};
}

void panel_solver::solve(std::size_t first, std::size_t columns, bool triangular, std::span<double> b) const {
  const std::size_t rows = lower_.rows - first;
  const int stride = as_int(lower_.columns), ldb = as_int(columns);
  const char right = 'R', upper = 'U', no = 'N';
  std::vector<double> room(block * columns);
  const auto turn = lapack_turn();
  for (std::size_t k = 0; k < rows; k += block) {
    const std::size_t height = std::min(block, rows - k), wide = triangular ? std::min(columns, k + height) : columns;
    const int m = as_int(wide), n = as_int(height), above = as_int(k);
    const double* row = &lower_.values[(first + k) * lower_.columns + first];
    double* here = &b[k * columns];
    if (k > 0) {
      dgemm_(&no, &no, &m, &n, &above, &minus_one, b.data(), &ldb, row, &stride, &one, here, &ldb);
    }
    const block_inverse& inverse = blocks_[(first + k) / block];
    if (!inverse.tame) {
      dtrsm_(&right, &upper, &no, &no, &m, &n, &one, row + k, &stride, here, &ldb);
      continue;
    }
    std::copy_n(here, height * columns, room.data());
    dgemm_(&no, &no, &m, &n, &n, &one, room.data(), &ldb, inverse.values.data(), &n, &zero, here, &ldb);
  }
}

double squared_norm_of_product(std::span<const double> w, std::size_t columns, const double* y, std::size_t stride,
                               std::size_t count) {
  std::vector<double> out(columns * count);
  const char no = 'N', turned = 'T';
  const int m = as_int(count), n = as_int(columns), k = as_int(w.size() / columns), lda = as_int(stride);
  const auto turn = lapack_turn();
  dgemm_(&no, &turned, &m, &n, &k, &one, y, &lda, w.data(), &n, &zero, out.data(), &m);
  return squared_norm(out);
}

bool cholesky_below(matrix& a) {
  const std::size_t stride = a.columns, size = a.rows <= at_once ? a.rows : step;
  const char upper = 'U', turned = 'T';  // of what Fortran sees, the transpose
  // Kept from call to call, 128 KiB a thread at most: a small factor takes less time than asking for fresh pages.
  static thread_local std::vector<double> block_room;
  std::vector<double> room;
  const auto turn = lapack_turn();
  for (std::size_t k = 0; k < a.rows; k += size) {
    const std::size_t height = std::min(size, a.rows - k), rows = a.rows - k - height;
    double* here = &a.values[k * stride + k];
    if (!factor_block(here, stride, height, k == 0, block_room)) {
      return false;
    }
    if (rows > 0) {
      double* below = here + height * stride;
      divide_below(here, below, stride, height, rows, room);
      const int n = as_int(rows), inner = as_int(height), ld = as_int(stride);
      dsyrk_(&upper, &turned, &n, &inner, &minus_one, below, &ld, &one, below + height, &ld);
    }
  }
  // Each diagonal element is made of its whole row: where an element is not finite, neither is that one.
  bool finite = true;
  for (std::size_t i = 0; i < a.rows; ++i) {
    finite &= std::isfinite(a(i, i));
  }
  return finite;
}

bool cholesky(matrix& a) {
  const bool sound = cholesky_below(a);
  for (std::size_t i = 0; i < a.rows; ++i) {
    std::fill(a.values.begin() + static_cast<std::ptrdiff_t>(i * a.columns + i + 1),
              a.values.begin() + static_cast<std::ptrdiff_t>((i + 1) * a.columns), 0.0);
  }
  return sound;
}

matrix solve_lower_for_lower(const matrix& lower, const matrix& k) {
  matrix out(k.rows, k.columns);
  panel_solver(lower).each_panel(k, [&](std::size_t left, std::size_t columns, std::span<const double> values) {
    for (std::size_t i = left; i < out.rows; ++i) {
      std::copy_n(&values[(i - left) * columns], columns, &out(i, left));
    }
  });
  return out;
}

}  // namespace relent::linear
