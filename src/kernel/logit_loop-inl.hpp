// How rows of logits are walked: whole vectors, the last one filled up with masked logits, sums in lanes of the row's
// type for a few vectors at a time and in f64 beyond.
#if defined(RELENT_KERNEL_LOGIT_LOOP) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_LOGIT_LOOP
#undef RELENT_KERNEL_LOGIT_LOOP
#else
#define RELENT_KERNEL_LOGIT_LOOP
#endif

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "kernel/float_math-inl.hpp"
#include "kernel/half-inl.hpp"
#include "kernel/logit_rows.hpp"

/// Lambdas in inner loops: for the instruction set at hand, and never a call.
#ifndef RELENT_LAMBDA
#if HWY_COMPILER_GCC || HWY_COMPILER_CLANG
#define RELENT_LAMBDA HWY_ATTR __attribute__((always_inline))
#else
#define RELENT_LAMBDA HWY_ATTR
#endif
#endif

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

template <class T>
using tag_of = hn::ScalableTag<T>;

/// Logits, -infinity among them raised to `masked`: differences stay finite; NaN stays NaN.
template <class D, class E>
HWY_INLINE vec<D> LoadLogits(D d, const E* x) {
  return AtLeast(d, LoadWide(d, x), masked<hn::TFromD<D>>);
}

/// The first `count` < N, then masked ones.
template <class D, class E>
HWY_INLINE vec<D> LoadSomeLogits(D d, const E* x, std::int64_t count) {
  constexpr auto none = masked<hn::TFromD<D>>;
  return AtLeast(d, LoadFirst(d, x, count, none), none);
}

/// The first `count` < N numbers, then zeros.
template <class D, class E>
HWY_INLINE vec<D> LoadSomeNumbers(D d, const E* x, std::int64_t count) {
  return LoadFirst(d, x, count, hn::TFromD<D>{0});
}

template <class D>
HWY_INLINE double WideSum(D d, vec<D> v) {
  if constexpr (is_f32<D>) {
#if HWY_TARGET == HWY_SCALAR
    return static_cast<double>(hn::GetLane(v));
#else
    const hn::Repartition<double, D> wide;
    const hn::Half<D> half;
    const auto low = hn::PromoteTo(wide, hn::LowerHalf(half, v));
    const auto high = hn::PromoteTo(wide, hn::UpperHalf(half, v));
    return hn::GetLane(hn::SumOfLanes(wide, hn::Add(low, high)));
#endif
  } else {
    return hn::GetLane(hn::SumOfLanes(d, v));
  }
}

/// A sum in f64, of vectors that are sums themselves.
template <class D>
class wide_total {
 public:
#if HWY_TARGET == HWY_SCALAR
  HWY_INLINE explicit wide_total(D) {}
  HWY_INLINE void Add(D, vec<D> v) { total_ += static_cast<double>(hn::GetLane(v)); }
  HWY_INLINE double Total() const { return total_; }

 private:
  double total_ = 0;
#else
  HWY_INLINE explicit wide_total(D) : low_(hn::Zero(wide())), high_(hn::Zero(wide())) {}
  HWY_INLINE void Add(D, vec<D> v) {
    if constexpr (is_f32<D>) {
      const hn::Half<D> half;
      low_ = hn::Add(low_, hn::PromoteTo(wide(), hn::LowerHalf(half, v)));
      high_ = hn::Add(high_, hn::PromoteTo(wide(), hn::UpperHalf(half, v)));
    } else {
      low_ = hn::Add(low_, v);
    }
  }
  HWY_INLINE double Total() const { return hn::GetLane(hn::SumOfLanes(wide(), hn::Add(low_, high_))); }

 private:
  using wide = hn::Repartition<double, D>;
  vec<wide> low_, high_;
#endif
};

/// Vectors that are added up in lanes of the row's own type before the sum is widened: the rounding of a sum in f32 is
/// then that of some ten additions, at random.
inline constexpr std::int64_t vectors_at_once = 32;

/// While a block is worked on, memory is asked for what comes one block later: loops over a block read it twice, and
/// only the second time there is work to hide the wait behind.
inline constexpr std::int64_t elements_ahead = 2048;

/// To the nearest cache, for loops that only read. Loops that keep what they make have no room for it there.
template <class E>
HWY_INLINE void FetchAhead(const E* x) {
  hwy::Prefetch(x + elements_ahead);
}

/// To the second cache.
template <class E>
HWY_INLINE void FetchToSecond(const E* x) {
#if HWY_COMPILER_GCC || HWY_COMPILER_CLANG
  __builtin_prefetch(x, 0, 2);
#else
  hwy::Prefetch(x);
#endif
}

template <bool kKept, class E>
HWY_INLINE void FetchBlockAhead(const E* x) {
  if constexpr (kKept) {
    FetchToSecond(x + elements_ahead);
  } else {
    FetchAhead(x);
  }
}

/// Whether every vector-long step from `out` is aligned, so that non-temporal stores are possible.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE bool IsAligned(D d, const T* out) {
  return reinterpret_cast<std::uintptr_t>(out) % (hn::Lanes(d) * sizeof(T)) == 0;
}

/// Calls whole(i) for every whole vector's start and rest(i, count) for what is left.
template <class D, class Whole, class Rest>
HWY_INLINE void ForVectors(D d, std::int64_t n, const Whole& whole, const Rest& rest) {
  const auto lanes_of = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + lanes_of <= n; i += lanes_of) {
    whole(i);
  }
  if (i < n) {
    rest(i, n - i);
  }
}

/// The greatest logit of a block and `start`. A NaN may be lost: the sum shows it.
template <class D, class E, class T = hn::TFromD<D>>
HWY_INLINE T BlockMax(D d, const E* x, std::int64_t n, T start) {
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  vec<D> most0 = hn::Set(d, start), most1 = most0, most2 = most0, most3 = most0;
  std::int64_t i = 0;
  for (; i + 4 * step <= n; i += 4 * step) {
    most0 = hn::Max(LoadWide(d, x + i), most0);
    most1 = hn::Max(LoadWide(d, x + i + step), most1);
    most2 = hn::Max(LoadWide(d, x + i + 2 * step), most2);
    most3 = hn::Max(LoadWide(d, x + i + 3 * step), most3);
  }
  for (; i + step <= n; i += step) {
    most0 = hn::Max(LoadWide(d, x + i), most0);
  }
  if (i < n) {
    most0 = hn::Max(LoadSomeLogits(d, x + i, n - i), most0);
  }
  return LargestLane(d, hn::Max(hn::Max(most0, most1), hn::Max(most2, most3)));
}

/// What a sum relative to one maximum is relative to a greater one.
template <class T>
void MoveTo(T max, T inverse_temperature, row_sums<T>& row) {
  if (max == row.max || row.sum == 0) {
    row.max = max;
    return;
  }
  const double step =
      (static_cast<double>(row.max) - static_cast<double>(max)) * static_cast<double>(inverse_temperature);
  const double less = std::exp(step);
  row.tilt = less * row.tilt + (less == 0 ? 0 : less * step * row.sum);
  row.sum *= less;
  row.max = max;
}

/// Relative to a greatest logit of before, a block whose own is greater by more is read again: its exponentials might
/// overflow.
inline constexpr int most_above = 40;

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
