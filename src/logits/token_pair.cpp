#include "logits/token_pair.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "kernel/coded_row.hpp"
#include "kernel/logit_pair.hpp"
#include "kernel/logit_rows.hpp"

namespace relent::logits {
namespace {

/// Above it, rounding explains no log-probability.
constexpr double most_log_p = 1e-3;

/// llama.cpp looks at tokens of at least this log-probability only; below it, the file may have cut them off.
constexpr float least_log_p = -16;

template <class T>
[[noreturn]] void refuse(const row_source& side, const T* numbers, std::int64_t row) {
  const std::int64_t n = side.layout().vocabulary;
  const auto* bad = std::find_if(numbers, numbers + n, [](T x) { return std::isnan(x) || (std::isinf(x) && x > 0); });
  if (bad == numbers + n) {
    throw error(errc::invalid_value,
                fmt::format("{}: all {} logits are -infinity: no token can come", side.place(row), n));
  }
  throw error(errc::invalid_value, fmt::format("{}, column {} = {}, must be a finite logit or -infinity",
                                               side.place(row), bad - numbers, *bad));
}

/// What a row says by itself.
struct row_look {
  double log_sum_exp;
  std::int64_t top;
};

row_look look_at_row(const row_source& side, const float* numbers, std::int64_t row) {
  constexpr std::int64_t block = 2048;
  const std::int64_t n = side.layout().vocabulary;
  kernel::row_sums<float> sums;
  for (std::int64_t i = 0; i < n; i += block) {
    kernel::logit_rows<float>().sum(numbers + i, std::min(block, n - i), 1, sums);
  }
  const double log_sum_exp = static_cast<double>(sums.max) + std::log(sums.sum);
  if (!std::isfinite(log_sum_exp)) {
    refuse(side, numbers, row);
  }
  return {log_sum_exp, std::find(numbers, numbers + n, sums.max) - numbers};
}

/// A row of log-probabilities is one.
void check_log_p(const row_source& side, const float* numbers, std::int64_t most_likely, std::int64_t row) {
  if (side.layout().stored == element::coded && numbers[most_likely] > most_log_p) {
    throw error(errc::corrupt, fmt::format("{}, column {} has the log-probability {}, must be at most 0",
                                           side.place(row), most_likely, numbers[most_likely]));
  }
}

}  // namespace

token_pair::token_pair(const row_source& teacher, const row_source& student)
    : teacher_side_(teacher), student_side_(student), coded_(teacher.layout().stored == element::coded) {
  const bool any_coded = coded_ || student.layout().stored == element::coded;
  wide_ = !any_coded && (teacher.layout().stored == element::f64 || student.layout().stored == element::f64);
}

template <class T>
void token_pair::look_at(const T* teacher, const T* student, std::int64_t row) {
  const kernel::logit_pair pair = kernel::compare_logits(teacher, student, teacher_side_.layout().vocabulary);
  if (!std::isfinite(pair.log_sum_exp_a)) {
    refuse(teacher_side_, teacher, row);
  }
  if (!std::isfinite(pair.log_sum_exp_b)) {
    refuse(student_side_, student, row);
  }
  now_ = {.kl = pair.kl_ab,
          .reverse = pair.kl_ba,
          .js = pair.js,
          .teacher_top = pair.argmax_a,
          .student_top = pair.argmax_b,
          .llama_kl = pair.kl_ab,
          .teacher_sum = pair.log_sum_exp_a,
          .student_sum = pair.log_sum_exp_b};
}

// The teacher's numbers are log-probabilities, rounded; what it gives less than exp(-16) it does not tell. Both models
// are compared on the other tokens alone. llama.cpp's sum is over the same tokens, of p log(p/q) with p as it is in the
// file and q of the whole vocabulary.
void token_pair::look_at_what_is_kept(std::int64_t row, row_room& room) {
  const row_look of_teacher = look_at_row(teacher_side_, teacher_, row),
                 of_student = look_at_row(student_side_, student_, row);
  now_ = {.teacher_top = of_teacher.top, .student_top = of_student.top, .student_sum = of_student.log_sum_exp};
  const std::int64_t n = teacher_side_.layout().vocabulary;
  room.kept_teacher.resize(static_cast<std::size_t>(n));
  room.kept_student.resize(static_cast<std::size_t>(n));
  const std::int64_t kept =
      kernel::keep_above(teacher_, student_, n, least_log_p, room.kept_teacher.data(), room.kept_student.data());
  if (kept == 0) {
    throw error(errc::corrupt, fmt::format("{} gives every token less than exp(-16): these are no log-probabilities",
                                           teacher_side_.place(row)));
  }
  const kernel::logit_pair pair = kernel::compare_logits(room.kept_teacher.data(), room.kept_student.data(), kept);
  if (std::isinf(pair.log_sum_exp_b)) {  // the student rules all of them out
    constexpr double endless = std::numeric_limits<double>::infinity();
    now_.kl = now_.reverse = now_.llama_kl = endless;
    now_.js = std::log(2.0);
    return;
  }
  now_.kl = pair.kl_ab;
  now_.reverse = pair.kl_ba;
  now_.js = pair.js;
  now_.llama_kl =
      std::exp(pair.log_sum_exp_a) * (pair.kl_ab + pair.log_sum_exp_a - pair.log_sum_exp_b + now_.student_sum);
}

token_numbers token_pair::look(const std::byte* teacher, const std::byte* student, std::int64_t row, row_room& room) {
  if (wide_) {
    wide_teacher_ = teacher_side_.decode(teacher, room.wide_teacher);
    wide_student_ = student_side_.decode(student, room.wide_student);
    look_at(wide_teacher_, wide_student_, row);
    return now_;
  }
  teacher_ = teacher_side_.decode(teacher, room.teacher);
  student_ = student_side_.decode(student, room.student);
  if (coded_) {
    look_at_what_is_kept(row, room);
  } else {
    look_at(teacher_, student_, row);
  }
  check_log_p(teacher_side_, teacher_, now_.teacher_top, row);
  check_log_p(student_side_, student_, now_.student_top, row);
  return now_;
}

double token_pair::teacher_log_p(std::int64_t token) const {
  return (wide_ ? wide_teacher_[token] : static_cast<double>(teacher_[token])) - now_.teacher_sum;
}

double token_pair::student_log_p(std::int64_t token) const {
  return (wide_ ? wide_student_[token] : static_cast<double>(student_[token])) - now_.student_sum;
}

}  // namespace relent::logits
