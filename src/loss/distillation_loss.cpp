#include "relent/loss/distillation_loss.hpp"

#include <fmt/format.h>

#include "loss/checks.hpp"
#include "loss/combined_rows.hpp"
#include "loss/row_blocks.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "distillation_loss";

/// How one part is run on one row.
loss_options on_one_row(const loss_options& how) {
  loss_options one = how;
  one.reduce = reduction::sum;
  one.mask = {};
  one.threads = 1;
  return one;
}

/// Both parts of the rows, each with a plan of its own: they may differ in which rows count.
template <class T>
class call {
 public:
  call(const class_rows& student, const class_rows& teacher, std::span<const std::int64_t> classes,
       const distillation_options& which, const loss_options& how, const loss_outputs& out)
      : student_(student),
        teacher_(teacher),
        classes_(classes),
        which_(which),
        how_(how),
        out_(out),
        soft_(function, student.rows, how, {.upstream = out.upstream}),
        hard_(function, student.rows, how, {.upstream = out.upstream}) {}

  double run() {
    double weights = 0;
    for (std::int64_t row = 0; row < student_.rows; ++row) {
      const std::int64_t y = classes_[static_cast<std::size_t>(row)];
      if (y == which_.hard.ignore_index) {
        hard_.leave_out(row);
      } else if (y < 0 || y >= student_.classes) {
        throw error(errc::out_of_range, function,
                    fmt::format("classes[{}] = {}, must be from 0 to {} or ignore_index {}", row, y,
                                student_.classes - 1, which_.hard.ignore_index));
      } else if (hard_.counts(row)) {
        weights += which_.hard.class_weights.empty() ? 1 : which_.hard.class_weights[static_cast<std::size_t>(y)];
      }
    }
    hard_.set_mean_divisor(weights);
    hard_.settle();
    soft_.settle();
    soft_.for_rows(student_.classes, [&](std::int64_t row) { do_row(row); });
    return hard_.reduced() * which_.hard_weight + soft_.reduced() * (1 - which_.hard_weight);
  }

 private:
  void do_row(std::int64_t row) {
    losses::combined_row<T> work(student_, teacher_, out_.input, out_.target);
    work.take(row);
    try {
      const loss_options one = on_one_row(how_);
      soft_.loss(row) = hard_.loss(row) = 0;
      if (soft_.counts(row)) {
        const double share = (1 - which_.hard_weight) * soft_.factor(row);
        soft_.loss(row) = divergence_loss(work.a(), work.b(), which_.soft, one,
                                          {.upstream = {&share, 1}, .input = work.part_a(), .target = work.part_b()});
        work.add_a();
        work.add_b();
      }
      if (hard_.counts(row)) {
        const double share = which_.hard_weight * hard_.factor(row);
        hard_.loss(row) = cross_entropy_loss(work.a(), classes_.subspan(static_cast<std::size_t>(row), 1), which_.hard,
                                             one, {.upstream = {&share, 1}, .input = work.part_a()});
        work.add_a();
      }
    } catch (const error& e) {
      throw error(e.code(), function, fmt::format("in row {}: {}", row, e.message()));
    }
    if (!out_.rows.empty()) {
      out_.rows[static_cast<std::size_t>(row)] =
          which_.hard_weight * hard_.loss(row) + (1 - which_.hard_weight) * soft_.loss(row);
    }
    work.done();
  }

  const class_rows& student_;
  const class_rows& teacher_;
  std::span<const std::int64_t> classes_;
  const distillation_options& which_;
  const loss_options& how_;
  const loss_outputs& out_;
  losses::row_plan soft_, hard_;
};

}  // namespace

double distillation_loss(const class_rows& student, const class_rows& teacher, std::span<const std::int64_t> classes,
                         const distillation_options& which, const loss_options& how, const loss_outputs& out) {
  losses::check_same_shape(function, "student", student, "teacher", teacher);
  losses::check_length(function, "classes", classes.size(), student.rows, "row");
  losses::check_parameter(function, "hard_weight", which.hard_weight, which.hard_weight >= 0 && which.hard_weight <= 1,
                          "from 0 to 1");
  if (!out.rows.empty()) {
    losses::check_length(function, "the output of row losses", out.rows.size(), student.rows, "row");
  }
  if (!which.hard.class_weights.empty()) {
    losses::check_length(function, "class_weights", which.hard.class_weights.size(), student.classes, "class");
  }
  const bool wide = losses::needs_f64(student) || losses::needs_f64(teacher);
  return wide ? call<double>(student, teacher, classes, which, how, out).run()
              : call<float>(student, teacher, classes, which, how, out).run();
}

}  // namespace relent
