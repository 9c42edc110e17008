#pragma once

#include <cstdint>

#include "relent/core/array_view.hpp"

namespace relent::kernel {

/// Logits at or below it are taken for -infinity; differences of two that are above do not overflow.
template <class T>
inline constexpr T masked = T(-1.5e38);
template <>
inline constexpr double masked<double> = -0.8e308;

/// The running log-sum-exp of a row: log_sum_exp = max * inverse_temperature + log(sum). What is below `masked` counts
/// as -infinity. NaN or +infinity in the row makes `sum` NaN.
template <class T>
struct row_sums {
  T max = masked<T>;  ///< `masked<T>` where no class has been seen that is not masked
  double sum = 0;     ///< of exp((x - max) / temperature)
  double tilt = 0;    ///< of exp((x - max) / temperature) (x - max) / temperature, where asked for: for the entropy
};

/// Sums of soft targets over a block.
struct target_sums {
  double mass = 0;
  double cost = 0;
};

/// A block of exponentials that were kept (or of what took their place) and what they are multiplied by. They reach to
/// the end of the last whole vector.
template <class T>
struct kept_block {
  const T* kept = nullptr;
  T times = 0;
};

/// A block of a gradient, as it lies in memory.
struct gradient_block {
  void* data = nullptr;
  dtype type = dtype::f32;
  bool stream = false;       ///< past the caches, where possible
  const void* next[2] = {};  ///< what is read after this, elements of `type`; memory is asked for it meanwhile
};

/// Blocks of one row, n >= 0, any alignment. noexcept, no checks, no allocation.
template <class T>
struct row_kernel {
  /// Adds a block to the running sums.
  void (*sum)(const T* x, std::int64_t n, T inverse_temperature, row_sums<T>& row) noexcept;
  /// The same with `tilt`.
  void (*sum_tilted)(const T* x, std::int64_t n, T inverse_temperature, row_sums<T>& row) noexcept;
  /// As `sum`, of elements of a type that the kernel of T reads (f32: the half types too). Keeps
  /// exp((x - reference) / temperature), up to the end of the last whole vector, where `kept` is not null, and returns
  /// the reference: the greatest logit so far or one that is less.
  T (*keep)(const void* x, dtype type, std::int64_t n, T inverse_temperature, row_sums<T>& row, T* kept) noexcept;
  /// Where in a block of n elements of that type `keep` puts element i: half types may be taken in another order.
  std::int64_t (*kept_at)(dtype type, std::int64_t n, std::int64_t i) noexcept;
  /// to = x + y, each times its factor; without y x + constant.
  void (*combine)(const kept_block<T>& x, const kept_block<T>& y, T constant, std::int64_t n,
                  const gradient_block& to) noexcept;
  /// out = exp((x - max) / temperature) factor + constant; out may be x. `stream`: past the caches, where `out` is
  /// aligned to whole vectors.
  void (*softmax)(const T* x, std::int64_t n, T max, T inverse_temperature, T factor, T constant, bool stream,
                  T* out) noexcept;
  /// out = exp((x - max) it) factor (constant + (x - max) it), for the entropy's gradient; out may be x.
  void (*tilted_softmax)(const T* x, std::int64_t n, T max, T inverse_temperature, T factor, T constant,
                         T* out) noexcept;
  /// Soft targets t >= 0 against logits: sum t, and sum t (max - x) it, where 0 times anything is 0; +infinity where
  /// t > 0 and x is masked.
  target_sums (*soft_sums)(const T* t, const T* x, std::int64_t n, T max, T inverse_temperature) noexcept;
  /// out = exp((x - max) it) factor - t share; out may be x or t.
  void (*soft_gradient)(const T* t, const T* x, std::int64_t n, T max, T inverse_temperature, T factor, T share,
                        bool stream, T* out) noexcept;
  /// The sum of all x, masked ones as they are (-infinity).
  double (*total)(const T* x, std::int64_t n) noexcept;
};

// Functions in place, of n numbers; NaN stays NaN.
void logarithms(double* x, std::int64_t n) noexcept;         ///< log(x), x >= 0
void exponentials(double* x, std::int64_t n) noexcept;       ///< exp(x)
void exponential_rests(double* x, std::int64_t n) noexcept;  ///< exp(x) - 1 - x, without cancellation near 0

template <class T>
[[nodiscard]] const row_kernel<T>& logit_rows() noexcept;
template <>
[[nodiscard]] const row_kernel<float>& logit_rows<float>() noexcept;
template <>
[[nodiscard]] const row_kernel<double>& logit_rows<double>() noexcept;

}  // namespace relent::kernel
