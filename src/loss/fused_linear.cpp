#include "relent/loss/fused_linear.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "linear/single_product.hpp"
#include "loss/checks.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::int64_t chunk_bytes = std::int64_t{64} << 20;

linear::single_matrix matrix_of(const class_rows& rows) {
  return {static_cast<const float*>(rows.data), rows.rows, rows.classes, rows.row_stride};
}

void check_head(std::string_view function, const char* name, const linear_head& head) {
  losses::check_rows(function, fmt::format("{} hidden", name), head.hidden);
  losses::check_rows(function, fmt::format("{} weights", name), head.weights);
  if (head.hidden.type != dtype::f32 || head.weights.type != dtype::f32) {
    throw error(errc::type_mismatch, function, fmt::format("{} hidden and weights must be f32", name));
  }
  if (head.hidden.classes != head.weights.classes) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} hidden has width {}, weights {}, they must be the same", name, head.hidden.classes,
                            head.weights.classes));
  }
}

/// A head's chunk of rows: its logits, which the loss turns into their gradient in place.
class head_chunk {
 public:
  head_chunk(const linear_head& head, const head_gradients& to, std::int64_t most_rows)
      : head_(head), to_(to), logits_(new float[static_cast<std::size_t>(most_rows * head.weights.rows)]) {}

  [[nodiscard]] bool wanted() const noexcept { return to_.hidden || to_.weights; }

  class_rows take(std::int64_t first, std::int64_t rows) {
    first_ = first;
    hidden_ = matrix_of(head_.hidden);
    hidden_.values += first * hidden_.stride;
    hidden_.rows = rows;
    linear::product_transposed(hidden_, matrix_of(head_.weights), logits_.get(), head_.weights.rows);
    return {logits_.get(), rows, head_.weights.rows};
  }
  [[nodiscard]] gradient_rows in_place() noexcept { return {wanted() ? logits_.get() : nullptr, -1}; }

  /// From the gradient to the logits, which stands in their place, those to hidden states and weights.
  void give_back() {
    const linear::single_matrix gradient{logits_.get(), hidden_.rows, head_.weights.rows, head_.weights.rows};
    const auto stride = [](const gradient_rows& to, const class_rows& of) {
      return to.row_stride < 0 ? of.classes : to.row_stride;
    };
    if (to_.hidden) {
      const std::int64_t apart = stride(to_.hidden, head_.hidden);
      linear::product(gradient, matrix_of(head_.weights), static_cast<float*>(to_.hidden.data) + first_ * apart, apart);
    }
    if (to_.weights) {
      linear::transposed_product(gradient, hidden_, first_ > 0, static_cast<float*>(to_.weights.data),
                                 stride(to_.weights, head_.weights));
    }
  }

 private:
  const linear_head& head_;
  const head_gradients& to_;
  std::unique_ptr<float[]> logits_;
  std::int64_t first_ = 0;
  linear::single_matrix hidden_{};
};

std::int64_t rows_at_once(std::int64_t rows, std::int64_t classes) {
  const std::int64_t fit =
      chunk_bytes / (std::max<std::int64_t>(1, classes) * static_cast<std::int64_t>(sizeof(float)));
  return std::clamp<std::int64_t>(fit, 1, std::max<std::int64_t>(1, rows));
}

/// The chunks of one call: each row's factor is its upstream gradient, so that a chunk's reduction is a sum.
/// loss(first, rows, upstream of these rows, their losses) does a chunk.
template <class Loss>
double in_chunks(losses::row_plan& plan, std::string_view function, std::int64_t rows, std::int64_t classes,
                 const Loss& loss) {
  const std::int64_t step = rows_at_once(rows, classes);
  std::vector<double> factors(static_cast<std::size_t>(step)), values(static_cast<std::size_t>(step));
  for (std::int64_t first = 0; first < rows; first += step) {
    const std::int64_t n = std::min(step, rows - first);
    for (std::int64_t i = 0; i < n; ++i) {
      factors[static_cast<std::size_t>(i)] = plan.counts(first + i) ? plan.factor(first + i) : 0;
    }
    try {
      const auto some = static_cast<std::size_t>(n);
      loss(first, n, std::span<const double>(factors.data(), some), std::span<double>(values.data(), some));
    } catch (const error& e) {
      throw error(e.code(), function, fmt::format("in rows from {} on: {}", first, e.message()));
    }
    for (std::int64_t i = 0; i < n; ++i) {
      plan.loss(first + i) = values[static_cast<std::size_t>(i)];
    }
  }
  return plan.reduced();
}

