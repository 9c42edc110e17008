#include "loss/row_plan.hpp"

#include <algorithm>

#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "loss/checks.hpp"

namespace relent::losses {
namespace {

/// Elements of a row's classes that are worth handing to another thread.
constexpr std::int64_t task_elements = 65536;

}  // namespace

row_plan::row_plan(std::string_view function, std::int64_t rows, const loss_options& how, const loss_outputs& out)
    : rows_(rows),
      counted_(rows),
      threads_(how.threads),
      reduce_(how.reduce),
      batch_size_(static_cast<double>(how.batch_size > 0 ? how.batch_size : rows)),
      upstream_(out.upstream),
      losses_(out.rows) {
  if (!how.mask.empty()) {
    check_length(function, "mask", how.mask.size(), rows, "row");
    left_out_.resize(how.mask.size());
    for (std::size_t i = 0; i < how.mask.size(); ++i) {
      left_out_[i] = how.mask[i] == 0;
      counted_ -= left_out_[i];
    }
  }
  if (!out.rows.empty()) {
    check_length(function, "the output of row losses", out.rows.size(), rows, "row");
  } else if (rows > 0) {
    own_losses_.resize(index(rows));
    losses_ = own_losses_;
  }
  if (!upstream_.empty() && reduce_ == reduction::none) {
    check_length(function, "upstream", upstream_.size(), rows, "row");
  } else if (!upstream_.empty()) {
    check_length(function, "upstream", upstream_.size(), 1, "loss");
  }
  check_parameter(function, "batch_size", static_cast<double>(how.batch_size), how.batch_size >= 0, "at least 0");
}

void row_plan::leave_out(std::int64_t row) {
  left_out_.resize(index(rows_));
  if (left_out_[index(row)] == 0) {
    left_out_[index(row)] = 1;
    --counted_;
  }
}

void row_plan::settle() noexcept {
  double divisor = 1;
  switch (reduce_) {
    case reduction::none:
    case reduction::sum:
      break;
    case reduction::mean:
      divisor = mean_divisor_ >= 0 ? mean_divisor_ : static_cast<double>(counted_);
      break;
    case reduction::batchmean:
      divisor = batch_size_;
      break;
    case reduction::token_mean:
      divisor = static_cast<double>(counted_);
      break;
  }
  // Nothing that counts: the loss is 0, and so are the gradients.
  scale_ = divisor > 0 ? 1 / divisor : 0;
}

double row_plan::factor(std::int64_t row) const noexcept {
  if (upstream_.empty()) {
    return scale_;
  }
  return scale_ * (reduce_ == reduction::none ? upstream_[index(row)] : upstream_.front());
}

double row_plan::reduced() const noexcept {
  compensated_sum sum;
  for (std::int64_t r = 0; r < rows_; ++r) {
    if (counts(r)) {
      sum += losses_[index(r)];
    }
  }
  return scale_ == 0 ? 0 : sum.value() * scale_;
}

void row_plan::for_rows(std::int64_t classes, const std::function<void(std::int64_t)>& body) const {
  const std::int64_t together = std::max<std::int64_t>(1, task_elements / std::max<std::int64_t>(1, classes));
  parallel_for((rows_ + together - 1) / together, threads_, [&](std::int64_t task) {
    const std::int64_t end = std::min(rows_, (task + 1) * together);
    for (std::int64_t row = task * together; row < end; ++row) {
      body(row);
    }
  });
}

}  // namespace relent::losses
