#include "loss/pair_row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/core/special.hpp"

#include "kernel/logit_terms.hpp"
#include "loss/kept_rows.hpp"

namespace relent::losses {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// From it on a divergence's `far` loops are right to 1e-6 in f32; below, the `near` ones do it. Below the second
/// number the rounding of the log-sum-exps is no longer small beside log(q/p), and has to be taken off first.
struct nearness {
  double far;
  double corrected;
  double kl;  ///< rows whose KL is below are near by any measure
};

nearness nearness_of(row_divergence measure) noexcept {
  switch (measure) {
    case row_divergence::js:
      return {0.15, 1e-3, 0.3};
    case row_divergence::total_variation:
      return {0.2, 0.06, 0.05};
    default:
      return {0.5, 5e-3, 0.1};
  }
}

template <class T>
const kernel::pair_kernel<T>& kernel_of(row_divergence measure) noexcept {
  const kernel::pair_kernels<T>& all = kernel::logit_terms<T>();
  switch (measure) {
    case row_divergence::jeffreys:
      return all.jeffreys;
    case row_divergence::js:
      return all.js;
    case row_divergence::total_variation:
      return all.total_variation;
    default:
      return all.kl;
  }
}

/// body(a's block, b's block, first class, length) for all blocks.
template <class T, class Body>
void for_blocks(const pair_row<T>& pair, const Body& body) {
  for (std::int64_t first = 0; first < pair.classes; first += block_classes) {
    const std::int64_t n = std::min(block_classes, pair.classes - first);
    body(pair.a.block(pair.row, first, n), pair.b.block(pair.row, first, n), first, n);
  }
}

/// Whether the kernels read both sides as they lie in memory.
template <class T>
bool are_ready(const pair_row<T>& pair) noexcept {
  return pair.a.lies_ready() && pair.b.lies_ready() && pair.a.type() == pair.b.type();
}

/// The same as they lie in memory, where the kernels read both as they are: body(a, b, their type, first class,
/// length).
template <class T, class Body>
void for_ready_blocks(const pair_row<T>& pair, const Body& body) {
  if (!are_ready(pair)) {
    for_blocks(pair,
               [&](const T* a, const T* b, std::int64_t first, std::int64_t n) { body(a, b, dtype_of<T>, first, n); });
    return;
  }
  for (std::int64_t first = 0; first < pair.classes; first += block_classes) {
    const std::int64_t n = std::min(block_classes, pair.classes - first);
    body(pair.a.place(pair.row, first), pair.b.place(pair.row, first), pair.a.type(), first, n);
  }
}

template <class T>
kernel::pair_sums sum_blocks(const pair_row<T>& pair, typename kernel::pair_kernel<T>::sum_function sums,
                             const kernel::pair_args<T>& args) {
  kernel::pair_sums total;
  for_blocks(pair, [&](const T* a, const T* b, std::int64_t, std::int64_t n) { total += sums(a, b, n, args); });
  return total;
}

template <class T>
kernel::pair_sums write_gradients(const pair_row<T>& pair, typename kernel::pair_kernel<T>::gradient_function write,
                                  const kernel::pair_args<T>& args, const pair_gradients<T>& gradients) {
  kernel::pair_sums total;
  for_blocks(pair, [&](const T* a, const T* b, std::int64_t first, std::int64_t n) {
    total += write(a, b, n, args, gradients.to_a.block(pair.row, first), gradients.to_b.block(pair.row, first));
    gradients.to_a.done(pair.row, first, n);
    gradients.to_b.done(pair.row, first, n);
  });
  return total;
}

/// For rows near each other.
template <class T>
void refine(const pair_row<T>& pair, kernel::pair_args<T>& args) {
  correct_shift(args, sum_blocks(pair, kernel::logit_terms<T>().kl.near_sums, args));
}

/// Factors for the gradients; 0 where an infinite loss would make them infinite.
template <class T>
void set_factors(kernel::pair_args<T>& args, row_divergence measure, double value, const pair_gradients<T>& gradients) {
  const bool lost = std::isinf(value);
  args.factor_a = static_cast<T>(lost ? 0 : gradients.factor_a);
  args.factor_b = static_cast<T>(lost && measure == row_divergence::jeffreys ? 0 : gradients.factor_b);
}

/// The running sums of both rows; their exponentials stay in `kept` where that is not null.
template <class T>
void run_pair(pair_row<T>& pair, kept_rows<T>* kept) {
  for_ready_blocks(pair, [&](const void* a, const void* b, dtype type, std::int64_t first, std::int64_t n) {
    kernel::kept_pair<T> here;
    if (kept != nullptr) {
      here.a = kept->a(first);
      here.b = kept->b(first);
    }
    kernel::logit_kept<T>().run(a, b, type, n, static_cast<T>(pair.inverse_temperature), pair.sums, here);
    if (kept != nullptr) {
      kept->reference_a(first) = here.reference_a;
      kept->reference_b(first) = here.reference_b;
    }
  });
}

/// The gradient to b out of what is kept: q b_times + (a's place) a_times, or, where that holds masses, p a_times.
template <class T>
void combine(const pair_row<T>& pair, kept_rows<T>& kept, double a_times, bool a_is_masses, double b_times,
             const row_writer<T>& to_b) {
  for (std::int64_t first = 0; first < pair.classes; first += block_classes) {
    const std::int64_t n = std::min(block_classes, pair.classes - first);
    const double of_a =
        a_is_masses ? to_masses(pair.sums.a, kept.reference_a(first), pair.inverse_temperature) * a_times : a_times;
    const double of_b = to_masses(pair.sums.b, kept.reference_b(first), pair.inverse_temperature) * b_times;
    kernel::gradient_block to = to_b.place_of(pair.row, first);
    if (are_ready(pair)) {
      to.next[0] = pair.a.next(pair.row, first);
      to.next[1] = pair.b.next(pair.row, first);
    }
    kernel::logit_rows<T>().combine({kept.b(first), static_cast<T>(of_b)}, {kept.a(first), static_cast<T>(of_a)}, T{0},
                                    n, to);
  }
}

/// Room for the pair's exponentials, if with them the gradient to b can be made; null where not. They lie in the order
/// of the elements they are made of, which the gradient's have to be like.
template <class T>
kept_rows<T>* room_for(const pair_row<T>& pair, const pair_gradients<T>& gradients) {
  const dtype kept_from = are_ready(pair) ? pair.a.type() : dtype_of<T>;
  const bool of_use =
      !gradients.to_a && (!gradients.to_b || (gradients.to_b.lies_ready() && gradients.to_b.type() == kept_from));
  return of_use ? kept_rows<T>::of_pair(pair.classes) : nullptr;
}

/// The far sums of a pair whose exponentials are kept; q h_b takes the place of a's.
template <class T>
kernel::pair_sums draft_blocks(const pair_row<T>& pair, row_divergence measure, const kernel::pair_args<T>& args,
                               kept_rows<T>& kept) {
  const kernel::kept_kernels<T>& kernels = kernel::logit_kept<T>();
  const auto draft = measure == row_divergence::jeffreys ? kernels.jeffreys
                     : measure == row_divergence::js     ? kernels.js
                                                         : kernels.total_variation;
  kernel::pair_sums total;
  for_ready_blocks(pair, [&](const void* a, const void* b, dtype type, std::int64_t first, std::int64_t n) {
    kernel::pair_args<T> here = args;
    here.inverse_sum_a = static_cast<T>(to_masses(pair.sums.a, kept.reference_a(first), pair.inverse_temperature));
    here.inverse_sum_b = static_cast<T>(to_masses(pair.sums.b, kept.reference_b(first), pair.inverse_temperature));
    total += draft(a, b, type, n, here, {kept.a(first), kept.b(first)});
  });
  return total;
}

template <class T>
bool is_unsound(const pair_row<T>& pair) noexcept {
  const auto bad = [](double sum) { return !(sum > 0 && std::isfinite(sum)); };
  return bad(pair.sums.a.sum) || bad(pair.sums.b.sum);
}

/// KL(P||Q) as the sums have it, of no use where that is small.
template <class T>
double far_kl(const kernel::pair_run<T>& sums) noexcept {
  return std::log(sums.b.sum) - std::log(sums.a.sum) - sums.cross / sums.a.sum;
}

/// KL(P||Q) and its gradients where the rows are near each other, or not known not to be.
template <class T>
double near_kl(const pair_row<T>& pair, kernel::pair_args<T>& args, const pair_gradients<T>& gradients) {
  const kernel::pair_kernel<T>& kernel = kernel::logit_terms<T>().kl;
  const double corrected = nearness_of(row_divergence::forward_kl).corrected;
  if (!gradients.to_a) {
    // One reading gives everything; where it finds the rows very near it is done again, better.
    set_factors(args, row_divergence::forward_kl, 0, gradients);
    double value = write_gradients(pair, kernel.near_gradients, args, gradients).value;
    if (value < corrected) {
      refine(pair, args);
      value = write_gradients(pair, kernel.near_gradients, args, gradients).value;
    }
    return value;
  }
  kernel::pair_sums sums = sum_blocks(pair, kernel.near_sums, args);
  if (sums.value < corrected) {
    refine(pair, args);
    sums = sum_blocks(pair, kernel.near_sums, args);
  }
  args.mean_a = static_cast<T>(sums.mean_a);
  set_factors(args, row_divergence::forward_kl, sums.value, gradients);
  write_gradients(pair, kernel.near_gradients, args, gradients);
  return sums.value;
}

}  // namespace

