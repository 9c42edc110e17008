// Log-sum-exps and softmaxes of rows of logits, block by block.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/logit_rows.cpp"
#include "kernel/logit_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/logit_loop-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

template <class T>
struct block_sums {
  double sum = 0, tilt = 0;
  T greatest = masked<T>;
};

/// A block's sums of exponentials relative to `max`, its greatest logit, and its exponentials themselves in `kept`.
template <bool kTilted, bool kKept, class T, class E>
void SumBlock(const E* x, std::int64_t n, T inverse_temperature, T max, block_sums<T>& out, T* kept) {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const exp_of_scaled<D> exp(d, inverse_temperature);
  const V most = hn::Set(d, max), zero = hn::Zero(d), over = hn::Set(d, inverse_temperature);
  V greatest = hn::Set(d, masked<T>), greatest1 = greatest;
  wide_total<D> sum(d), tilt(d);
  const auto add = [&](V logits, std::int64_t at, V& total, V& tilted, V& above) RELENT_LAMBDA {
    above = hn::Max(logits, above);
    const V below = hn::Sub(logits, most), e = exp(d, below);
    total = hn::Add(total, e);
    if constexpr (kTilted) {
      tilted = hn::MulAdd(e, hn::Max(hn::Mul(below, over), hn::Set(d, T(-1000))), tilted);
    }
    if constexpr (kKept) {
      hn::StoreU(e, d, kept + at);
    }
  };
  for (std::int64_t i = 0; i < n;) {
    // Equal numbers are rounded alike, so that few are added to one lane before it is widened.
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    V total0 = zero, total1 = zero, tilted = zero;
    for (; i + 2 * step <= end; i += 2 * step) {
      FetchBlockAhead<kKept>(x + i);
      FetchBlockAhead<kKept>(x + i + step);
      V first, second;
      LoadTwo(d, x + i, first, second);
      add(first, i, total0, tilted, greatest);
      add(second, i + step, total1, tilted, greatest1);
    }
    for (; i + step <= end; i += step) {
      add(LoadWide(d, x + i), i, total0, tilted, greatest);
    }
    if (i < end) {
      add(LoadSomeLogits(d, x + i, end - i), i, total1, tilted, greatest1);
      i = end;
    }
    sum.Add(d, hn::Add(total0, total1));
    if constexpr (kTilted) {
      tilt.Add(d, tilted);
    }
  }
  out = {sum.Total(), tilt.Total(), LargestLane(d, hn::Max(greatest, greatest1))};
}

/// Adds a block to the running sums. In one reading, relative to the greatest logit of the blocks before: a greater one
/// is taken up afterwards; where it is so much greater that exponentials might overflow, the block is read again.
/// Returns what the kept exponentials are relative to.
template <bool kTilted, bool kKept, class T, class E>
T SumAndKeep(const E* x, std::int64_t n, T inverse_temperature, row_sums<T>& row, T* kept) {
  if (row.sum == 0) {
    MoveTo(BlockMax(tag_of<T>(), x, n, row.max), inverse_temperature, row);
  }
  block_sums<T> block;
  SumBlock<kTilted, kKept>(x, n, inverse_temperature, row.max, block, kept);
  if ((block.greatest - row.max) * inverse_temperature > T{most_above}) {
    MoveTo(block.greatest, inverse_temperature, row);
    SumBlock<kTilted, kKept>(x, n, inverse_temperature, row.max, block, kept);
  }
  const T reference = row.max;
  // A block of masked logits alone adds nothing.
  if (row.max > masked<T> || block.sum != block.sum) {
    row.sum += block.sum;
    row.tilt += block.tilt;
  }
  if (block.greatest > row.max) {
    MoveTo(block.greatest, inverse_temperature, row);
  }
  return reference;
}

template <class T, bool kTilted>
void Sum(const T* x, std::int64_t n, T inverse_temperature, row_sums<T>& row) noexcept {
  (void)SumAndKeep<kTilted, false>(x, n, inverse_temperature, row, static_cast<T*>(nullptr));
}

template <class E, class T>
T KeepTyped(const void* x, std::int64_t n, T inverse_temperature, row_sums<T>& row, T* kept) {
  const auto* from = static_cast<const E*>(x);
  return kept == nullptr ? SumAndKeep<false, false>(from, n, inverse_temperature, row, kept)
                         : SumAndKeep<false, true>(from, n, inverse_temperature, row, kept);
}

