#include "relent/logits/compare_logits.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "logits/predicted_tokens.hpp"
#include "logits/row_source.hpp"
#include "logits/token_statistics.hpp"
#include "logits/token_walk.hpp"

namespace relent {
namespace {

using namespace logits;

std::string shape_text(const logit_layout& of) { return fmt::format("{}", fmt::join(of.about.shape, " x ")); }

void check_fit(const row_source& teacher, const row_source& student) {
  const logit_layout &a = teacher.layout(), &b = student.layout();
  if (a.vocabulary != b.vocabulary) {
    throw error(errc::shape_mismatch,
                fmt::format("the vocabularies differ: {} has {} tokens ({}), {} has {} ({})", a.about.path,
                            a.vocabulary, shape_text(a), b.about.path, b.vocabulary, shape_text(b)));
  }
  if (teacher.rows() != student.rows()) {
    throw error(errc::shape_mismatch,
                fmt::format("the files differ in length: {} has {} rows ({}), {} has {} ({})", a.about.path,
                            teacher.rows(), shape_text(a), b.about.path, student.rows(), shape_text(b)));
  }
}

void check(const logit_options& how) {
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value("compare_logits", "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
}

/// The part of a column whose rows' tokens are known.
std::vector<double> known(const std::vector<double>& column, const std::vector<std::int32_t>& predicted) {
  std::vector<double> out;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (predicted[i] >= 0) {
      out.push_back(column[i]);
    }
  }
  return out;
}

void add_likelihoods(const token_table& table, const std::vector<std::int32_t>& predicted, logit_comparison& out) {
  const auto teacher = known(table.teacher_log_p, predicted), student = known(table.student_log_p, predicted);
  if (teacher.empty()) {
    return;
  }
  out.likelihoods = compare_likelihoods(teacher, student, out.level);
  out.llama = as_llama_does(teacher, student, known(table.llama_kl, predicted), known(table.same_top, predicted));
}

void add_notes(const row_source& teacher, const row_source& student, logit_comparison& out) {
  if (teacher.layout().stored == element::coded) {
    out.notes.emplace_back(
        "the teacher's file keeps 16-bit log-probabilities above -16: divergences are over the tokens that it gives "
        "more "
        "than exp(-16) = 1.1e-7");
  } else if (student.layout().stored == element::coded) {
    out.notes.emplace_back(
        "the student's file cuts probabilities off at about exp(-16) of the largest: what the teacher gives to rarer "
        "tokens "
        "is compared with that");
  }
  if (out.infinite > 0) {
    out.notes.push_back(
        fmt::format("KL is infinite at {} of {} tokens, where the student rules out what the teacher does not",
                    out.infinite, out.tokens));
  }
}

void in_unit(token_summary& of, unit u) {
  const auto turn = [&](double& x) { x = from_nats(x, u); };
  token_mean& mean = of.mean;
  turn(mean.estimate.value);
  for (std::optional<double>* e : {&mean.estimate.standard_error, &mean.independent_error}) {
    if (*e) {
      turn(**e);
    }
  }
  if (mean.estimate.interval) {
    turn(mean.estimate.interval->lower);
    turn(mean.estimate.interval->upper);
  }
  for (const spread_place& place : spread_places()) {
    turn(of.spread.*place.field);
  }
}

/// The one place where divergences leave nats; llama.cpp's statistics stay.
void in_unit(logit_comparison& out) {
  for (token_summary* of : {&out.kl_divergence, &out.reverse_kl_divergence, &out.js_divergence}) {
    in_unit(*of, out.unit);
  }
  for (token_difference& one : out.worst) {
    one.kl_divergence = from_nats(one.kl_divergence, out.unit);
  }
}

token_summary summary_of(const std::vector<double>& column, double level, bool never_negative) {
  token_summary out{mean_of(column, level), spread_of(column)};
  if (never_negative && out.mean.estimate.interval) {
    out.mean.estimate.interval->lower = std::max(0.0, out.mean.estimate.interval->lower);
  }
  return out;
}

}  // namespace

logit_comparison compare_logits(const std::string& teacher_path, const std::string& student_path,
                                const logit_options& how) {
  const auto started = std::chrono::steady_clock::now();
  check(how);
  row_source teacher(teacher_path), student(student_path);
  teacher.look_through(student.layout());
  student.look_through(teacher.layout());
  check_fit(teacher, student);
  const std::vector<std::int32_t> predicted = predicted_tokens(how.tokens, teacher, student);

  logit_comparison out{.teacher = teacher.layout().about, .student = student.layout().about};
  out.tokens = teacher.rows();
  out.vocabulary = teacher.layout().vocabulary;
  out.unit = how.unit;
  out.level = how.level;
  const token_table table = walk(teacher, student, predicted, how);
  out.kl_divergence = summary_of(table.kl, how.level, true);
  out.reverse_kl_divergence = summary_of(table.reverse, how.level, true);
  out.js_divergence = summary_of(table.js, how.level, true);
  out.same_top = share_of(table.same_top, how.level);
  add_likelihoods(table, predicted, out);
  out.worst = largest(table, how.worst, teacher, student, predicted);
  const bool chunks = teacher.layout().context > 0 || student.layout().context > 0;
  const std::size_t axes = std::max(out.teacher.shape.size(), out.student.shape.size());
  out.place_names = axes == 2 ? std::vector<std::string>{"row"}
                    : chunks  ? std::vector<std::string>{"chunk", "token"}
                              : std::vector<std::string>{"batch", "token"};
  out.zeros = std::ranges::count(table.kl, 0.0);
  out.infinite = std::ranges::count_if(table.kl, [](double x) { return std::isinf(x); });
  std::vector<double> in_units(table.kl);
  std::ranges::transform(in_units, in_units.begin(), [&](double x) { return from_nats(x, how.unit); });
  out.histogram = bars_of(in_units);
  add_notes(teacher, student, out);
  in_unit(out);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return out;
}

}  // namespace relent
