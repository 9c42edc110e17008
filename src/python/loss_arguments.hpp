#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nanobind/nanobind.h>

#include "relent/loss/elementwise_loss.hpp"
#include "relent/loss/rows.hpp"

#include "array_argument.hpp"
#include "call.hpp"

namespace relent::python {

/// An argument of rows x classes: an array of one or two axes (numpy, torch on the CPU, anything that array_argument
/// takes), borrowed for the length of the call, or what a caller that has checked everything gives of it: a tuple
/// (address, element type as "f32", rows, classes, row stride).
class rows_argument {
 public:
  rows_argument(nanobind::handle array, const char* name, row_content holds = row_content::logits);
  [[nodiscard]] const class_rows& rows() const noexcept { return rows_; }

 private:
  std::unique_ptr<array_argument> array_{};
  class_rows rows_{};
};

/// Where a gradient goes: None, a writable numpy array of the argument's shape and type, or such a tuple.
[[nodiscard]] gradient_rows to_gradient(nanobind::handle array, const class_rows& of, const char* name);

/// A contiguous run of T: None (empty), a contiguous array of that type, or a tuple (address, length).
template <class T>
[[nodiscard]] std::span<T> to_run(nanobind::handle array, const char* name);

/// loss_options of their Python words.
[[nodiscard]] loss_options to_options(const std::string& reduction, nanobind::handle mask, std::int64_t batch_size,
                                      const std::string& nan_policy, bool strict, int threads);

/// What a loss gives beside its number; `rows` and `upstream` as to_run has them.
[[nodiscard]] loss_outputs to_outputs(nanobind::handle rows, nanobind::handle upstream, gradient_rows input,
                                      gradient_rows target);

/// The loss, worked out while other Python threads run where that takes long.
template <class Loss>
double unlocked(const class_rows& rows, const Loss& loss) {
  const release_lock unlock(rows.rows * rows.classes);
  return loss();
}

void bind_losses(nanobind::module_& m);
void bind_gaussian_losses(nanobind::module_& m);  ///< part of bind_losses

}  // namespace relent::python