template <class T>
T Keep(const void* x, dtype type, std::int64_t n, T inverse_temperature, row_sums<T>& row, T* kept) noexcept {
  if constexpr (std::is_same_v<T, float>) {
    if (type == dtype::bf16) {
      return KeepTyped<brain_element>(x, n, inverse_temperature, row, kept);
    }
    if (type == dtype::f16) {
      return KeepTyped<half_element>(x, n, inverse_temperature, row, kept);
    }
  }
  return KeepTyped<T>(x, n, inverse_temperature, row, kept);
}

/// x times + y times_y, or x times + constant where there is no y, from the place `from` on. kStream: `out` is aligned
/// there.
template <bool kPair, bool kStream, class T, class E>
void CombineVectors(const kept_block<T>& x, const kept_block<T>& y, T constant, std::int64_t from, std::int64_t n,
                    const gradient_block& to, E* out) {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const V times = hn::Set(d, x.times), times_y = hn::Set(d, y.times), plus = hn::Set(d, constant);
  const auto value = [&](std::int64_t at) RELENT_LAMBDA {
    const V of_x = hn::LoadU(d, x.kept + at);
    if constexpr (kPair) {
      return hn::MulAdd(of_x, times, hn::Mul(hn::LoadU(d, y.kept + at), times_y));
    } else {
      return hn::MulAdd(of_x, times, plus);
    }
  };
  const void* near = x.kept;
  const auto* next_x = static_cast<const E*>(to.next[0] == nullptr ? near : to.next[0]);
  const auto* next_y = static_cast<const E*>(to.next[1] == nullptr ? near : to.next[1]);
  std::int64_t i = from;
  for (; i + 2 * step <= n; i += 2 * step) {
    // Every second line: the rest is left for when the next row is read.
    FetchToSecond(next_x + i);
    if constexpr (kPair) {
      FetchToSecond(next_y + i);
    }
    StoreTwo<kStream>(value(i), value(i + step), d, out + i);
  }
  for (; i + step <= n; i += step) {
    StoreNarrow(value(i), d, out + i);
  }
  if (i < n) {
    StoreFirst(value(i), d, out + i, n - i);
  }
}

template <bool kPair, class T, class E>
void CombineAs(const kept_block<T>& x, const kept_block<T>& y, T constant, std::int64_t n, const gradient_block& to,
               E* out) {
  const tag_of<T> d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto bytes = static_cast<std::uintptr_t>(step * (in_twos<E> ? 2 : 1)) * sizeof(E);
  const std::uintptr_t over = reinterpret_cast<std::uintptr_t>(out) % bytes;
  // Highway's Stream writes 16 bytes at least. Elements that come in twos stay together.
  if (!to.stream || bytes < 16 || over % sizeof(E) != 0 || (in_twos<E> && over != 0)) {
    return CombineVectors<kPair, false>(x, y, constant, 0, n, to, out);
  }
  const std::int64_t head = over == 0 ? 0 : std::min(n, static_cast<std::int64_t>((bytes - over) / sizeof(E)));
  CombineVectors<kPair, false>(x, y, constant, 0, head, to, out);
  CombineVectors<kPair, true>(x, y, constant, head, n, to, out);
}

template <bool kPair, class T>
void CombineTyped(const kept_block<T>& x, const kept_block<T>& y, T constant, std::int64_t n,
                  const gradient_block& to) {
  if constexpr (std::is_same_v<T, float>) {
    if (to.type == dtype::bf16) {
      return CombineAs<kPair>(x, y, constant, n, to, static_cast<brain_element*>(to.data));
    }
    if (to.type == dtype::f16) {
      return CombineAs<kPair>(x, y, constant, n, to, static_cast<half_element*>(to.data));
    }
  }
  CombineAs<kPair>(x, y, constant, n, to, static_cast<T*>(to.data));
}

template <class T>
void Combine(const kept_block<T>& x, const kept_block<T>& y, T constant, std::int64_t n,
             const gradient_block& to) noexcept {
  y.kept == nullptr ? CombineTyped<false>(x, y, constant, n, to) : CombineTyped<true>(x, y, constant, n, to);
}

