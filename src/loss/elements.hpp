#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>

#include "relent/loss/elementwise_loss.hpp"

#include "kernel/half.hpp"
#include "loss/checks.hpp"
#include "loss/row_blocks.hpp"
#include "loss/row_plan.hpp"

namespace relent::losses {

/// A block of every argument as f64, what comes of it, and where it stands.
struct element_block {
  std::int64_t row = 0;
  std::int64_t first = 0;
  std::int64_t n = 0;
  double* a = nullptr;      ///< the first argument
  double* b = nullptr;      ///< the second
  double* value = nullptr;  ///< to be filled: the loss of each element
  double* to_a = nullptr;   ///< to be filled: the derivative with respect to a
  double* to_b = nullptr;   ///< and b
};

/// Losses that are sums over elements: body fills value, to_a and to_b of each block; reductions, factors, element
/// types and threads are done here. `mean_divisor`: what reduction::mean divides by. `counts`: empty, or one an
/// element, contiguous: 0 where it does not count.
/// `by_row`: where the sums of rows go, and one upstream gradient a row.
double sum_elements(std::string_view function, const class_rows& a, const class_rows& b, const loss_options& how,
                    const element_outputs& out, double mean_divisor, std::span<const std::uint8_t> counts,
                    const std::function<void(element_block&)>& body, const loss_outputs& by_row = {});

[[nodiscard]] inline double elements_of(const class_rows& rows) noexcept {
  return static_cast<double>(rows.rows) * static_cast<double>(rows.classes);
}

}  // namespace relent::losses
