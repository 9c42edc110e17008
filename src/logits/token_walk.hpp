#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "logits/row_source.hpp"

namespace relent::logits {

/// What is kept of every token of a comparison, in nats.
struct token_table {
  std::vector<double> kl, reverse, js;
  std::vector<double> same_top;  ///< 1 where both models' most likely token is the same, else 0
  /// Of the predicted tokens, empty where none is known; NaN in a row whose token is not.
  std::vector<double> teacher_log_p, student_log_p, llama_kl;
};

/// Reads both files once, in blocks of rows, on several threads; the numbers do not depend on how many. Where several
/// rows are refused, the error is of the first.
[[nodiscard]] token_table walk(const row_source& teacher, const row_source& student,
                               std::span<const std::int32_t> predicted, const logit_options& how);

/// The `how_many` rows of the largest KL, largest first, with what the models say there.
[[nodiscard]] std::vector<token_difference> largest(const token_table& of, int how_many, const row_source& teacher,
                                                    const row_source& student, std::span<const std::int32_t> predicted);

}  // namespace relent::logits