/// out[i] = value(logits) for every logit of a block.
template <class T, class Value>
HWY_INLINE void Map(const T* x, std::int64_t n, bool stream, T* out, const Value& value) {
  const tag_of<T> d;
  if (stream && IsAligned(d, out)) {
    ForVectors(
        d, n, [&](std::int64_t i) RELENT_LAMBDA { hn::Stream(value(LoadLogits(d, x + i)), d, out + i); },
        [&](std::int64_t i, std::int64_t count)
            RELENT_LAMBDA { StoreFirst(value(LoadSomeLogits(d, x + i, count)), d, out + i, count); });
    return;
  }
  ForVectors(
      d, n, [&](std::int64_t i) RELENT_LAMBDA { hn::StoreU(value(LoadLogits(d, x + i)), d, out + i); },
      [&](std::int64_t i, std::int64_t count)
          RELENT_LAMBDA { StoreFirst(value(LoadSomeLogits(d, x + i, count)), d, out + i, count); });
}

template <class T>
void Softmax(const T* x, std::int64_t n, T max, T inverse_temperature, T factor, T constant, bool stream,
             T* out) noexcept {
  const tag_of<T> d;
  using V = vec<tag_of<T>>;
  const V most = hn::Set(d, max), over = hn::Set(d, inverse_temperature);
  const V times = hn::Set(d, factor), plus = hn::Set(d, constant);
  Map(x, n, stream, out,
      [&](V logits) RELENT_LAMBDA { return hn::MulAdd(ExpOf(d, hn::Mul(hn::Sub(logits, most), over)), times, plus); });
}

template <class T>
void TiltedSoftmax(const T* x, std::int64_t n, T max, T inverse_temperature, T factor, T constant, T* out) noexcept {
  const tag_of<T> d;
  using V = vec<tag_of<T>>;
  const V most = hn::Set(d, max), over = hn::Set(d, inverse_temperature);
  const V times = hn::Set(d, factor), plus = hn::Set(d, constant);
  Map(x, n, false, out, [&](V logits) RELENT_LAMBDA {
    const V below = hn::Max(hn::Mul(hn::Sub(logits, most), over), hn::Set(d, T(-1000)));
    return hn::Mul(hn::Mul(ExpOf(d, below), times), hn::Add(below, plus));
  });
}

template <class T>
target_sums SoftSums(const T* t, const T* x, std::int64_t n, T max, T inverse_temperature) noexcept {
  const tag_of<T> d;
  using V = vec<tag_of<T>>;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const V most = hn::Set(d, max), over = hn::Set(d, inverse_temperature), lowest = hn::Set(d, masked<T>);
  const auto add = [&](V target, V logits, V& mass, V& cost) RELENT_LAMBDA {
    mass = hn::Add(mass, target);
    const V above = hn::Mul(hn::Sub(most, logits), over);
    const V one = hn::IfThenElse(hn::Eq(logits, lowest), hn::Set(d, static_cast<T>(infinity)), hn::Mul(target, above));
    cost = hn::Add(cost, hn::IfThenZeroElse(hn::Eq(target, hn::Zero(d)), one));
  };
  target_sums total;
  for (std::int64_t i = 0; i < n;) {
    V mass = hn::Zero(d), cost = hn::Zero(d);
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    for (; i + step <= end; i += step) {
      add(hn::LoadU(d, t + i), LoadLogits(d, x + i), mass, cost);
    }
    if (i < end) {
      add(LoadSomeNumbers(d, t + i, end - i), LoadSomeLogits(d, x + i, end - i), mass, cost);
      i = end;
    }
    total.mass += WideSum(d, mass);
    total.cost += WideSum(d, cost);
  }
  return total;
}

template <class T>
void SoftGradient(const T* t, const T* x, std::int64_t n, T max, T inverse_temperature, T factor, T share, bool stream,
                  T* out) noexcept {
  const tag_of<T> d;
  using V = vec<tag_of<T>>;
  const exp_of_scaled<tag_of<T>> exp(d, inverse_temperature);
  const V most = hn::Set(d, max), times = hn::Set(d, factor), part = hn::Set(d, share);
  const auto value = [&](V logits, V target) RELENT_LAMBDA {
    return hn::NegMulAdd(target, part, hn::Mul(exp(d, hn::Sub(logits, most)), times));
  };
  const bool past = stream && IsAligned(d, out);
  ForVectors(
      d, n,
      [&](std::int64_t i) RELENT_LAMBDA {
        const V one = value(LoadLogits(d, x + i), hn::LoadU(d, t + i));
        if (past) {
          hn::Stream(one, d, out + i);
        } else {
          hn::StoreU(one, d, out + i);
        }
      },
      [&](std::int64_t i, std::int64_t count) RELENT_LAMBDA {
        StoreFirst(value(LoadSomeLogits(d, x + i, count), LoadSomeNumbers(d, t + i, count)), d, out + i, count);
      });
}

