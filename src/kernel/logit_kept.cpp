// A pair of rows read once: the running sums of both, and the exponentials kept for a second look.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/logit_kept.cpp"
#include "kernel/logit_kept.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/logit_divergences-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

/// What a block adds, with its greatest logits.
template <class T>
struct block_run {
  double sum_a = 0, sum_b = 0, tilt = 0, cross = 0;  ///< the last two in units of the logits
  T greatest_a = masked<T>, greatest_b = masked<T>;
};

template <bool kKept, class T, class E>
void RunBlock(const E* a, const E* b, std::int64_t n, T inverse_temperature, T reference_a, T reference_b, T* kept_a,
              T* kept_b, block_run<T>& out) {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const exp_of_scaled<D> exp(d, inverse_temperature);
  const V max_a = hn::Set(d, reference_a), max_b = hn::Set(d, reference_b);
  V most_a = hn::Set(d, masked<T>), most_b = most_a;
  wide_total<D> total_a(d), total_b(d), total_tilt(d), total_cross(d);
  for (std::int64_t i = 0; i < n;) {
    // Equal numbers are rounded alike, so that few are added to one lane before it is widened.
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    V sum_a = hn::Zero(d), sum_b = sum_a, tilt = sum_a, cross = sum_a, tilt1 = sum_a, cross1 = sum_a;
    const auto add = [&](V logits_a, V logits_b, std::int64_t at, V& of_a, V& of_b, V& tilted, V& crossed)
                         RELENT_LAMBDA {
                           most_a = hn::Max(logits_a, most_a);
                           most_b = hn::Max(logits_b, most_b);
                           const V x = exp.Bounded(d, hn::Sub(logits_a, max_a));
                           const V y = hn::Sub(AtLeast(d, logits_b, masked<T>), max_b);
                           of_a = exp.OfBounded(d, x);
                           of_b = exp(d, y);
                           tilted = hn::MulAdd(of_a, x, tilted);
                           crossed = hn::MulAdd(of_a, hn::Sub(y, x), crossed);
                           if constexpr (kKept) {
                             hn::StoreU(of_a, d, kept_a + at);
                             hn::StoreU(of_b, d, kept_b + at);
                           }
                         };
    V of_a, of_b, of_a1, of_b1;
    for (; i + 2 * step <= end; i += 2 * step) {
      FetchBlockAhead<kKept>(a + i);
      FetchBlockAhead<kKept>(b + i);
      FetchBlockAhead<kKept>(a + i + step);
      FetchBlockAhead<kKept>(b + i + step);
      V first_a, second_a, first_b, second_b;
      LoadTwo(d, a + i, first_a, second_a);
      LoadTwo(d, b + i, first_b, second_b);
      add(first_a, first_b, i, of_a, of_b, tilt, cross);
      add(second_a, second_b, i + step, of_a1, of_b1, tilt1, cross1);
      sum_a = hn::Add(sum_a, hn::Add(of_a, of_a1));
      sum_b = hn::Add(sum_b, hn::Add(of_b, of_b1));
    }
    for (; i + step <= end; i += step) {
      add(LoadWide(d, a + i), LoadWide(d, b + i), i, of_a, of_b, tilt, cross);
      sum_a = hn::Add(sum_a, of_a);
      sum_b = hn::Add(sum_b, of_b);
    }
    if (i < end) {
      add(LoadSomeLogits(d, a + i, end - i), LoadSomeLogits(d, b + i, end - i), i, of_a, of_b, tilt, cross);
      sum_a = hn::Add(sum_a, of_a);
      sum_b = hn::Add(sum_b, of_b);
      i = end;
    }
    total_a.Add(d, sum_a);
    total_b.Add(d, sum_b);
    total_tilt.Add(d, hn::Add(tilt, tilt1));
    total_cross.Add(d, hn::Add(cross, cross1));
  }
  out = {total_a.Total(),     total_b.Total(),        total_tilt.Total(),
         total_cross.Total(), LargestLane(d, most_a), LargestLane(d, most_b)};
}

