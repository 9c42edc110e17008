// Divergences of two rows of logits and their gradients. A term gives, for a vector of classes, what its divergence
// sums (never negative) and p h_a, q h_b, where h are the derivatives with respect to p and q, shifted by a constant
// that the softmax does not see, so that they vanish where p = q.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/logit_terms.cpp"
#include "kernel/logit_terms.hpp"

#include <cmath>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/logit_pair_point-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

/// KL(P||Q) = sum p (exp(d) - 1 - d): h_a = -d, q h_b = q - p.
template <class D>
struct kl_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = true;
  kl_term(D, const pair_args<hn::TFromD<D>>&) {}

  HWY_INLINE V Value(D d, const pair_point<D>& x, const pair_constants<D>& with) const {
    return ForwardTerm(d, x, with);
  }
  HWY_INLINE V ToA(D, const pair_point<D>& x) const { return hn::Neg(hn::Mul(x.p, x.d)); }
  HWY_INLINE V ToB(D, const pair_point<D>& x) const { return x.step; }
};

/// KL(P||Q) + KL(Q||P) = sum (q - p) d.
template <class D>
struct jeffreys_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = false;
  jeffreys_term(D, const pair_args<hn::TFromD<D>>&) {}

  HWY_INLINE V Value(D d, const pair_point<D>& x, const pair_constants<D>& with) const {
    using T = hn::TFromD<D>;
    const auto lost = hn::And(hn::Ge(hn::Abs(x.d), with.bound), hn::Gt(hn::Max(x.p, x.q), hn::Zero(d)));
    return hn::IfThenElse(lost, hn::Set(d, static_cast<T>(infinity)), hn::Mul(x.step, x.d));
  }
  HWY_INLINE V ToA(D, const pair_point<D>& x) const { return hn::Neg(hn::MulAdd(x.p, x.d, x.step)); }
  HWY_INLINE V ToB(D, const pair_point<D>& x) const { return hn::MulAdd(x.q, x.d, x.step); }
};

/// beta KL(P||M) + (1 - beta) KL(Q||M), m = beta p + (1 - beta) q = p exp(L). With R(x) = exp(x) - 1 - x the sum of
/// (1 - beta) q R(-d) - m R(-L), which cancels no more than a factor 1/beta.
template <class D>
struct js_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = false;
  V beta, rest;
  js_term(D d, const pair_args<hn::TFromD<D>>& args)
      : beta(hn::Set(d, args.beta)), rest(hn::Sub(hn::Set(d, hn::TFromD<D>{1}), hn::Set(d, args.beta))) {}

  /// log(m / the greater of p and q), <= 0.
  HWY_INLINE V Below(D d, const pair_point<D>& x) const {
    const V down = hn::Neg(hn::Abs(x.d));
    const V one = hn::Set(d, hn::TFromD<D>{1});
    const V less = hn::IfThenElse(x.near, hn::Add(down, ExpRestNear(d, down)), hn::Sub(ExpOf(d, down), one));
    return Log1pBelow(d, hn::Mul(hn::IfThenElse(hn::Gt(x.d, hn::Zero(d)), beta, rest), less));
  }
  HWY_INLINE V Value(D d, const pair_point<D>& x, const pair_constants<D>&) const {
    const V zero = hn::Zero(d), below = Below(d, x), m = hn::MulAdd(rest, x.step, x.p);
    const V log = hn::Add(hn::Max(x.d, zero), below);
    const V near =
        hn::NegMulAdd(m, ExpRestNear(d, hn::Neg(log)), hn::Mul(hn::Mul(rest, x.q), ExpRestNear(d, hn::Neg(x.d))));
    const V smaller = hn::IfThenElse(hn::Gt(x.d, zero), hn::Mul(beta, x.p), hn::Mul(rest, x.q));
    return hn::IfThenElse(x.near, near, hn::Neg(hn::MulAdd(smaller, hn::Abs(x.d), hn::Mul(m, below))));
  }
  /// beta p log(p/m)
  HWY_INLINE V ToA(D d, const pair_point<D>& x) const {
    const V log = hn::Add(hn::Max(x.d, hn::Zero(d)), Below(d, x));
    return hn::Neg(hn::Mul(hn::Mul(beta, x.p), log));
  }
  /// (1 - beta) q log(q/m)
  HWY_INLINE V ToB(D d, const pair_point<D>& x) const {
    const V log = hn::Sub(hn::Min(x.d, hn::Zero(d)), Below(d, x));
    return hn::Mul(hn::Mul(rest, x.q), log);
  }
};

