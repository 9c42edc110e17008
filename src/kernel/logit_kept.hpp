#pragma once

#include <cstdint>

#include "relent/core/array_view.hpp"

#include "kernel/logit_terms.hpp"

namespace relent::kernel {

/// Both rows of a pair in one reading. P is the softmax of a, Q that of b, x and y their logits less the greatest, over
/// the temperature.
template <class T>
struct pair_run {
  row_sums<T> a{}, b{};  ///< `tilt` of a: H(P) = log(sum) - tilt / sum
  double cross = 0;      ///< sum exp(x) (y - x): KL(P||Q) = log(b.sum) - log(a.sum) - cross / a.sum
};

/// Where the exponentials of a block of a pair are kept, up to the end of the last whole vector, and what logits they
/// are relative to: the greatest so far, or less.
template <class T>
struct kept_pair {
  T* a = nullptr;  ///< null, and so is b: they are not kept
  T* b = nullptr;
  T reference_a = 0, reference_b = 0;
};

/// Loops that read a pair of rows once: elements of a type that the kernel of T reads (f64 its own, f32 the half types
/// too). Blocks, n >= 0, any alignment; noexcept, no checks, no allocation.
template <class T>
struct kept_kernels {
  /// Adds a block to the running sums.
  void (*run)(const void* a, const void* b, dtype type, std::int64_t n, T inverse_temperature, pair_run<T>& run,
              kept_pair<T>& kept) noexcept;
  /// pair_kernel::far_sums where exp((a - max_a) / T) and that of b are known up to factors that `inverse_sum_a`, `_b`
  /// hold. Leaves q h_b in place of a's: with it and b's the gradient to b is one combination.
  using draft_function = pair_sums (*)(const void* a, const void* b, dtype type, std::int64_t n,
                                       const pair_args<T>& args, const kept_pair<T>& kept) noexcept;
  draft_function jeffreys, js, total_variation;
};

template <class T>
[[nodiscard]] const kept_kernels<T>& logit_kept() noexcept;
template <>
[[nodiscard]] const kept_kernels<float>& logit_kept<float>() noexcept;
template <>
[[nodiscard]] const kept_kernels<double>& logit_kept<double>() noexcept;

}  // namespace relent::kernel
