#include "linear/row_products.hpp"

#include "linear/lapack.hpp"

namespace relent::linear {
namespace {

constexpr double one = 1, zero = 0;

}  // namespace

void rows_times_transposed(const double* a, std::size_t rows, const double* b, std::size_t columns, std::size_t inner,
                           double* out) noexcept {
  const int m = static_cast<int>(columns), n = static_cast<int>(rows), k = static_cast<int>(inner);
  const auto turn = lapack_turn();
  dgemm_("T", "N", &m, &n, &k, &one, b, &k, a, &k, &zero, out, &m);
}

void add_gram(const double* a, std::size_t rows, std::size_t columns, double* lower) noexcept {
  const int n = static_cast<int>(columns), k = static_cast<int>(rows);
  const auto turn = lapack_turn();
  dsyrk_("U", "N", &n, &k, &one, a, &n, &one, lower, &n);
}

}  // namespace relent::linear