/// sum |q - p| / 2.
template <class D>
struct total_variation_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = false;
  V half;
  total_variation_term(D d, const pair_args<hn::TFromD<D>>&) : half(hn::Set(d, hn::TFromD<D>(0.5))) {}

  HWY_INLINE V Signed(D d, V mass, V step) const {
    return hn::IfThenZeroElse(hn::Eq(step, hn::Zero(d)), hn::CopySign(hn::Mul(half, mass), step));
  }
  HWY_INLINE V Value(D, const pair_point<D>& x, const pair_constants<D>&) const {
    return hn::Mul(half, hn::Abs(x.step));
  }
  HWY_INLINE V ToA(D d, const pair_point<D>& x) const { return hn::Neg(Signed(d, x.p, x.step)); }
  HWY_INLINE V ToB(D d, const pair_point<D>& x) const { return Signed(d, x.q, x.step); }
};

/// The three sums, in lanes of the row's type for a few vectors, then in f64.
template <class D>
struct running_sums {
  vec<D> value, a, b;
  explicit running_sums(D d) : value(hn::Zero(d)), a(hn::Zero(d)), b(hn::Zero(d)) {}
};

template <template <class> class Term, class T>
pair_sums Sums(const T* a, const T* b, std::int64_t n, const pair_args<T>& args) noexcept {
  using D = tag_of<T>;
  const D d;
  const Term<D> term(d, args);
  const pair_constants<D> with(d, args);
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto add = [&](vec<D> from_a, vec<D> from_b, running_sums<D>& sums) HWY_ATTR {
    const pair_point<D> x = PointOf(d, from_a, from_b, with);
    sums.value = hn::Add(sums.value, term.Value(d, x, with));
    sums.a = hn::Add(sums.a, term.ToA(d, x));
    if constexpr (!Term<D>::sums_with_gradients) {
      sums.b = hn::Add(sums.b, term.ToB(d, x));
    }
  };
  pair_sums total;
  for (std::int64_t i = 0; i < n;) {
    running_sums<D> sums(d);
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    for (; i + step <= end; i += step) {
      FetchAhead(a + i);
      FetchAhead(b + i);
      add(LoadLogits(d, a + i), LoadLogits(d, b + i), sums);
    }
    if (i < end) {
      add(LoadSomeLogits(d, a + i, end - i), LoadSomeLogits(d, b + i, end - i), sums);
      i = end;
    }
    total += {WideSum(d, sums.value), WideSum(d, sums.a), WideSum(d, sums.b)};
  }
  return total;
}

/// Where the gradients of one vector go.
template <bool kStream, class D, class T = hn::TFromD<D>>
HWY_INLINE void Put(vec<D> v, D d, T* to) {
  if constexpr (kStream) {
    hn::Stream(v, d, to);
  } else {
    hn::StoreU(v, d, to);
  }
}

template <template <class> class Term, bool kToA, bool kToB, bool kStream, class T>
HWY_INLINE pair_sums GradientLoop(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, T* to_a, T* to_b) {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const Term<D> term(d, args);
  const pair_constants<D> with(d, args);
  const V mean_a = hn::Set(d, args.mean_a), mean_b = hn::Set(d, args.mean_b);
  const V factor_a = hn::Set(d, args.factor_a), factor_b = hn::Set(d, args.factor_b);
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  constexpr bool sum = Term<D>::sums_with_gradients && !kToA;
  const auto one = [&](V from_a, V from_b, running_sums<D>& sums, V& for_a, V& for_b) HWY_ATTR {
    const pair_point<D> x = PointOf(d, from_a, from_b, with);
    if constexpr (sum) {
      sums.value = hn::Add(sums.value, term.Value(d, x, with));
      sums.a = hn::Add(sums.a, term.ToA(d, x));
    }
    if constexpr (kToA) {
      for_a = hn::Mul(hn::NegMulAdd(x.p, mean_a, term.ToA(d, x)), factor_a);
    }
    if constexpr (kToB) {
      for_b = hn::Mul(hn::NegMulAdd(x.q, mean_b, term.ToB(d, x)), factor_b);
    }
  };
  pair_sums total;
  V for_a = hn::Zero(d), for_b = hn::Zero(d);
  for (std::int64_t i = 0; i < n;) {
    running_sums<D> sums(d);
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    for (; i + step <= end; i += step) {
      one(LoadLogits(d, a + i), LoadLogits(d, b + i), sums, for_a, for_b);
      if constexpr (kToA) {
        Put<kStream>(for_a, d, to_a + i);
      }
      if constexpr (kToB) {
        Put<kStream>(for_b, d, to_b + i);
      }
    }
    if (i < end) {
      one(LoadSomeLogits(d, a + i, end - i), LoadSomeLogits(d, b + i, end - i), sums, for_a, for_b);
      if constexpr (kToA) {
        StoreSome(for_a, d, to_a + i, end - i);
      }
      if constexpr (kToB) {
        StoreSome(for_b, d, to_b + i, end - i);
      }
      i = end;
    }
    if constexpr (sum) {
      total += {WideSum(d, sums.value), WideSum(d, sums.a), 0};
    }
  }
  return total;
}

