#include "linear/dense.hpp"

#include <algorithm>
#include <cmath>

#include "relent/core/error.hpp"

#include "linear/lapack.hpp"

namespace relent::linear {
namespace {

constexpr double one = 1, zero = 0;

int as_int(std::size_t n) { return static_cast<int>(n); }

/// Fortran's c = op(a) op(b), for matrices that go row by row: c^T = op(b)^T op(a)^T.
matrix multiply(const matrix& a, char a_op, const matrix& b, char b_op) {
  const std::size_t rows = a_op == 'N' ? a.rows : a.columns, inner = a_op == 'N' ? a.columns : a.rows;
  const std::size_t columns = b_op == 'N' ? b.columns : b.rows;
  matrix c(rows, columns);
  if (rows == 0 || columns == 0 || inner == 0) {
    return c;
  }
  const int m = as_int(columns), n = as_int(rows), k = as_int(inner), lda = as_int(b.columns), ldb = as_int(a.columns);
  const auto turn = lapack_turn();
  dgemm_(&b_op, &a_op, &m, &n, &k, &one, b.values.data(), &lda, a.values.data(), &ldb, &zero, c.values.data(), &m);
  return c;
}

/// b becomes op(L)^-1 b.
void solve_all(const matrix& lower, char op, matrix& b) {
  if (b.rows == 0 || b.columns == 0) {
    return;
  }
  const char right = 'R', upper = 'U', no = 'N';
  const int m = as_int(b.columns), n = as_int(b.rows), lda = as_int(lower.columns);
  const auto turn = lapack_turn();
  dtrsm_(&right, &upper, &op, &no, &m, &n, &one, lower.values.data(), &lda, b.values.data(), &m);
}

std::vector<double> eigen_in_place(matrix& a, char job) {
  const int n = as_int(a.rows);
  std::vector<double> values(a.rows);
  if (n == 0) {
    return values;
  }
  const char upper = 'U';
  int info = 0, integers_size = -1, work_size = -1, first_integer = 0;
  double first_work = 0;
  const auto turn = lapack_turn();
  dsyevd_(&job, &upper, &n, a.values.data(), &n, values.data(), &first_work, &work_size, &first_integer, &integers_size,
          &info);
  work_size = static_cast<int>(first_work);
  integers_size = first_integer;
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<int> integers(static_cast<std::size_t>(integers_size));
  dsyevd_(&job, &upper, &n, a.values.data(), &n, values.data(), work.data(), &work_size, integers.data(),
          &integers_size, &info);
  if (info != 0) {
    throw error(errc::invalid_value, "symmetric_eigen", "the eigenvalues were not found; are all elements finite?");
  }
  return values;
}

}  // namespace

double inverse_norm(const matrix& lower, std::span<const double> scale) {
  const int n = as_int(lower.rows), stride = 1;
  const char upper = 'U', turned = 'T', straight = 'N', given = 'N';
  std::vector<double> x(lower.rows), v(lower.rows);
  std::vector<int> signs(lower.rows);
  const auto times_scale = [&] {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] *= scale[i];
    }
  };
  double found = 0;
  int step = 0, state[3] = {};
  const auto turn = lapack_turn();
  // Asks for products with the matrix, which is its own transpose, until its estimate stands.
  for (dlacn2_(&n, v.data(), x.data(), signs.data(), &found, &step, state); step != 0;
       dlacn2_(&n, v.data(), x.data(), signs.data(), &found, &step, state)) {
    times_scale();
    dtrsv_(&upper, &turned, &given, &n, lower.values.data(), &n, x.data(), &stride);
    dtrsv_(&upper, &straight, &given, &n, lower.values.data(), &n, x.data(), &stride);
    times_scale();
  }
  return found;
}

double log_determinant(const matrix& lower) {
  double sum = 0;
  for (std::size_t i = 0; i < lower.rows; ++i) {
    sum += std::log(lower(i, i));
  }
  return 2 * sum;
}

