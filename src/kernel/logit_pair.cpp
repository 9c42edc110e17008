#include "kernel/logit_pair.hpp"

#include <algorithm>
#include <cmath>

#include "kernel/logit_terms.hpp"

namespace relent::kernel {
namespace {

/// Classes at a time: what one loop read is still near for the next.
constexpr std::int64_t block = 2048;

template <class T>
std::int64_t argmax(const T* x, std::int64_t n, T max) noexcept {
  const T* found = std::find(x, x + n, max);
  return found == x + n ? 0 : found - x;
}

template <class T>
pair_sums sum_all(typename pair_kernel<T>::sum_function sums, const T* a, const T* b, std::int64_t n,
                  const pair_args<T>& args) noexcept {
  pair_sums total;
  for (std::int64_t i = 0; i < n; i += block) {
    total += sums(a + i, b + i, std::min(block, n - i), args);
  }
  return total;
}

template <class T>
double entropy(const row_sums<T>& row) noexcept {
  return std::log(row.sum) - row.tilt / row.sum;
}

template <class T>
logit_pair compare(const T* a, const T* b, std::int64_t n) noexcept {
  row_sums<T> of_a, of_b;
  for (std::int64_t i = 0; i < n; i += block) {
    logit_rows<T>().sum_tilted(a + i, std::min(block, n - i), T{1}, of_a);
    logit_rows<T>().sum_tilted(b + i, std::min(block, n - i), T{1}, of_b);
  }
  logit_pair out;
  out.log_sum_exp_a = static_cast<double>(of_a.max) + std::log(of_a.sum);
  out.log_sum_exp_b = static_cast<double>(of_b.max) + std::log(of_b.sum);
  out.entropy_a = entropy(of_a);
  out.entropy_b = entropy(of_b);
  out.argmax_a = argmax(a, n, of_a.max);
  out.argmax_b = argmax(b, n, of_b.max);
  pair_args<T> args = pair_args_of(of_a, of_b, 1);
  args.beta = T(0.5);
  const pair_kernels<T>& terms = logit_terms<T>();
  pair_sums sums = sum_all<T>(terms.summary, a, b, n, args);
  if (sums.mean_a < 1e-3) {  // near each other: the log-sum-exps' rounding counts, and KL's own sums show it
    correct_shift(args, sum_all<T>(terms.kl.near_sums, a, b, n, args));
    sums = sum_all<T>(terms.summary, a, b, n, args);
  }
  out.js = sums.value;
  out.kl_ab = sums.mean_a;
  // KL(Q||P) as what is left of the symmetric sum, unless that is infinite or so lopsided that little is left.
  const double rest = sums.mean_b - sums.mean_a;
  out.kl_ba = rest > 0.25 * sums.mean_b ? rest : sum_all<T>(terms.kl.near_sums, b, a, n, exchanged(args)).value;
  return out;
}

}  // namespace

logit_pair compare_logits(const float* a, const float* b, std::int64_t n) noexcept { return compare(a, b, n); }
logit_pair compare_logits(const double* a, const double* b, std::int64_t n) noexcept { return compare(a, b, n); }

}  // namespace relent::kernel
