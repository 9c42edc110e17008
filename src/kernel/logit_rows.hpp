#pragma once

#include <cstdint>

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

/// Blocks of one row, n >= 0, any alignment. noexcept, no checks, no allocation.
template <class T>
struct row_kernel {
  /// Adds a block to the running sums.
  void (*sum)(const T* x, std::int64_t n, T inverse_temperature, row_sums<T>& row) noexcept;
  /// The same with `tilt`.
  void (*sum_tilted)(const T* x, std::int64_t n, T inverse_temperature, row_sums<T>& row) noexcept;
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
