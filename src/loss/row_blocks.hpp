#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "relent/loss/rows.hpp"

#include "kernel/logit_rows.hpp"

namespace relent::losses {

/// Classes that are worked on at a time: short enough that what one loop read is still near for the next.
inline constexpr std::int64_t block_classes = 2048;

/// Room of one thread for one block, where a row cannot be used as it lies.
template <class T>
using block_buffer = T[block_classes];

/// Four of them a thread: both sides, and their gradients.
template <class T>
struct thread_blocks {
  alignas(64) block_buffer<T> a, b, to_a, to_b;
  static thread_blocks& mine() {
    thread_local thread_blocks blocks;
    return blocks;
  }
};

template <class T>
inline constexpr dtype dtype_of = std::is_same_v<T, float> ? dtype::f32 : dtype::f64;

/// Whether the kernels of T take elements of this type from memory, and write them there.
template <class T>
[[nodiscard]] constexpr bool is_read_by(dtype type) noexcept {
  return type == dtype_of<T> || (std::is_same_v<T, float> && size_of(type) == 2);
}

/// f64 where a side needs it: f64 itself, and probabilities, whose logarithms take the place of logits.
[[nodiscard]] inline bool needs_f64(const class_rows& rows) noexcept {
  return rows.type == dtype::f64 || rows.holds == row_content::probs;
}

/// The rows of one argument as logits of type T, block by block: its own memory where it holds them as they are, else
/// `buffer`. Of probabilities the logarithms; negative ones make NaN.
template <class T>
class row_reader {
 public:
  row_reader(const class_rows& rows, T* buffer, bool as_numbers = false) noexcept
      : rows_(rows),
        buffer_(buffer),
        logarithms_(rows.holds == row_content::probs && !as_numbers),
        direct_(rows.type == dtype_of<T> && !logarithms_) {}

  [[nodiscard]] const T* block(std::int64_t row, std::int64_t first, std::int64_t n) const noexcept;

  /// Whether the kernels of T read the rows as they lie in memory, whatever their type.
  [[nodiscard]] bool lies_ready() const noexcept { return !logarithms_ && is_read_by<T>(rows_.type); }
  [[nodiscard]] dtype type() const noexcept { return rows_.type; }
  [[nodiscard]] const void* place(std::int64_t row, std::int64_t first) const noexcept;
  /// The same place of the next row, null where there is none: what to ask memory for.
  [[nodiscard]] const void* next(std::int64_t row, std::int64_t first) const noexcept;

 private:
  class_rows rows_;
  T* buffer_;
  bool logarithms_;
  bool direct_;
};

/// Where the gradient of one argument goes, block by block.
template <class T>
class row_writer {
 public:
  /// `of`: the argument, whose type the gradient has. Nothing is written where `to` has no data.
  row_writer(const gradient_rows& to, const class_rows& of, T* buffer) noexcept;

  [[nodiscard]] explicit operator bool() const noexcept { return to_ != nullptr; }
  /// Where to put n values of this block, before done(); null where none are wanted.
  [[nodiscard]] T* block(std::int64_t row, std::int64_t first) const noexcept;
  /// Stores what block() was filled with. For probabilities what was put there is taken as the derivative with respect
  /// to their logarithms.
  void done(std::int64_t row, std::int64_t first, std::int64_t n) const noexcept;
  /// The whole row one value: 0, or NaN.
  void fill(std::int64_t row, double value) const noexcept;
  [[nodiscard]] bool streams() const noexcept { return direct_ && stream_; }

  /// Whether the kernels of T write the gradient as it lies in memory, whatever its type: then what they write there
  /// needs neither block() nor done().
  [[nodiscard]] bool lies_ready() const noexcept { return ready_; }
  [[nodiscard]] dtype type() const noexcept { return of_.type; }
  [[nodiscard]] kernel::gradient_block place_of(std::int64_t row, std::int64_t first) const noexcept {
    return {place(row, first), of_.type, stream_, {}};
  }

 private:
  [[nodiscard]] void* place(std::int64_t row, std::int64_t first) const noexcept;

  void* to_;
  std::int64_t stride_;
  class_rows of_;
  T* buffer_;
  bool direct_;
  bool ready_;
  bool stream_;
};

/// The running sums of a whole row.
template <class T>
[[nodiscard]] kernel::row_sums<T> sums_of(const row_reader<T>& reader, std::int64_t row, std::int64_t classes,
                                          T inverse_temperature, bool tilted = false);

/// log sum exp(x / temperature) of the row with these sums.
template <class T>
[[nodiscard]] double log_sum_exp(const kernel::row_sums<T>& sums, double inverse_temperature) noexcept {
  return static_cast<double>(sums.max) * inverse_temperature + std::log(sums.sum);
}

/// What is wrong with a row of these sums, in words for bad_row(); empty where nothing is.
template <class T>
[[nodiscard]] std::string_view trouble_in(const kernel::row_sums<T>& sums, const class_rows& rows) noexcept {
  if (std::isnan(sums.sum) || std::isinf(sums.sum)) {
    return rows.holds == row_content::probs ? "holds NaN, +infinity or a negative probability"
                                            : "holds NaN or +infinity";
  }
  if (sums.sum == 0) {
    return rows.holds == row_content::probs ? "holds zeros alone: no distribution"
                                            : "holds -infinity alone: every class is masked";
  }
  return {};
}

}  // namespace relent::losses
