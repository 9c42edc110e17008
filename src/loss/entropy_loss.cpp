#include "relent/loss/entropy_loss.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "loss/checks.hpp"
#include "loss/row_blocks.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "entropy_of_rows";
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
bool holds_nan(const class_rows& input, std::int64_t row) {
  const losses::row_reader<T> reader(input, losses::thread_blocks<T>::mine().a);
  return std::isnan(losses::sums_of(reader, row, input.classes, T{1}).sum);
}

/// The entropy of one row, and its gradient -p (log p + H).
template <class T>
void do_row(const class_rows& input, std::int64_t row, const loss_options& how, const loss_outputs& out,
            losses::row_plan& plan) {
  auto& blocks = losses::thread_blocks<T>::mine();
  const losses::row_writer<T> writer(out.input, input, blocks.to_a);
  const auto flat = [&](double value) {
    plan.loss(row) = value;
    writer.fill(row, value);
  };
  if (!plan.counts(row)) {
    return flat(0);
  }
  const losses::row_reader<T> reader(input, blocks.a);
  const kernel::row_sums<T> sums = losses::sums_of(reader, row, input.classes, T{1}, true);
  if (const std::string_view trouble = losses::trouble_in(sums, input); !trouble.empty()) {
    if (sums.sum == 0 || how.nans != nan_policy::propagate) {
      throw losses::bad_row(function, "input", row, trouble);
    }
    return flat(nan);
  }
  const double log = std::log(sums.sum), entropy = log - sums.tilt / sums.sum;
  plan.loss(row) = entropy;
  for (std::int64_t first = 0; writer && first < input.classes; first += losses::block_classes) {
    const std::int64_t n = std::min(losses::block_classes, input.classes - first);
    kernel::logit_rows<T>().tilted_softmax(reader.block(row, first, n), n, sums.max, T{1},
                                           static_cast<T>(-plan.factor(row) / sums.sum), static_cast<T>(entropy - log),
                                           writer.block(row, first));
    writer.done(row, first, n);
  }
}

}  // namespace

double entropy_of_rows(const class_rows& input, const loss_options& how, const loss_outputs& out) {
  losses::check_rows(function, "input", input);
  losses::row_plan plan(function, input.rows, how, out);
  const bool wide = losses::needs_f64(input);
  for (std::int64_t row = 0; how.nans == nan_policy::omit && row < input.rows; ++row) {
    if (plan.counts(row) && (wide ? holds_nan<double>(input, row) : holds_nan<float>(input, row))) {
      plan.leave_out(row);
    }
  }
  plan.settle();
  plan.for_rows(input.classes, [&](std::int64_t row) {
    wide ? do_row<double>(input, row, how, out, plan) : do_row<float>(input, row, how, out, plan);
  });
  return plan.reduced();
}

}  // namespace relent