template <class T>
double kl_of(pair_row<T>& pair, const pair_gradients<T>& gradients) {
  const kernel::pair_kernels<T>& kernels = kernel::logit_terms<T>();
  kept_rows<T>* kept = gradients.to_b ? room_for(pair, gradients) : nullptr;
  run_pair(pair, kept);
  if (is_unsound(pair)) {
    return 0;
  }
  const double value = far_kl(pair.sums);
  const bool far = value >= nearness_of(row_divergence::forward_kl).far && value < 1e6;
  const bool wanted = gradients.to_a || gradients.to_b;
  if (far && !wanted) {
    return value;
  }
  if (far && kept != nullptr) {
    combine(pair, *kept, -gradients.factor_b, true, gradients.factor_b, gradients.to_b);
    return value;
  }
  kernel::pair_args<T> args = kernel::pair_args_of(pair.sums.a, pair.sums.b, pair.inverse_temperature);
  args.stream = gradients.to_b.streams() && !gradients.to_a;
  if (far) {
    args.mean_a = static_cast<T>(value);
    set_factors(args, row_divergence::forward_kl, value, gradients);
    write_gradients(pair, kernels.kl.far_gradients, args, gradients);
    return value;
  }
  if (wanted) {
    return near_kl(pair, args, gradients);
  }
  // sum p (exp(d) - 1 - d) = s and sum p d = e, where d has a small error: KL = s + log1p(s + e) - (s + e), exactly.
  const kernel::pair_sums sums = sum_blocks(pair, kernels.kl.near_sums, args);
  const double excess = sums.value - sums.mean_a;
  return std::abs(excess) < 0.5 ? sums.value + log1pmx(excess) : sums.value;
}