/// How a chunk is run.
loss_options for_chunk(const loss_options& how, std::int64_t first, std::int64_t n) {
  loss_options chunk = how;
  chunk.reduce = reduction::none;
  if (!how.mask.empty()) {
    chunk.mask = how.mask.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(n));
  }
  return chunk;
}

}  // namespace

double fused_linear_cross_entropy(const linear_head& head, std::span<const std::int64_t> classes,
                                  const cross_entropy_options& which, const loss_options& how, const loss_outputs& out,
                                  const head_gradients& to) {
  constexpr std::string_view function = "fused_linear_cross_entropy";
  check_head(function, "the", head);
  const std::int64_t rows = head.hidden.rows, n_classes = head.weights.rows;
  losses::check_length(function, "classes", classes.size(), rows, "row");
  losses::row_plan plan(function, rows, how, out);
  double weights = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t y = classes[static_cast<std::size_t>(row)];
    if (y == which.ignore_index) {
      plan.leave_out(row);
    } else if (y < 0 || y >= n_classes) {
      throw error(errc::out_of_range, function,
                  fmt::format("classes[{}] = {}, must be from 0 to {} or ignore_index {}", row, y, n_classes - 1,
                              which.ignore_index));
    } else if (plan.counts(row)) {
      weights += which.class_weights.empty() ? 1 : which.class_weights[static_cast<std::size_t>(y)];
    }
  }
  plan.set_mean_divisor(weights);
  plan.settle();
  head_chunk chunk(head, to, rows_at_once(rows, n_classes));
  return in_chunks(plan, function, rows, n_classes,
                   [&](std::int64_t first, std::int64_t n, std::span<const double> upstream, std::span<double> values) {
                     const class_rows logits = chunk.take(first, n);
                     loss_outputs part;
                     part.rows = values;
                     part.upstream = upstream;
                     part.input = chunk.in_place();
                     (void)cross_entropy_loss(logits, classes.subspan(static_cast<std::size_t>(first), upstream.size()),
                                              which, for_chunk(how, first, n), part);
                     if (chunk.wanted()) {
                       chunk.give_back();
                     }
                   });
}

double fused_linear_divergence(const linear_head& student, const linear_head& teacher,
                               const divergence_loss_options& which, const loss_options& how, const loss_outputs& out,
                               const head_gradients& to_student, const head_gradients& to_teacher) {
  constexpr std::string_view function = "fused_linear_divergence";
  check_head(function, "student", student);
  check_head(function, "teacher", teacher);
  const std::int64_t rows = student.hidden.rows, classes = student.weights.rows;
  if (teacher.hidden.rows != rows || teacher.weights.rows != classes) {
    throw error(errc::shape_mismatch, function,
                fmt::format("the student has {} rows and {} classes, the teacher {} and {}, they must be the same",
                            rows, classes, teacher.hidden.rows, teacher.weights.rows));
  }
  losses::row_plan plan(function, rows, how, out);
  plan.set_mean_divisor(static_cast<double>(plan.counted()) * static_cast<double>(classes));
  plan.settle();
  head_chunk of_student(student, to_student, rows_at_once(rows, classes));
  head_chunk of_teacher(teacher, to_teacher, rows_at_once(rows, classes));
  return in_chunks(plan, function, rows, classes,
                   [&](std::int64_t first, std::int64_t n, std::span<const double> upstream, std::span<double> values) {
                     const class_rows q = of_student.take(first, n), p = of_teacher.take(first, n);
                     loss_outputs part;
                     part.rows = values;
                     part.upstream = upstream;
                     part.input = of_student.in_place();
                     part.target = of_teacher.in_place();
                     (void)divergence_loss(q, p, which, for_chunk(how, first, n), part);
                     if (of_student.wanted()) {
                       of_student.give_back();
                     }
                     if (of_teacher.wanted()) {
                       of_teacher.give_back();
                     }
                   });
}

}  // namespace relent