template <template <class> class Term, class T>
pair_sums Gradients(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, T* to_a, T* to_b) noexcept {
  const tag_of<T> d;
  if (to_a == nullptr) {
    return args.stream && IsAligned(d, to_b) ? GradientLoop<Term, false, true, true>(a, b, n, args, to_a, to_b)
                                             : GradientLoop<Term, false, true, false>(a, b, n, args, to_a, to_b);
  }
  if (to_b == nullptr) {
    return GradientLoop<Term, true, false, false>(a, b, n, args, to_a, to_b);
  }
  return GradientLoop<Term, true, true, false>(a, b, n, args, to_a, to_b);
}

template <class T>
void RunningKl(const T* a, const T* b, std::int64_t n, T inverse_temperature, row_sums<T>& row_a,
               row_sums<T>& row_b) noexcept {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const double over = static_cast<double>(inverse_temperature);
  const T most_a = BlockMax(d, a, n, row_a.max), most_b = BlockMax(d, b, n, row_b.max);
  // What the maxima move by; from nothing they move nothing.
  const double step_a = row_a.sum == 0 ? 0 : (static_cast<double>(row_a.max) - static_cast<double>(most_a)) * over;
  const double step_b = row_b.sum == 0 ? 0 : (static_cast<double>(row_b.max) - static_cast<double>(most_b)) * over;
  const double less_a = std::exp(step_a);
  row_a.tilt = less_a == 0 ? 0 : less_a * (row_a.tilt + row_a.sum * (step_b - step_a));
  row_a.sum *= less_a;
  row_b.sum *= std::exp(step_b);
  row_a.max = most_a;
  row_b.max = most_b;
  const V max_a = hn::Set(d, most_a), max_b = hn::Set(d, most_b), scale = hn::Set(d, inverse_temperature);
  const auto add = [&](V from_a, V from_b, V& sum_a, V& sum_b, V& tilt) HWY_ATTR {
    const V x = hn::Mul(hn::Sub(from_a, max_a), scale), y = hn::Mul(hn::Sub(from_b, max_b), scale);
    const V e = ExpOf(d, x);
    sum_a = hn::Add(sum_a, e);
    sum_b = hn::Add(sum_b, ExpOf(d, y));
    tilt = hn::MulAdd(e, hn::Sub(y, x), tilt);
  };
  double sum_a = 0, sum_b = 0, tilt = 0;
  for (std::int64_t i = 0; i < n;) {
    const std::int64_t end = std::min(n, i + vectors_at_once * step);
    V a0 = hn::Zero(d), a1 = a0, b0 = a0, b1 = a0, t0 = a0, t1 = a0;
    for (; i + 2 * step <= end; i += 2 * step) {
      add(LoadLogits(d, a + i), LoadLogits(d, b + i), a0, b0, t0);
      add(LoadLogits(d, a + i + step), LoadLogits(d, b + i + step), a1, b1, t1);
    }
    for (; i + step <= end; i += step) {
      add(LoadLogits(d, a + i), LoadLogits(d, b + i), a0, b0, t0);
    }
    if (i < end) {
      add(LoadSomeLogits(d, a + i, end - i), LoadSomeLogits(d, b + i, end - i), a1, b1, t1);
      i = end;
    }
    sum_a += WideSum(d, hn::Add(a0, a1));
    sum_b += WideSum(d, hn::Add(b0, b1));
    tilt += WideSum(d, hn::Add(t0, t1));
  }
  if (most_a > masked<T> || sum_a != sum_a) {
    row_a.sum += sum_a;
    row_a.tilt += tilt;
  }
  if (most_b > masked<T> || sum_b != sum_b) {
    row_b.sum += sum_b;
  }
}