template <class T>
double divergence_of(pair_row<T>& pair, const divergence_loss_options& which, const pair_gradients<T>& gradients) {
  kept_rows<T>* kept = room_for(pair, gradients);
  run_pair(pair, kept);
  if (is_unsound(pair)) {
    return 0;
  }
  const kernel::pair_kernel<T>& kernel = kernel_of<T>(which.measure);
  const nearness limits = nearness_of(which.measure);
  kernel::pair_args<T> args = kernel::pair_args_of(pair.sums.a, pair.sums.b, pair.inverse_temperature);
  args.beta = static_cast<T>(which.beta);
  args.stream = gradients.to_b.streams() && !gradients.to_a;
  kernel::pair_sums sums;
  bool far = far_kl(pair.sums) >= limits.kl;
  if (far) {
    sums = kept != nullptr ? draft_blocks(pair, which.measure, args, *kept) : sum_blocks(pair, kernel.far_sums, args);
    far = sums.value >= limits.far;
  }
  if (!far) {
    sums = sum_blocks(pair, kernel.near_sums, args);
    if (sums.value < limits.corrected) {
      refine(pair, args);
      sums = sum_blocks(pair, kernel.near_sums, args);
    }
  }
  if (!gradients.to_a && !gradients.to_b) {
    return sums.value;
  }
  args.mean_a = static_cast<T>(sums.mean_a);
  args.mean_b = static_cast<T>(sums.mean_b);
  set_factors(args, which.measure, sums.value, gradients);
  if (far && kept != nullptr) {
    const double factor = static_cast<double>(args.factor_b);
    combine(pair, *kept, factor, false, -sums.mean_b * factor, gradients.to_b);
  } else {
    write_gradients(pair, far ? kernel.far_gradients : kernel.near_gradients, args, gradients);
  }
  return sums.value;
}

