#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/distribution/batch.hpp"

namespace relent {

/// An array of f64 as it looks broadcast to a shape, read in C order.
class broadcast_reader {
 public:
  broadcast_reader(const array_view& array, std::span<const std::int64_t> shape);

  /// Elements first to first + n: where they lie, if that is one run, else copied to `buffer`.
  [[nodiscard]] const double* block(std::int64_t first, std::int64_t n, double* buffer) const noexcept;
  [[nodiscard]] double at(std::int64_t index) const noexcept;
  [[nodiscard]] bool constant() const noexcept { return sizes_.empty(); }

 private:
  const double* data_;
  // Axes of more than one element, neighbours that are one run merged.
  std::vector<std::int64_t> sizes_{}, strides_{};
};

/// A batch as it looks broadcast to a shape.
class batch_reader {
 public:
  batch_reader(const distribution_batch& batch, std::span<const std::int64_t> shape);

  [[nodiscard]] std::span<const broadcast_reader> parameters() const noexcept { return readers_; }
  /// The member at this index; errors name the place in the parameter's own array.
  [[nodiscard]] distribution at(std::int64_t index) const;
  /// Puts the parameters at this index into `values`.
  void values_at(std::int64_t index, std::span<double> values) const noexcept;
  /// Throws for bad parameters at this index, as `at` does.
  void check(std::int64_t index) const;

 private:
  [[nodiscard]] error placed(const error& e, std::int64_t index) const;

  const distribution_batch& batch_;
  std::vector<std::int64_t> shape_;
  std::vector<broadcast_reader> readers_{};
};

/// How many elements an array of this shape has.
[[nodiscard]] std::int64_t elements(std::span<const std::int64_t> shape) noexcept;

}  // namespace relent
