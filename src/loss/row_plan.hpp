#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "relent/loss/rows.hpp"

namespace relent::losses {

/// Which rows count, what each one's gradient is multiplied by, and how losses become one number: the part that all
/// losses over rows share.
class row_plan {
 public:
  /// `mean_divisor`: what reduction::mean divides by. The spans in `how` and `out` must outlive the plan.
  row_plan(std::string_view function, std::int64_t rows, const loss_options& how, const loss_outputs& out);

  /// Takes a row out, before any is read. Not thread-safe.
  void leave_out(std::int64_t row);
  /// reduction::mean divides by it; by the rows that count where this was not called.
  void set_mean_divisor(double divisor) noexcept { mean_divisor_ = divisor; }
  /// Call once, when it is settled which rows count.
  void settle() noexcept;

  [[nodiscard]] bool counts(std::int64_t row) const noexcept { return left_out_.empty() || left_out_[index(row)] == 0; }
  [[nodiscard]] std::int64_t counted() const noexcept { return counted_; }
  /// The gradient from above times what the reduction divides by.
  [[nodiscard]] double factor(std::int64_t row) const noexcept;
  /// Where row's loss is kept.
  [[nodiscard]] double& loss(std::int64_t row) noexcept { return losses_[index(row)]; }
  /// The reduced loss, once every row that counts has its own.
  [[nodiscard]] double reduced() const noexcept;

  /// Runs body(row) for every row, several to a task of a sensible size, on the threads asked for.
  void for_rows(std::int64_t classes, const std::function<void(std::int64_t)>& body) const;

 private:
  static std::size_t index(std::int64_t row) noexcept { return static_cast<std::size_t>(row); }

  std::int64_t rows_;
  std::int64_t counted_;
  int threads_;
  reduction reduce_;
  double batch_size_;
  double mean_divisor_ = -1;
  double scale_ = 1;
  std::span<const double> upstream_;
  std::vector<std::uint8_t> left_out_{};
  std::vector<double> own_losses_{};
  std::span<double> losses_;
};

}  // namespace relent::losses