namespace {

/// alpha a + (1 - alpha) b: the logits of p^alpha q^(1-alpha). Masked where that is 0; `lost` where it is infinite.
template <class T>
void mix(const T* a, const T* b, std::int64_t n, T alpha, T* out, bool& lost) {
  const T rest = 1 - alpha;
  bool any = false;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool no_a = a[i] <= kernel::masked<T>, no_b = b[i] <= kernel::masked<T>;
    const bool gone = (no_a && alpha > 0) || (no_b && alpha < 1);
    any = any || (!gone && (no_a || no_b));
    out[i] = gone ? static_cast<T>(-infinity) : no_a || no_b ? T{0} : alpha * a[i] + rest * b[i];
  }
  lost = lost || any;
}

/// factor (r - p), r the softmax of the mixed row.
void write_difference(const double* mixed, const double* own, std::int64_t n, const kernel::row_sums<double>& of_mixed,
                      const kernel::row_sums<double>& of_own, double inverse_temperature, double factor, double* out) {
  const kernel::row_kernel<double>& rows = kernel::logit_rows<double>();
  alignas(64) double part[64], other[64];
  for (std::int64_t i = 0; i < n; i += 64) {
    const std::int64_t some = std::min<std::int64_t>(64, n - i);
    rows.softmax(mixed + i, some, of_mixed.max, inverse_temperature, factor / of_mixed.sum, 0, false, part);
    rows.softmax(own + i, some, of_own.max, inverse_temperature, factor / of_own.sum, 0, false, other);
    for (std::int64_t k = 0; k < some; ++k) {
      out[i + k] = part[k] - other[k];
    }
  }
}

}  // namespace

namespace {

/// From log sum p^alpha q^(1-alpha) to the divergence, and its derivative with respect to it.
struct of_order {
  double value;
  double slope;
};
of_order divergence_of_log(double log, const divergence_loss_options& which) noexcept {
  const double order = which.alpha;
  if (which.measure == row_divergence::renyi) {
    return {log / (order - 1), 1 / (order - 1)};
  }
  const double inverse = 1 / (order * (order - 1));
  return {std::expm1(log) * inverse, std::exp(log) * inverse};
}

}  // namespace

bool far_divergence_of_order(pair_row<float>& pair, const divergence_loss_options& which,
                             const pair_gradients<float>& gradients, double& value) {
  const bool to_a = static_cast<bool>(gradients.to_a), to_b = static_cast<bool>(gradients.to_b);
  const row_writer<float>& to = to_a ? gradients.to_a : gradients.to_b;
  const bool wanted = to_a || to_b;
  // What is kept lies in the order of f32, as for_blocks has it.
  kept_rows<float>* const kept =
      wanted && to.lies_ready() && to.type() == dtype::f32 ? kept_rows<float>::of_pair(pair.classes) : nullptr;
  if ((to_a && to_b) || (wanted && kept == nullptr)) {
    return false;
  }
  const kernel::row_kernel<float>& rows = kernel::logit_rows<float>();
  const double over = pair.inverse_temperature;
  const auto over_f32 = static_cast<float>(over);
  alignas(64) block_buffer<float> mixed;
  kernel::row_sums<float> sums;
  bool lost = false;
  for_blocks(pair, [&](const float* a, const float* b, std::int64_t first, std::int64_t n) {
    mix(a, b, n, static_cast<float>(which.alpha), mixed, lost);
    const auto keep = [&](const float* x, kernel::row_sums<float>& of_row, float* room) {
      return rows.keep(x, dtype::f32, n, over_f32, of_row, room);
    };
    if (kept == nullptr) {
      keep(a, pair.sums.a, nullptr);
      keep(b, pair.sums.b, nullptr);
      keep(mixed, sums, nullptr);
      return;
    }
    const float of_a = keep(a, pair.sums.a, to_a ? kept->b(first) : nullptr);
    const float of_b = keep(b, pair.sums.b, to_a ? nullptr : kept->b(first));
    kept->reference_b(first) = to_a ? of_a : of_b;
    kept->reference_a(first) = keep(mixed, sums, kept->a(first));
  });
  if (lost || is_unsound(pair) || !(sums.sum > 0)) {
    return false;
  }
  const double log = log_sum_exp(sums, over) - which.alpha * log_sum_exp(pair.sums.a, over) -
                     (1 - which.alpha) * log_sum_exp(pair.sums.b, over);
  const of_order found = divergence_of_log(log, which);
  // The logarithm is off by 1e-7 of the largest logit or so; an exponential makes of that a relative error.
  const double largest = std::max({std::abs(sums.max), std::abs(pair.sums.a.max), std::abs(pair.sums.b.max)}) * over;
  const bool exact_enough = std::abs(log) >= std::max(2.0, largest / 16) &&
                            (which.measure == row_divergence::renyi || (log <= 4 && largest <= 40));
  if (!exact_enough || !std::isfinite(found.value)) {
    return false;
  }
  value = found.value;
  // d log / da = alpha (r - p) and d log / db = (1 - alpha) (r - q), r the softmax of the mixed row.
  const double factor =
      found.slope * (to_a ? gradients.factor_a * which.alpha : gradients.factor_b * (1 - which.alpha));
  for (std::int64_t first = 0; wanted && first < pair.classes; first += block_classes) {
    const double of_mixed = to_masses(sums, kept->reference_a(first), over) * factor;
    const double of_own = -to_masses(to_a ? pair.sums.a : pair.sums.b, kept->reference_b(first), over) * factor;
    rows.combine({kept->a(first), static_cast<float>(of_mixed)}, {kept->b(first), static_cast<float>(of_own)}, 0.0F,
                 std::min(block_classes, pair.classes - first), to.place_of(pair.row, first));
  }
  return true;
}