void solve_lower(const matrix& lower, std::span<double> b) {
  for (std::size_t i = 0; i < lower.rows; ++i) {
    b[i] = (b[i] - dot(lower.row(i).first(i), b.first(i))) / lower(i, i);
  }
}

void solve_lower_transposed(const matrix& lower, std::span<double> b) {
  for (std::size_t i = lower.rows; i-- > 0;) {
    b[i] /= lower(i, i);
    for (std::size_t j = 0; j < i; ++j) {
      b[j] -= lower(i, j) * b[i];
    }
  }
}

void solve_lower(const matrix& lower, matrix& b) { solve_all(lower, 'N', b); }

void solve_lower_transposed(const matrix& lower, matrix& b) { solve_all(lower, 'T', b); }

matrix inverse_of(const matrix& lower) {
  const matrix half = solve_lower_for_lower(lower, identity(lower.rows));
  return transposed_product(half, half);
}

void add_lower_product(const matrix& lower, std::span<const double> x, std::span<double> out) {
  for (std::size_t i = 0; i < lower.rows; ++i) {
    out[i] += dot(lower.row(i).first(i + 1), x.first(i + 1));
  }
}

matrix product(const matrix& a, const matrix& b) { return multiply(a, 'N', b, 'N'); }
matrix product_transposed(const matrix& a, const matrix& b) { return multiply(a, 'N', b, 'T'); }
matrix transposed_product(const matrix& a, const matrix& b) { return multiply(a, 'T', b, 'N'); }

matrix transposed(const matrix& a) {
  matrix out(a.columns, a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.columns; ++j) {
      out(j, i) = a(i, j);
    }
  }
  return out;
}

matrix whitened(const matrix& lower, matrix symmetric) {
  solve_lower(lower, symmetric);
  matrix out = transposed(symmetric);
  solve_lower(lower, out);
  return out;
}

matrix identity(std::size_t n) {
  matrix out(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    out(i, i) = 1;
  }
  return out;
}

double dot(std::span<const double> a, std::span<const double> b) noexcept {
  // Several sums side by side, which need not wait for each other.
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {}, rest = 0;
  std::size_t i = 0;
  for (; i + lanes <= a.size(); i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) {
      sums[k] += a[i + k] * b[i + k];
    }
  }
  for (; i < a.size(); ++i) {
    rest += a[i] * b[i];
  }
  for (const double sum : sums) {
    rest += sum;
  }
  return rest;
}

double squared_norm(std::span<const double> a) noexcept { return dot(a, a); }

eigen symmetric_eigen(matrix a) {
  std::vector<double> values = eigen_in_place(a, 'V');
  return {std::move(values), std::move(a)};
}

std::vector<double> symmetric_eigenvalues(matrix a) { return eigen_in_place(a, 'N'); }

matrix nearest_rotation(matrix a) {
  const int n = as_int(a.rows);
  matrix left(a.rows, a.rows), right(a.rows, a.rows);
  if (n == 0) {
    return left;
  }
  const char all = 'A';
  int info = 0, work_size = -1;
  double first_work = 0;
  std::vector<double> values(a.rows);
  std::vector<int> integers(8 * a.rows);
  // Fortran sees A^T = V S U^T: what it calls u is V by columns, V^T by our rows; its vt is U by our rows.
  const auto turn = lapack_turn();
  dgesdd_(&all, &n, &n, a.values.data(), &n, values.data(), right.values.data(), &n, left.values.data(), &n,
          &first_work, &work_size, integers.data(), &info);
  work_size = static_cast<int>(first_work);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  dgesdd_(&all, &n, &n, a.values.data(), &n, values.data(), right.values.data(), &n, left.values.data(), &n,
          work.data(), &work_size, integers.data(), &info);
  if (info != 0) {
    throw error(errc::invalid_value, "nearest_rotation", "no singular values were found; are all elements finite?");
  }
  return product(left, right);
}

}  // namespace relent::linear
