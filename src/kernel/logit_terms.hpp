#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

#include "kernel/logit_rows.hpp"

namespace relent::kernel {

/// What the loops over a pair of rows know of them beforehand. P is the softmax of a, Q that of b.
template <class T>
struct pair_args {
  T inverse_temperature;
  T max_a, max_b;
  T inverse_sum_a, inverse_sum_b;
  T shift, shift_low;          ///< max_b - max_a in two parts
  T log_shift, log_shift_low;  ///< log(sum_b / sum_a) in two parts
  T beta;                      ///< weight of P in the mixture, where there is one
  T mean_a, mean_b;            ///< for gradients: the sums of `pair_sums`, by which they are centred
  T factor_a, factor_b;        ///< gradients are multiplied by them
  bool stream = false;         ///< gradients go past the caches, where they are aligned to whole vectors
};

[[nodiscard]] pair_args<float> pair_args_of(const row_sums<float>& a, const row_sums<float>& b,
                                            double inverse_temperature) noexcept;
[[nodiscard]] pair_args<double> pair_args_of(const row_sums<double>& a, const row_sums<double>& b,
                                             double inverse_temperature) noexcept;

/// Sums over a block.
struct pair_sums {
  double value = 0;   ///< of the divergence's terms, none of them negative
  double mean_a = 0;  ///< sum p h_a, h_a the derivative of the divergence with respect to p, shifted to be small
  double mean_b = 0;  ///< sum q h_b

  pair_sums& operator+=(const pair_sums& other) noexcept {
    value += other.value;
    mean_a += other.mean_a;
    mean_b += other.mean_b;
    return *this;
  }
};

/// Both log-sum-exps were rounded; KL's own sums say what their difference is off by, log sum p exp(d). For rows near
/// each other, where that is not small beside d.
template <class T>
void correct_shift(pair_args<T>& args, const pair_sums& kl_sums) noexcept {
  const double shift = static_cast<double>(args.log_shift) + static_cast<double>(args.log_shift_low) +
                       std::log1p(kl_sums.value - kl_sums.mean_a);
  args.log_shift = static_cast<T>(shift);
  args.log_shift_low = static_cast<T>(shift - static_cast<double>(args.log_shift));
}

/// P and Q exchanged.
template <class T>
[[nodiscard]] pair_args<T> exchanged(pair_args<T> args) noexcept {
  std::swap(args.max_a, args.max_b);
  std::swap(args.inverse_sum_a, args.inverse_sum_b);
  args.shift = -args.shift;
  args.shift_low = -args.shift_low;
  args.log_shift = -args.log_shift;
  args.log_shift_low = -args.log_shift_low;
  args.beta = 1 - args.beta;
  return args;
}

/// One divergence in its uses. `far`: where the rows differ by so much that f32's rounding of log-sum-exps and
/// logarithms is small beside the divergence; `near`: always, at a higher price. Blocks of both rows, n >= 0, any
/// alignment; noexcept, no checks, no allocation.
template <class T>
struct pair_kernel {
  using sum_function = pair_sums (*)(const T* a, const T* b, std::int64_t n, const pair_args<T>& args) noexcept;
  using gradient_function = pair_sums (*)(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, T* to_a,
                                          T* to_b) noexcept;
  sum_function far_sums, near_sums;
  /// p (h_a - mean_a) factor_a and q (h_b - mean_b) factor_b, either of which may be null or the row itself. Of `kl`
  /// the near one, to b alone, gives the sums as well.
  gradient_function far_gradients, near_gradients;
};

template <class T>
struct pair_kernels {
  pair_kernel<T> kl;               ///< KL(P||Q); mean_b is 0, so its gradient to b needs no sums beforehand
  pair_kernel<T> jeffreys;         ///< KL(P||Q) + KL(Q||P)
  pair_kernel<T> js;               ///< beta KL(P||M) + (1 - beta) KL(Q||M)
  pair_kernel<T> total_variation;  ///< sum |p - q| / 2
};

template <class T>
[[nodiscard]] const pair_kernels<T>& logit_terms() noexcept;
template <>
[[nodiscard]] const pair_kernels<float>& logit_terms<float>() noexcept;
template <>
[[nodiscard]] const pair_kernels<double>& logit_terms<double>() noexcept;

/// sum p (exp(x) - 1 - x / k ...) of the Renyi divergence near equality: with x = (1 - order) d, d = log(q/p),
/// sum p [expm1(x) - (1 - order) expm1(d)].
[[nodiscard]] double renyi_excess(const double* a, const double* b, std::int64_t n, const pair_args<double>& args,
                                  double order) noexcept;

}  // namespace relent::kernel
