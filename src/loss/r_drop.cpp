#include "relent/loss/r_drop.hpp"

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/loss/cross_entropy_loss.hpp"
#include "relent/loss/divergence_loss.hpp"

#include "loss/checks.hpp"
#include "loss/combined_rows.hpp"
#include "loss/row_blocks.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "r_drop_loss";

/// What each cross-entropy and the sum of both KLs are multiplied by, in a loss that is averaged over rows.
struct shares {
  double hard;
  double soft;
};

shares shares_of(const r_drop_options& which, double rows) {
  switch (which.convention) {
    case r_drop_convention::paper:
      return {1, which.alpha / 2};
    case r_drop_convention::official:
      return {0.5, which.alpha / 2 * rows};  // its KL is summed, not averaged
    case r_drop_convention::keras:
      return {0.5, which.alpha / 4};
  }
  return {1, which.alpha / 2};
}

/// A part's call on one row: its gradients are scaled by `share`.
struct part_call {
  loss_options how;
  double share;
  loss_outputs outputs(const gradient_rows& input, const gradient_rows& target) const {
    loss_outputs out;
    out.upstream = {&share, 1};
    out.input = input;
    out.target = target;
    return out;
  }
};

part_call part_of(const loss_options& how, double share) {
  part_call part{how, share};
  part.how.reduce = reduction::sum;
  part.how.mask = {};
  part.how.threads = 1;
  return part;
}

template <class T>
double row_loss(losses::combined_row<T>& work, const std::int64_t* y, const r_drop_options& which, shares share,
                const loss_options& how, double factor) {
  const part_call hard = part_of(how, share.hard * factor), soft = part_of(how, share.soft * factor);
  double loss = share.soft * divergence_loss(work.a(), work.b(), {.measure = row_divergence::jeffreys}, soft.how,
                                             soft.outputs(work.part_a(), work.part_b()));
  work.add_a();
  work.add_b();
  if (y != nullptr) {
    const cross_entropy_options options{.label_smoothing = which.label_smoothing, .ignore_index = which.ignore_index};
    loss +=
        share.hard * cross_entropy_loss(work.a(), std::span(y, 1), options, hard.how, hard.outputs(work.part_a(), {}));
    work.add_a();
    loss +=
        share.hard * cross_entropy_loss(work.b(), std::span(y, 1), options, hard.how, hard.outputs(work.part_b(), {}));
    work.add_b();
  }
  work.done();
  return loss;
}

template <class T>
double all_rows(const class_rows& a, const class_rows& b, std::span<const std::int64_t> classes,
                const r_drop_options& which, const loss_options& how, const loss_outputs& out) {
  losses::row_plan plan(function, a.rows, how, out);
  for (std::int64_t row = 0; row < a.rows && !classes.empty(); ++row) {
    if (classes[static_cast<std::size_t>(row)] == which.ignore_index) {
      plan.leave_out(row);
    }
  }
  plan.settle();
  const shares share = shares_of(which, static_cast<double>(plan.counted()));
  plan.for_rows(a.classes, [&](std::int64_t row) {
    losses::combined_row<T> work(a, b, out.input, out.target);
    work.take(row);
    if (!plan.counts(row)) {
      plan.loss(row) = 0;
      return work.done();
    }
    try {
      plan.loss(row) = row_loss(work, classes.empty() ? nullptr : &classes[static_cast<std::size_t>(row)], which, share,
                                how, plan.factor(row));
    } catch (const error& e) {
      throw error(e.code(), function, fmt::format("in row {}: {}", row, e.message()));
    }
  });
  return plan.reduced();
}

}  // namespace

double r_drop_loss(const class_rows& a, const class_rows& b, std::span<const std::int64_t> classes,
                   const r_drop_options& which, const loss_options& how, const loss_outputs& out) {
  losses::check_same_shape(function, "a", a, "b", b);
  losses::check_parameter(function, "alpha", which.alpha, which.alpha >= 0 && std::isfinite(which.alpha),
                          "finite and at least 0");
  if (how.reduce != reduction::mean) {
    throw error(errc::unsupported, function, "reduction must be mean: the convention says what is averaged");
  }
  if (!classes.empty()) {
    losses::check_length(function, "classes", classes.size(), a.rows, "row");
  }
  const bool wide = losses::needs_f64(a) || losses::needs_f64(b);
  return wide ? all_rows<double>(a, b, classes, which, how, out) : all_rows<float>(a, b, classes, which, how, out);
}

double symmetric_kl_loss(const class_rows& a, const class_rows& b, const loss_options& how, const loss_outputs& out) {
  // Half of Jeffreys: through its gradients' factor, and afterwards.
  std::vector<double> half(out.upstream.empty() ? 1 : out.upstream.size(), 0.5);
  if (out.upstream.empty() && how.reduce == reduction::none) {
    half.assign(static_cast<std::size_t>(a.rows), 0.5);
  }
  for (std::size_t i = 0; i < out.upstream.size(); ++i) {
    half[i] = out.upstream[i] / 2;
  }
  loss_outputs halved = out;
  halved.upstream = half;
  const double loss = divergence_loss(a, b, {.measure = row_divergence::jeffreys}, how, halved);
  for (double& row : out.rows) {
    row /= 2;
  }
  return loss / 2;
}

}  // namespace relent