double divergence_of_order(pair_row<double>& pair, const divergence_loss_options& which,
                           const pair_gradients<double>& gradients) {
  run_pair(pair, static_cast<kept_rows<double>*>(nullptr));
  if (is_unsound(pair)) {
    return 0;
  }
  const double order = which.alpha, over = pair.inverse_temperature;
  alignas(64) block_buffer<double> mixed;
  kernel::row_sums<double> sums;
  bool lost = false;
  double excess = 0;
  const kernel::pair_args<double> args = kernel::pair_args_of(pair.sums.a, pair.sums.b, over);
  for_blocks(pair, [&](const double* a, const double* b, std::int64_t, std::int64_t n) {
    mix(a, b, n, order, mixed, lost);
    kernel::logit_rows<double>().sum(mixed, n, over, sums);
    excess += kernel::renyi_excess(a, b, n, args, order);
  });
  // log sum p^alpha q^(1-alpha), either way; near equality the first has no cancellation.
  const double far = (sums.sum == 0 ? -infinity : log_sum_exp(sums, over)) - order * log_sum_exp(pair.sums.a, over) -
                     (1 - order) * log_sum_exp(pair.sums.b, over);
  const double log = lost ? infinity : std::abs(excess) < 0.5 ? std::log1p(excess) : far;
  const of_order found = divergence_of_log(log, which);
  const double value = found.value;
  // d log / da = alpha (r - p) and d log / db = (1 - alpha) (r - q).
  const double outer = !std::isfinite(value) || sums.sum == 0 ? 0 : found.slope;
  if (!gradients.to_a && !gradients.to_b) {
    return value;
  }
  for_blocks(pair, [&](const double* a, const double* b, std::int64_t first, std::int64_t n) {
    mix(a, b, n, order, mixed, lost);
    const auto write = [&](const row_writer<double>& to, const double* own, const kernel::row_sums<double>& of_own,
                           double factor) {
      if (double* out = to.block(pair.row, first)) {
        if (factor == 0) {
          std::fill_n(out, n, 0.0);
        } else {
          write_difference(mixed, own, n, sums, of_own, over, factor, out);
        }
        to.done(pair.row, first, n);
      }
    };
    write(gradients.to_a, a, pair.sums.a, gradients.factor_a * outer * order);
    write(gradients.to_b, b, pair.sums.b, gradients.factor_b * outer * (1 - order));
  });
  return value;
}

template double divergence_of(pair_row<float>&, const divergence_loss_options&, const pair_gradients<float>&);
template double divergence_of(pair_row<double>&, const divergence_loss_options&, const pair_gradients<double>&);
template double kl_of(pair_row<float>&, const pair_gradients<float>&);
template double kl_of(pair_row<double>&, const pair_gradients<double>&);

}  // namespace relent::losses
