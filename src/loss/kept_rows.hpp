#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "loss/row_blocks.hpp"

namespace relent::losses {

/// Room of one thread for the exponentials of a row, or of both rows of a pair, between the reading that sums them and
/// the writing of the gradient. It grows to what is asked for, up to 1 MB.
template <class T>
class kept_rows {
 public:
  /// Room for one row, or for a pair; null where it would take more than there may be.
  [[nodiscard]] static kept_rows* of_row(std::int64_t classes) { return with_room(blocks_of(classes), 1); }
  [[nodiscard]] static kept_rows* of_pair(std::int64_t classes) { return with_room(blocks_of(classes), 2); }

  /// A block of either row, and what logit its exponentials are relative to.
  [[nodiscard]] T* a(std::int64_t first) noexcept { return room_.get() + first; }
  [[nodiscard]] T* b(std::int64_t first) noexcept { return room_.get() + blocks_ * block_classes + first; }
  [[nodiscard]] T& reference_a(std::int64_t first) noexcept { return references_[index(first)]; }
  [[nodiscard]] T& reference_b(std::int64_t first) noexcept { return references_[most_blocks / 2 + index(first)]; }

 private:
  static constexpr std::int64_t most_blocks = 126 * 4 / static_cast<std::int64_t>(sizeof(T));

  static std::int64_t blocks_of(std::int64_t classes) noexcept { return (classes + block_classes - 1) / block_classes; }
  static std::size_t index(std::int64_t first) noexcept { return static_cast<std::size_t>(first / block_classes); }

  static kept_rows* with_room(std::int64_t blocks, std::int64_t sides) {
    if (blocks * sides > most_blocks) {
      return nullptr;
    }
    thread_local kept_rows mine;
    mine.blocks_ = blocks;
    if (blocks * sides > mine.held_) {
      mine.room_.reset();
      mine.held_ = 0;
      const auto bytes = static_cast<std::size_t>(blocks * sides * block_classes) * sizeof(T);
      mine.room_.reset(static_cast<T*>(::operator new(bytes, alignment)));
      mine.held_ = blocks * sides;
    }
    return &mine;
  }

  static constexpr std::align_val_t alignment{64};
  struct give_back {
    void operator()(T* room) const noexcept { ::operator delete(room, alignment); }
  };

  std::unique_ptr<T[], give_back> room_{};
  std::int64_t held_ = 0;
  std::int64_t blocks_ = 0;
  std::array<T, most_blocks> references_{};
};

/// What the kept exponentials of a block are multiplied by to be masses.
template <class T>
[[nodiscard]] double to_masses(const kernel::row_sums<T>& sums, T reference, double inverse_temperature) noexcept {
  if (reference == sums.max) {
    return 1 / sums.sum;
  }
  return std::exp((static_cast<double>(reference) - static_cast<double>(sums.max)) * inverse_temperature) / sums.sum;
}

}  // namespace relent::losses
