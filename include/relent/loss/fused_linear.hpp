#pragma once

#include <cstdint>
#include <span>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/divergence_loss.hpp"

namespace relent {

/// The last layer of a model, f32: logits = hidden weights^T, hidden rows x width, weights classes x width. The fields
/// of class_rows that speak of classes count the width here.
struct linear_head {
  class_rows hidden{};
  class_rows weights{};
};

/// Where the gradients of one head go, each of its matrix's shape; without data none is asked for.
struct head_gradients {
  gradient_rows hidden{};
  gradient_rows weights{};
};

/// Cross-entropy of the logits of a head, and gradients to its hidden states and weights, without ever holding
/// rows x classes: chunks of rows, as many as fit 64 MiB (at least one), go through logits, loss and gradient in one
/// place. Exact: nothing is filtered. Matrix products come from BLAS, whose threads are its own affair.
/// Memory: one chunk of logits. `out.input` and `out.target` are not used; reduction and options as cross_entropy_loss.
double fused_linear_cross_entropy(const linear_head& head, std::span<const std::int64_t> classes,
                                  const cross_entropy_options& which = {}, const loss_options& how = {},
                                  const loss_outputs& out = {}, const head_gradients& to = {});

/// A divergence (KL, JS, ...) of a student's head from a teacher's, each with its own hidden states (widths may differ)
/// and weights; gradients to the student's, and to the teacher's where asked for. Memory: two chunks of logits, 64 MiB
/// each. Otherwise as above and as divergence_loss.
double fused_linear_divergence(const linear_head& student, const linear_head& teacher,
                               const divergence_loss_options& which = {}, const loss_options& how = {},
                               const loss_outputs& out = {}, const head_gradients& to_student = {},
                               const head_gradients& to_teacher = {});

}  // namespace relent