/// Takes up greater logits on either side.
template <class T>
void MovePair(T max_a, T max_b, T inverse_temperature, pair_run<T>& run) {
  if (run.a.sum != 0 && (max_a != run.a.max || max_b != run.b.max)) {
    const double over = static_cast<double>(inverse_temperature);
    const double step_a = (static_cast<double>(run.a.max) - static_cast<double>(max_a)) * over;
    // From `masked`, where all of b has been, the greatest step there is: then a has what b lacks.
    const double step_b = (static_cast<double>(run.b.max) - static_cast<double>(max_b)) * over;
    const double less = std::exp(step_a);
    run.cross = less == 0 ? 0 : less * (run.cross + run.a.sum * (step_b - step_a));
  }
  MoveTo(max_a, inverse_temperature, run.a);
  MoveTo(max_b, inverse_temperature, run.b);
}

template <bool kKept, class T, class E>
void RunAs(const E* a, const E* b, std::int64_t n, T inverse_temperature, pair_run<T>& run, kept_pair<T>& kept) {
  const tag_of<T> d;
  const auto far_above = [&](T greatest, T max) { return (greatest - max) * inverse_temperature > T{most_above}; };
  if (run.a.sum == 0 || run.b.sum == 0) {
    MovePair(run.a.sum == 0 ? BlockMax(d, a, n, run.a.max) : run.a.max,
             run.b.sum == 0 ? BlockMax(d, b, n, run.b.max) : run.b.max, inverse_temperature, run);
  }
  block_run<T> block;
  RunBlock<kKept>(a, b, n, inverse_temperature, run.a.max, run.b.max, kept.a, kept.b, block);
  if (far_above(block.greatest_a, run.a.max) || far_above(block.greatest_b, run.b.max)) {
    MovePair(std::max(block.greatest_a, run.a.max), std::max(block.greatest_b, run.b.max), inverse_temperature, run);
    RunBlock<kKept>(a, b, n, inverse_temperature, run.a.max, run.b.max, kept.a, kept.b, block);
  }
  kept.reference_a = run.a.max;
  kept.reference_b = run.b.max;
  const double over = static_cast<double>(inverse_temperature);
  // A block of masked logits alone adds nothing.
  if (run.a.max > masked<T> || block.sum_a != block.sum_a) {
    run.a.sum += block.sum_a;
    run.a.tilt += block.tilt * over;
    run.cross += block.cross * over;
  }
  if (run.b.max > masked<T> || block.sum_b != block.sum_b) {
    run.b.sum += block.sum_b;
  }
  if (block.greatest_a > run.a.max || block.greatest_b > run.b.max) {
    MovePair(std::max(block.greatest_a, run.a.max), std::max(block.greatest_b, run.b.max), inverse_temperature, run);
  }
}

template <class E, class T>
void RunTyped(const void* a, const void* b, std::int64_t n, T inverse_temperature, pair_run<T>& run,
              kept_pair<T>& kept) {
  const auto *x = static_cast<const E*>(a), *y = static_cast<const E*>(b);
  kept.a == nullptr ? RunAs<false>(x, y, n, inverse_temperature, run, kept)
                    : RunAs<true>(x, y, n, inverse_temperature, run, kept);
}

template <class T>
void Run(const void* a, const void* b, dtype type, std::int64_t n, T inverse_temperature, pair_run<T>& run,
         kept_pair<T>& kept) noexcept {
  if constexpr (std::is_same_v<T, float>) {
    if (type == dtype::bf16) {
      return RunTyped<brain_element>(a, b, n, inverse_temperature, run, kept);
    }
    if (type == dtype::f16) {
      return RunTyped<half_element>(a, b, n, inverse_temperature, run, kept);
    }
  }
  RunTyped<T>(a, b, n, inverse_temperature, run, kept);
}

