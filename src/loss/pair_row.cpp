#include "loss/pair_row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/core/special.hpp"

#include "kernel/logit_terms.hpp"

namespace relent::losses {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// From it on a divergence's `far` loops are right to 1e-6 in f32; below, the `near` ones do it. Below the second
/// number the rounding of the log-sum-exps is no longer small beside log(q/p), and has to be taken off first.
struct nearness {
  double far;
  double corrected;
};

nearness nearness_of(row_divergence measure) noexcept {
  switch (measure) {
    case row_divergence::js:
      return {0.05, 1e-3};
    case row_divergence::total_variation:
      return {0.2, 0.06};
    default:
      return {0.5, 5e-3};
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

template <class T>
bool is_unsound(const pair_row<T>& pair) noexcept {
  const auto bad = [](double sum) { return !(sum > 0 && std::isfinite(sum)); };
  return bad(pair.sums_a.sum) || bad(pair.sums_b.sum);
}

template <class T>
void read_sums(pair_row<T>& pair) {
  const T over = static_cast<T>(pair.inverse_temperature);
  pair.sums_a = sums_of(pair.a, pair.row, pair.classes, over);
  pair.sums_b = sums_of(pair.b, pair.row, pair.classes, over);
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
  for_blocks(pair, [&](const T* a, const T* b, std::int64_t, std::int64_t n) {
    kernels.running_kl(a, b, n, static_cast<T>(pair.inverse_temperature), pair.sums_a, pair.sums_b);
  });
  if (is_unsound(pair)) {
    return 0;
  }
  const double value = std::log(pair.sums_b.sum) - std::log(pair.sums_a.sum) - pair.sums_a.tilt / pair.sums_a.sum;
  const bool far = value >= nearness_of(row_divergence::forward_kl).far && value < 1e6;
  const bool wanted = gradients.to_a || gradients.to_b;
  if (far && !wanted) {
    return value;
  }
  kernel::pair_args<T> args = kernel::pair_args_of(pair.sums_a, pair.sums_b, pair.inverse_temperature);
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
  read_sums(pair);
  if (is_unsound(pair)) {
    return 0;
  }
  const kernel::pair_kernel<T>& kernel = kernel_of<T>(which.measure);
  const nearness limits = nearness_of(which.measure);
  kernel::pair_args<T> args = kernel::pair_args_of(pair.sums_a, pair.sums_b, pair.inverse_temperature);
  args.beta = static_cast<T>(which.beta);
  args.stream = gradients.to_b.streams() && !gradients.to_a;
  // Where there is room for it, the sums leave a draft of the gradient to b.
  const bool draft = gradients.to_b.apart() && !gradients.to_a;
  kernel::pair_sums sums;
  for_blocks(pair, [&](const T* a, const T* b, std::int64_t first, std::int64_t n) {
    sums +=
        draft ? kernel.far_draft(a, b, n, args, gradients.to_b.block(pair.row, first)) : kernel.far_sums(a, b, n, args);
  });
  const bool far = sums.value >= limits.far;
  if (!far) {
    sums = sum_blocks(pair, kernel.near_sums, args);
    if (sums.value < limits.corrected) {
      refine(pair, args);
      sums = sum_blocks(pair, kernel.near_sums, args);
    }
  }
  if (gradients.to_a || gradients.to_b) {
    args.mean_a = static_cast<T>(sums.mean_a);
    args.mean_b = static_cast<T>(sums.mean_b);
    set_factors(args, which.measure, sums.value, gradients);
    if (far && draft) {
      for (std::int64_t first = 0; first < pair.classes; first += block_classes) {
        const std::int64_t n = std::min(block_classes, pair.classes - first);
        kernel::logit_terms<T>().centre(pair.b.block(pair.row, first, n), n, args,
                                        gradients.to_b.block(pair.row, first));
      }
      return sums.value;
    }
    write_gradients(pair, far ? kernel.far_gradients : kernel.near_gradients, args, gradients);
  }
  return sums.value;
}

namespace {

/// alpha a + (1 - alpha) b: the logits of p^alpha q^(1-alpha). Masked where that is 0; `lost` where it is infinite.
void mix(const double* a, const double* b, std::int64_t n, double alpha, double* out, bool& lost) {
  for (std::int64_t i = 0; i < n; ++i) {
    const bool no_a = a[i] <= kernel::masked<double>, no_b = b[i] <= kernel::masked<double>;
    const bool gone = (no_a && alpha > 0) || (no_b && alpha < 1);
    lost = lost || (!gone && (no_a || no_b));
    out[i] = gone ? -infinity : no_a || no_b ? 0 : alpha * a[i] + (1 - alpha) * b[i];
  }
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

double divergence_of_order(pair_row<double>& pair, const divergence_loss_options& which,
                           const pair_gradients<double>& gradients) {
  read_sums(pair);
  if (is_unsound(pair)) {
    return 0;
  }
  const double order = which.alpha, over = pair.inverse_temperature;
  alignas(64) block_buffer<double> mixed;
  kernel::row_sums<double> sums;
  bool lost = false;
  double excess = 0;
  const kernel::pair_args<double> args = kernel::pair_args_of(pair.sums_a, pair.sums_b, over);
  for_blocks(pair, [&](const double* a, const double* b, std::int64_t, std::int64_t n) {
    mix(a, b, n, order, mixed, lost);
    kernel::logit_rows<double>().sum(mixed, n, over, sums);
    excess += kernel::renyi_excess(a, b, n, args, order);
  });
  // log sum p^alpha q^(1-alpha), either way; near equality the first has no cancellation.
  const double far = (sums.sum == 0 ? -infinity : log_sum_exp(sums, over)) - order * log_sum_exp(pair.sums_a, over) -
                     (1 - order) * log_sum_exp(pair.sums_b, over);
  const double log = lost ? infinity : std::abs(excess) < 0.5 ? std::log1p(excess) : far;
  const bool renyi = which.measure == row_divergence::renyi;
  const double value = renyi ? log / (order - 1) : std::expm1(log) / (order * (order - 1));
  const bool flat = !std::isfinite(value) || sums.sum == 0;
  // d log / da = alpha (r - p) and d log / db = (1 - alpha) (r - q).
  const double outer = flat ? 0 : renyi ? 1 / (order - 1) : std::exp(log) / (order * (order - 1));
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
    write(gradients.to_a, a, pair.sums_a, gradients.factor_a * outer * order);
    write(gradients.to_b, b, pair.sums_b, gradients.factor_b * outer * (1 - order));
  });
  return value;
}

template double divergence_of(pair_row<float>&, const divergence_loss_options&, const pair_gradients<float>&);
template double divergence_of(pair_row<double>&, const divergence_loss_options&, const pair_gradients<double>&);
template double kl_of(pair_row<float>&, const pair_gradients<float>&);
template double kl_of(pair_row<double>&, const pair_gradients<double>&);

}  // namespace relent::losses
