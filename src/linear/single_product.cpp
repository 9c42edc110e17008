#include "linear/single_product.hpp"

#include "linear/lapack.hpp"

namespace relent::linear {
namespace {

/// Fortran sees our matrices transposed: c^T = op(b)^T op(a)^T.
void multiply(const single_matrix& a, char a_op, const single_matrix& b, char b_op, float old, float* out,
              std::int64_t stride) {
  const auto as_int = [](std::int64_t n) { return static_cast<int>(n); };
  const int m = as_int(b_op == 'N' ? b.columns : b.rows), n = as_int(a_op == 'N' ? a.rows : a.columns);
  const int k = as_int(a_op == 'N' ? a.columns : a.rows);
  const int lda = as_int(b.stride), ldb = as_int(a.stride), ldc = as_int(stride);
  const float one = 1;
  if (m == 0 || n == 0) {
    return;
  }
  const auto turn = lapack_turn();
  sgemm_(&b_op, &a_op, &m, &n, &k, &one, b.values, &lda, a.values, &ldb, &old, out, &ldc);
}

}  // namespace

void product_transposed(const single_matrix& a, const single_matrix& b, float* out, std::int64_t stride) {
  multiply(a, 'N', b, 'T', 0, out, stride);
}

void product(const single_matrix& a, const single_matrix& b, float* out, std::int64_t stride) {
  multiply(a, 'N', b, 'N', 0, out, stride);
}

void transposed_product(const single_matrix& a, const single_matrix& b, bool add, float* out, std::int64_t stride) {
  multiply(a, 'T', b, 'N', add ? 1.0F : 0.0F, out, stride);
}

}  // namespace relent::linear