/// `add` for every vector of both rows' elements from `i` to `end`: two at once, one, and what is left.
template <class D, class E, class Add>
HWY_INLINE void ForPairs(D d, const E* a, const E* b, std::int64_t i, std::int64_t end, const Add& add) {
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  for (; i + 2 * step <= end; i += 2 * step) {
    vec<D> first_a, second_a, first_b, second_b;
    LoadTwo(d, a + i, first_a, second_a);
    LoadTwo(d, b + i, first_b, second_b);
    add(first_a, first_b, i);
    add(second_a, second_b, i + step);
  }
  for (; i + step <= end; i += step) {
    add(LoadWide(d, a + i), LoadWide(d, b + i), i);
  }
  if (i < end) {
    add(LoadSomeLogits(d, a + i, end - i), LoadSomeLogits(d, b + i, end - i), i);
  }
}

template <template <class, bool> class Term, class E, class T>
pair_sums DraftAs(const E* a, const E* b, std::int64_t n, const pair_args<T>& args, const kept_pair<T>& kept) {
  using D = tag_of<T>;
  using V = vec<D>;
  using term_type = Term<D, false>;
  const D d;
  const term_type term(d, args);
  const point_maker<D, false> point(d, args);
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  wide_total<D> value_total(d), a_total(d), b_total(d);
  for (std::int64_t i = 0; i < n;) {
    V value = hn::Zero(d), to_a = value, to_b = value;
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    const auto add = [&](V logits_a, V logits_b, std::int64_t at) RELENT_LAMBDA {
      pair_point<D> x = point.FromKept(AtLeast(d, logits_a, masked<T>), AtLeast(d, logits_b, masked<T>),
                                       hn::LoadU(d, kept.a + at), hn::LoadU(d, kept.b + at));
      term.Prepare(d, x);
      if constexpr (!term_type::value_is_sum_of_means) {
        value = hn::Add(value, term.Value(d, x));
      }
      const V one = term.ToB(d, x);
      to_a = hn::Add(to_a, term.ToA(d, x));
      to_b = hn::Add(to_b, one);
      hn::StoreU(one, d, kept.a + at);
    };
    ForPairs(d, a, b, i, end, add);
    i = end;
    value_total.Add(d, value);
    a_total.Add(d, to_a);
    b_total.Add(d, to_b);
  }
  const double mean_a = a_total.Total(), mean_b = b_total.Total();
  return {term_type::value_is_sum_of_means ? mean_a + mean_b : value_total.Total(), mean_a, mean_b};
}

