#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "relent/core/array_view.hpp"

namespace relent {

/// What the numbers of a row are. Whatever they are, a loss sees the distribution they stand for: logits and log_probs
/// through their softmax (the log-sum-exp of log_probs is 0 up to rounding), probs divided by their sum.
enum class row_content : std::uint8_t { logits, log_probs, probs };

/// Rows x classes, borrowed: element (r, c) is data[r * row_stride + c]; classes are contiguous, the stride counts
/// elements (0: one row for all). f64, f32, bf16 or f16; the two half types are computed with as f32.
struct class_rows {
  const void* data = nullptr;
  dtype type = dtype::f32;
  std::int64_t rows = 0;
  std::int64_t classes = 0;
  std::int64_t row_stride = 0;
  row_content holds = row_content::logits;

  class_rows() = default;
  class_rows(const void* d, dtype t, std::int64_t r, std::int64_t c, std::int64_t stride = -1,
             row_content what = row_content::logits)
      : data(d), type(t), rows(r), classes(c), row_stride(stride < 0 ? c : stride), holds(what) {}
  class_rows(const float* d, std::int64_t r, std::int64_t c, row_content what = row_content::logits)
      : class_rows(d, dtype::f32, r, c, c, what) {}
  class_rows(const double* d, std::int64_t r, std::int64_t c, row_content what = row_content::logits)
      : class_rows(d, dtype::f64, r, c, c, what) {}
};

/// Where a gradient of the same shape goes; without data none is asked for. It has the element type of the rows it
/// belongs to, and may be those rows themselves (data and stride the same): then the gradient takes their place.
struct gradient_rows {
  void* data = nullptr;
  std::int64_t row_stride = -1;  ///< in elements; -1: as many as there are classes

  [[nodiscard]] explicit operator bool() const noexcept { return data != nullptr; }
};

/// From one loss a row to one number.
enum class reduction : std::uint8_t {
  none,        ///< nothing: one loss a row. The call returns their sum.
  sum,         ///< their sum
  mean,        ///< as torch: divergences by the number of elements; cross-entropy by the weight of the rows that count
  batchmean,   ///< by the size of the batch: `batch_size`, else the number of rows
  token_mean,  ///< by the number of rows that count (neither masked nor ignored); 0 where there are none
};

/// "none", "sum", "mean", "batchmean", "token_mean"; throws error(errc::unknown_name).
[[nodiscard]] reduction reduction_of(std::string_view name);
/// "logits", "log_probs", "probs"; throws error(errc::unknown_name).
[[nodiscard]] row_content row_content_of(std::string_view name);

/// What happens to a row that holds NaN (or +infinity as a logit, where softmax has no meaning).
enum class nan_policy : std::uint8_t {
  raise,      ///< error(errc::invalid_value) that names the argument and the row
  propagate,  ///< its loss and gradient are NaN
  omit,       ///< it does not count: loss 0, gradient 0
};

/// "raise", "propagate", "omit"; throws error(errc::unknown_name).
[[nodiscard]] nan_policy nan_policy_of(std::string_view name);

/// How any loss over rows is to be run.
struct loss_options {
  reduction reduce = reduction::mean;
  std::span<const std::uint8_t> mask{};  ///< empty, or one a row: rows with 0 do not count, and are not read
  std::int64_t batch_size = 0;           ///< for batchmean; 0: the number of rows
  nan_policy nans = nan_policy::raise;
  bool strict = false;  ///< refuse probs and log_probs that do not sum to 1 within 1e-4 (half types 2e-2)
  int threads = 0;      ///< 0: all the machine's. The answer does not depend on it.
};

/// What a loss gives besides the reduced number. All optional.
struct loss_outputs {
  std::span<double> rows{};            ///< one loss a row, before the reduction (0 where a row does not count)
  std::span<const double> upstream{};  ///< the gradient from above: one a row (reduction none), else one; empty: 1
  gradient_rows input{};               ///< gradient to the first argument
  gradient_rows target{};              ///< gradient to the second
};

}  // namespace relent
