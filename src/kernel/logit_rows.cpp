// Log-sum-exps and softmaxes of rows of logits, block by block.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/logit_rows.cpp"
#include "kernel/logit_rows.hpp"

#include <cmath>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/logit_loop-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

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

template <class T, bool kTilted>
void Sum(const T* x, std::int64_t n, T inverse_temperature, row_sums<T>& row) noexcept {
  const tag_of<T> d;
  using V = vec<tag_of<T>>;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  MoveTo(BlockMax(d, x, n, row.max), inverse_temperature, row);
  const V max = hn::Set(d, row.max), scale = hn::Set(d, exp_scale(inverse_temperature)), zero = hn::Zero(d);
  const V over = hn::Set(d, inverse_temperature);
  double sum = 0, tilt = 0;
  const auto add = [&](V logits, V& total, V& tilted) RELENT_LAMBDA {
    const V below = hn::Sub(logits, max);
    const V e = ExpOfScaled(d, hn::Mul(below, scale));
    total = hn::Add(total, e);
    if constexpr (kTilted) {
      tilted = hn::MulAdd(e, hn::Max(hn::Mul(below, over), hn::Set(d, T(-1000))), tilted);
    }
  };
  for (std::int64_t from = 0; from < n;) {
    const std::int64_t end = std::min(n, from + vectors_at_once * step);
    V total0 = zero, total1 = zero, total2 = zero, total3 = zero, tilted = zero;
    std::int64_t i = from;
    for (; i + 4 * step <= end; i += 4 * step) {
      FetchAhead(x + i);
      FetchAhead(x + i + step);
      FetchAhead(x + i + 2 * step);
      FetchAhead(x + i + 3 * step);
      add(LoadLogits(d, x + i), total0, tilted);
      add(LoadLogits(d, x + i + step), total1, tilted);
      add(LoadLogits(d, x + i + 2 * step), total2, tilted);
      add(LoadLogits(d, x + i + 3 * step), total3, tilted);
    }
    for (; i + step <= end; i += step) {
      add(LoadLogits(d, x + i), total0, tilted);
    }
    if (i < end) {
      add(LoadSomeLogits(d, x + i, end - i), total1, tilted);
    }
    sum += WideSum(d, hn::Add(hn::Add(total0, total1), hn::Add(total2, total3)));
    tilt += kTilted ? WideSum(d, tilted) : 0;
    from = end;
  }
  // A block of masked logits alone adds nothing.
  if (row.max > masked<T> || sum != sum) {
    row.sum += sum;
    row.tilt += tilt;
  }
}

/// out[i] = value(logits) for every logit of a block.
template <class T, class Value>
HWY_INLINE void Map(const T* x, std::int64_t n, bool stream, T* out, const Value& value) {
  const tag_of<T> d;
  if (stream && IsAligned(d, out)) {
    ForVectors(
        d, n, [&](std::int64_t i) RELENT_LAMBDA { hn::Stream(value(LoadLogits(d, x + i)), d, out + i); },
        [&](std::int64_t i, std::int64_t count)
            RELENT_LAMBDA { StoreSome(value(LoadSomeLogits(d, x + i, count)), d, out + i, count); });
    return;
  }
  ForVectors(
      d, n, [&](std::int64_t i) RELENT_LAMBDA { hn::StoreU(value(LoadLogits(d, x + i)), d, out + i); },
      [&](std::int64_t i, std::int64_t count)
          RELENT_LAMBDA { StoreSome(value(LoadSomeLogits(d, x + i, count)), d, out + i, count); });
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
  const V most = hn::Set(d, max), scale = hn::Set(d, exp_scale(inverse_temperature));
  const V times = hn::Set(d, factor), part = hn::Set(d, share);
  const auto value = [&](V logits, V target) RELENT_LAMBDA {
    return hn::NegMulAdd(target, part, hn::Mul(ExpOfScaled(d, hn::Mul(hn::Sub(logits, most), scale)), times));
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
        StoreSome(value(LoadSomeLogits(d, x + i, count), LoadSomeNumbers(d, t + i, count)), d, out + i, count);
      });
}

/// x[i] = value(x[i])
template <class Value>
HWY_INLINE void InPlace(double* x, std::int64_t n, const Value& value) {
  const tag_of<double> d;
  ForVectors(
      d, n, [&](std::int64_t i) RELENT_LAMBDA { hn::StoreU(value(hn::LoadU(d, x + i)), d, x + i); },
      [&](std::int64_t i, std::int64_t count)
          RELENT_LAMBDA { StoreSome(value(LoadSomeNumbers(d, x + i, count)), d, x + i, count); });
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
constexpr row_kernel<T> KernelOf() {
  return {Sum<T, false>, Sum<T, true>, Softmax<T>, TiltedSoftmax<T>, SoftSums<T>, SoftGradient<T>, Total<T>};
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