/// JS with equal weights in f32: js_term's sums and draft with less work. Of g the greater mass, l the lesser and
/// m = (p + q) / 2, m / g is from 1/2 to 1, where its logarithm is -2 atanh(s), s = (g - l) / (3 g + l) <= 1/3, a
/// polynomial times s.
template <class E>
pair_sums DraftHalves(const E* a, const E* b, std::int64_t n, const pair_args<float>& args,
                      const kept_pair<float>& kept) {
  using D = tag_of<float>;
  using V = vec<D>;
  const D d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const exp_of_scaled<D> exp(d, args.inverse_temperature);
  const V max_a = hn::Set(d, args.max_a), max_b = hn::Set(d, args.max_b);
  const V inverse_a = hn::Set(d, args.inverse_sum_a), inverse_b = hn::Set(d, args.inverse_sum_b);
  const V half = hn::Set(d, 0.5F * args.inverse_temperature), half_shift = hn::Set(d, 0.5F * args.log_shift);
  const V zero = hn::Zero(d), four = hn::Set(d, 4.0F), least = hn::Set(d, 1e-36F);
  wide_total<D> a_total(d), b_total(d);
  for (std::int64_t i = 0; i < n;) {
    V to_a = zero, to_b = zero;
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    const auto add = [&](V logits_a, V logits_b, std::int64_t at) RELENT_LAMBDA {
      const V p = hn::Mul(hn::LoadU(d, kept.a + at), inverse_a), q = hn::Mul(hn::LoadU(d, kept.b + at), inverse_b);
      // log(q/p) / 2. Where one of the masses is 0 it is cut; then the other's logarithm alone counts, and has none of
      // it.
      const V x = exp.Bounded(d, hn::Sub(logits_a, max_a)), y = exp.Bounded(d, hn::Sub(logits_b, max_b));
      const V log = hn::MulSub(hn::Sub(y, x), half, half_shift);
      const V gap = hn::Abs(hn::Sub(q, p)), greater = hn::Max(hn::Max(p, q), least);
      const V s = hn::Div(gap, hn::MulSub(greater, four, gap)), square = hn::Mul(s, s);
      V t = hn::MulAdd(square, hn::Set(d, 0x1.2057c0p-3F), hn::Set(d, 0x1.1e5ca2p-3F));
      t = hn::MulAdd(t, square, hn::Set(d, 0x1.99da18p-3F));
      t = hn::MulAdd(t, square, hn::Set(d, 0x1.5554e2p-2F));
      t = hn::MulAdd(t, square, hn::Set(d, 1.0F));
      const V of_p = hn::NegMulAdd(s, t, hn::Max(log, zero));  // log(m/p) / 2
      const V of_q = hn::MulAdd(s, t, hn::Min(log, zero));     // log(q/m) / 2
      const V one = hn::Mul(q, of_q);
      to_a = hn::NegMulAdd(p, of_p, to_a);
      to_b = hn::Add(to_b, one);
      hn::StoreU(one, d, kept.a + at);
    };
    ForPairs(d, a, b, i, end, add);
    i = end;
    a_total.Add(d, to_a);
    b_total.Add(d, to_b);
  }
  const double mean_a = a_total.Total(), mean_b = b_total.Total();
  return {mean_a + mean_b, mean_a, mean_b};
}

template <template <class, bool> class Term, class E, class T>
pair_sums DraftTyped(const void* a, const void* b, std::int64_t n, const pair_args<T>& args, const kept_pair<T>& kept) {
  const auto *x = static_cast<const E*>(a), *y = static_cast<const E*>(b);
  if constexpr (std::is_same_v<Term<tag_of<T>, false>, js_term<tag_of<float>, false>>) {
    if (args.beta == 0.5F) {
      return DraftHalves(x, y, n, args, kept);
    }
  }
  return DraftAs<Term>(x, y, n, args, kept);
}

template <template <class, bool> class Term, class T>
pair_sums Draft(const void* a, const void* b, dtype type, std::int64_t n, const pair_args<T>& args,
                const kept_pair<T>& kept) noexcept {
  if constexpr (std::is_same_v<T, float>) {
    if (type == dtype::bf16) {
      return DraftTyped<Term, brain_element>(a, b, n, args, kept);
    }
    if (type == dtype::f16) {
      return DraftTyped<Term, half_element>(a, b, n, args, kept);
    }
  }
  return DraftTyped<Term, T>(a, b, n, args, kept);
}

template <class T>
constexpr kept_kernels<T> AllOf() {
  return {Run<T>, Draft<jeffreys_term, T>, Draft<js_term, T>, Draft<total_variation_term, T>};
}

}  // namespace

const kept_kernels<float>* FloatKept() {
  static constexpr kept_kernels<float> kernels = AllOf<float>();
  return &kernels;
}

const kept_kernels<double>* DoubleKept() {
  static constexpr kept_kernels<double> kernels = AllOf<double>();
  return &kernels;
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(FloatKept);
HWY_EXPORT(DoubleKept);

template <>
const kept_kernels<float>& logit_kept<float>() noexcept {
  return *HWY_DYNAMIC_DISPATCH(FloatKept)();
}
template <>
const kept_kernels<double>& logit_kept<double>() noexcept {
  return *HWY_DYNAMIC_DISPATCH(DoubleKept)();
}

}  // namespace relent::kernel
#endif