double RenyiExcess(const double* a, const double* b, std::int64_t n, const pair_args<double>& args,
                   double order) noexcept {
  using D = tag_of<double>;
  const D d;
  const pair_constants<D> with(d, args);
  const vec<D> rest = hn::Set(d, 1 - order);
  vec<D> sum = hn::Zero(d);
  const auto add = [&](vec<D> from_a, vec<D> from_b) HWY_ATTR {
    const pair_point<D> x = PointOf(d, from_a, from_b, with);
    // Both rests are small where d is; far apart this sum is not used.
    const vec<D> inner = hn::Mul(rest, x.d);
    const auto near = hn::Le(hn::Abs(inner), hn::Set(d, 1.0));
    const vec<D> excess = hn::IfThenElse(near, ExpRestNear(d, inner), hn::Sub(Expm1(d, inner), inner));
    const vec<D> plain = hn::IfThenElse(x.near, x.rest, hn::Sub(Expm1(d, x.d), x.d));
    sum = hn::Add(sum, hn::Mul(x.p, hn::NegMulAdd(rest, plain, excess)));
  };
  ForVectors(
      d, n, [&](std::int64_t i) HWY_ATTR { add(LoadLogits(d, a + i), LoadLogits(d, b + i)); },
      [&](std::int64_t i, std::int64_t count)
          HWY_ATTR { add(LoadSomeLogits(d, a + i, count), LoadSomeLogits(d, b + i, count)); });
  return WideSum(d, sum);
}

template <template <class> class Term, class T>
constexpr pair_kernel<T> KernelOf() {
  return {Sums<Term, T>, Gradients<Term, T>, Term<tag_of<T>>::sums_with_gradients};
}

template <class T>
constexpr pair_kernels<T> AllOf() {
  return {KernelOf<kl_term, T>(), KernelOf<jeffreys_term, T>(), KernelOf<js_term, T>(),
          KernelOf<total_variation_term, T>(), RunningKl<T>};
}

}  // namespace

const pair_kernels<float>* FloatTerms() {
  static constexpr pair_kernels<float> kernels = AllOf<float>();
  return &kernels;
}

const pair_kernels<double>* DoubleTerms() {
  static constexpr pair_kernels<double> kernels = AllOf<double>();
  return &kernels;
}

using renyi_function = double (*)(const double*, const double*, std::int64_t, const pair_args<double>&,
                                  double) noexcept;
renyi_function RenyiTerms() { return RenyiExcess; }

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(FloatTerms);
HWY_EXPORT(DoubleTerms);
HWY_EXPORT(RenyiTerms);

template <>
const pair_kernels<float>& logit_terms<float>() noexcept {
  return *HWY_DYNAMIC_DISPATCH(FloatTerms)();
}
template <>
const pair_kernels<double>& logit_terms<double>() noexcept {
  return *HWY_DYNAMIC_DISPATCH(DoubleTerms)();
}

double renyi_excess(const double* a, const double* b, std::int64_t n, const pair_args<double>& args,
                    double order) noexcept {
  return HWY_DYNAMIC_DISPATCH(RenyiTerms)()(a, b, n, args, order);
}

namespace {

template <class T>
pair_args<T> args_of(const row_sums<T>& a, const row_sums<T>& b, double inverse_temperature) noexcept {
  pair_args<T> args{};
  args.inverse_temperature = static_cast<T>(inverse_temperature);
  args.max_a = a.max;
  args.max_b = b.max;
  args.inverse_sum_a = static_cast<T>(1 / a.sum);
  args.inverse_sum_b = static_cast<T>(1 / b.sum);
  const auto shift = b.max - a.max;
  args.shift = shift;
  const T back = shift - b.max;
  args.shift_low = (b.max - (shift - back)) - (a.max + back);
  const double log_shift = std::log(b.sum) - std::log(a.sum);
  args.log_shift = static_cast<T>(log_shift);
  args.log_shift_low = static_cast<T>(log_shift - static_cast<double>(args.log_shift));
  return args;
}

}  // namespace

pair_args<float> pair_args_of(const row_sums<float>& a, const row_sums<float>& b, double over) noexcept {
  return args_of(a, b, over);
}
pair_args<double> pair_args_of(const row_sums<double>& a, const row_sums<double>& b, double over) noexcept {
  return args_of(a, b, over);
}

}  // namespace relent::kernel
#endif
