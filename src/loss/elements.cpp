#include "loss/elements.hpp"

#include <algorithm>
#include <memory>

#include "relent/core/summation.hpp"

namespace relent::losses {
namespace {

constexpr std::int64_t block_elements = 512;

const void* place(const class_rows& rows, std::int64_t row, std::int64_t first) noexcept {
  return static_cast<const char*>(rows.data) + (row * rows.row_stride + first) * size_of(rows.type);
}

void store(const gradient_rows& to, const class_rows& of, const element_block& block, const double* from) noexcept {
  if (to) {
    const std::int64_t stride = to.row_stride < 0 ? of.classes : to.row_stride;
    char* start = static_cast<char*>(to.data) + (block.row * stride + block.first) * size_of(of.type);
    kernel::narrow(from, block.n, of.type, start);
  }
}

/// Everything of a call that its blocks share.
struct element_call {
  const class_rows& a;
  const class_rows& b;
  const loss_options& how;
  const element_outputs& out;
  std::span<const std::uint8_t> counts;
  const row_plan& plan;
  std::string_view function;
  bool each;  ///< one upstream gradient an element
};

/// A loss of NaN out of arguments that hold one: refused, or left out.
void settle_nan(const element_call& call, const element_block& block, std::int64_t i) {
  const bool held = std::isnan(block.a[i]) || std::isnan(block.b[i]);
  if (held && call.how.nans == nan_policy::omit) {
    block.value[i] = block.to_a[i] = block.to_b[i] = 0;
  } else if (call.how.nans != nan_policy::propagate) {
    throw bad_row(call.function, std::isnan(block.a[i]) ? "input" : "target", block.row,
                  held ? "holds NaN" : "holds a number outside its range");
  }
}

double run_block(const element_call& call, element_block& block, double* upstream) {
  compensated_sum sum;
  for (std::int64_t i = 0; i < block.n; ++i) {
    if (!call.counts.empty() &&
        call.counts[static_cast<std::size_t>(block.row * call.a.classes + block.first + i)] == 0) {
      block.value[i] = block.to_a[i] = block.to_b[i] = 0;
      continue;
    }
    if (std::isnan(block.value[i])) {
      settle_nan(call, block, i);
    }
    sum += block.value[i];
  }
  store(call.out.values, call.a, block, block.value);
  double factor = call.plan.factor(block.row) * call.out.scale;
  if (call.each) {
    kernel::widen(place(call.out.upstream, block.row, block.first), call.out.upstream.type, block.n, upstream);
    factor = 1;
  } else {
    std::fill_n(upstream, block.n, 1.0);
  }
  for (std::int64_t i = 0; i < block.n; ++i) {
    // A derivative that is infinite stays so under a factor of 0 otherwise only as NaN.
    const double times = factor * upstream[i];
    block.to_a[i] = times == 0 ? 0 : block.to_a[i] * times;
    block.to_b[i] = times == 0 ? 0 : block.to_b[i] * times;
  }
  store(call.out.input, call.a, block, block.to_a);
  store(call.out.target, call.b, block, block.to_b);
  return sum.value();
}

}  // namespace

double sum_elements(std::string_view function, const class_rows& a, const class_rows& b, const loss_options& how,
                    const element_outputs& out, double mean_divisor, std::span<const std::uint8_t> counts,
                    const std::function<void(element_block&)>& body, const loss_outputs& by_row) {
  row_plan plan(function, a.rows, how, by_row);
  plan.set_mean_divisor(mean_divisor);
  plan.settle();
  const element_call call{a, b, how, out, counts, plan, function, how.reduce == reduction::none && out.upstream.data};
  plan.for_rows(a.classes, [&](std::int64_t row) {
    thread_local std::unique_ptr<double[]> room = std::make_unique<double[]>(6 * block_elements);
    compensated_sum sum;
    for (std::int64_t first = 0; first < a.classes; first += block_elements) {
      double* part[6];
      for (std::int64_t k = 0; k < 6; ++k) {
        part[k] = room.get() + k * block_elements;
      }
      element_block block{row,     first,  std::min(block_elements, a.classes - first), part[0], part[1], part[2],
                          part[3], part[4]};
      if (plan.counts(row)) {
        kernel::widen(place(a, row, first), a.type, block.n, block.a);
        kernel::widen(place(b, row, first), b.type, block.n, block.b);
        body(block);
      } else {
        std::fill_n(block.a, 5 * block_elements, 0.0);
      }
      sum += run_block(call, block, part[5]);
    }
    plan.loss(row) = sum.value();
  });
  return plan.reduced();
}

}  // namespace relent::losses
