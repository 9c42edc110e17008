#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "logits/row_source.hpp"

namespace relent::logits {

/// What one token's two rows say, in nats.
struct token_numbers {
  double kl = 0, reverse = 0, js = 0;
  std::int64_t teacher_top = 0, student_top = 0;
  double llama_kl = 0;  ///< as llama.cpp sums it
  /// What turns a logit into a log-probability; 0 for the teacher's where they are log-probabilities.
  double teacher_sum = 0, student_sum = 0;
};

/// Room for a row of each side; one for each thread.
struct row_room {
  std::vector<float> teacher, student, kept_teacher, kept_student;
  std::vector<double> wide_teacher, wide_student;
};

/// Looks at two rows, given by their bytes.
class token_pair {
 public:
  token_pair(const row_source& teacher, const row_source& student);

  /// Throws error(errc::invalid_value) with file, row and column of a number that is no logit.
  [[nodiscard]] token_numbers look(const std::byte* teacher, const std::byte* student, std::int64_t row,
                                   row_room& room);

  /// log p(token) of the rows looked at last.
  [[nodiscard]] double teacher_log_p(std::int64_t token) const;
  [[nodiscard]] double student_log_p(std::int64_t token) const;

 private:
  template <class T>
  void look_at(const T* teacher, const T* student, std::int64_t row);
  void look_at_what_is_kept(std::int64_t row, row_room& room);

  const row_source& teacher_side_;
  const row_source& student_side_;
  bool wide_, coded_;
  const float *teacher_ = nullptr, *student_ = nullptr;
  const double *wide_teacher_ = nullptr, *wide_student_ = nullptr;
  token_numbers now_{};
};

}  // namespace relent::logits