/// x[i] = value(x[i])
template <class Value>
HWY_INLINE void InPlace(double* x, std::int64_t n, const Value& value) {
  const tag_of<double> d;
  ForVectors(
      d, n, [&](std::int64_t i) RELENT_LAMBDA { hn::StoreU(value(hn::LoadU(d, x + i)), d, x + i); },
      [&](std::int64_t i, std::int64_t count)
          RELENT_LAMBDA { StoreFirst(value(LoadSomeNumbers(d, x + i, count)), d, x + i, count); });
}

void Logarithms(double* x, std::int64_t n) {
  const tag_of<double> d;
  using V = vec<tag_of<double>>;
  InPlace(x, n, [&](V v) RELENT_LAMBDA { return hn::IfThenElse(hn::Eq(v, v), Log(d, v), v); });
}

void Exponentials(double* x, std::int64_t n) {
  const tag_of<double> d;
  using V = vec<tag_of<double>>;
  InPlace(x, n, [&](V v) RELENT_LAMBDA { return ExpOf(d, v); });
}

void ExponentialRests(double* x, std::int64_t n) {
  const tag_of<double> d;
  using V = vec<tag_of<double>>;
  const V one = hn::Set(d, 1.0);
  InPlace(x, n, [&](V v) RELENT_LAMBDA {
    return hn::IfThenElse(hn::Le(hn::Abs(v), one), ExpRestNear(d, v), hn::Sub(hn::Sub(ExpOf(d, v), one), v));
  });
}

template <class T>
double Total(const T* x, std::int64_t n) noexcept {
  const tag_of<T> d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  double sum = 0;
  std::int64_t i = 0;
  while (i + step <= n) {
    vec<tag_of<T>> some = hn::Zero(d);
    for (std::int64_t k = 0; k < 8 && i + step <= n; ++k, i += step) {
      some = hn::Add(some, hn::LoadU(d, x + i));
    }
    sum += WideSum(d, some);
  }
  for (; i < n; ++i) {
    sum += static_cast<double>(x[i]);
  }
  return sum;
}

template <class T>
std::int64_t KeptAt(dtype type, std::int64_t n, std::int64_t i) noexcept {
  return type == dtype::bf16 ? PlaceInTwos<brain_element>(tag_of<T>(), n, i) : i;
}

template <class T>
constexpr row_kernel<T> KernelOf() {
  return {Sum<T, false>, Sum<T, true>,     Keep<T>,     KeptAt<T>,       Combine<T>,
          Softmax<T>,    TiltedSoftmax<T>, SoftSums<T>, SoftGradient<T>, Total<T>};
}

}  // namespace

const row_kernel<float>* FloatRows() {
  static constexpr row_kernel<float> kernel = KernelOf<float>();
  return &kernel;
}

const row_kernel<double>* DoubleRows() {
  static constexpr row_kernel<double> kernel = KernelOf<double>();
  return &kernel;
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(FloatRows);
HWY_EXPORT(DoubleRows);
HWY_EXPORT(Logarithms);
HWY_EXPORT(Exponentials);
HWY_EXPORT(ExponentialRests);

void logarithms(double* x, std::int64_t n) noexcept { HWY_DYNAMIC_DISPATCH(Logarithms)(x, n); }
void exponentials(double* x, std::int64_t n) noexcept { HWY_DYNAMIC_DISPATCH(Exponentials)(x, n); }
void exponential_rests(double* x, std::int64_t n) noexcept { HWY_DYNAMIC_DISPATCH(ExponentialRests)(x, n); }

template <>
const row_kernel<float>& logit_rows<float>() noexcept {
  return *HWY_DYNAMIC_DISPATCH(FloatRows)();
}
template <>
const row_kernel<double>& logit_rows<double>() noexcept {
  return *HWY_DYNAMIC_DISPATCH(DoubleRows)();
}

}  // namespace relent::kernel
#endif
