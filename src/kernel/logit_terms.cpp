// Divergences of two rows of logits and their gradients: the loops over their terms.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/logit_terms.cpp"
#include "kernel/logit_terms.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/logit_divergences-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

/// Both rows' last classes, filled up to a whole vector with masked ones.
template <class T>
struct padded_pair {
  alignas(64) T a[HWY_MAX_BYTES / sizeof(T)], b[HWY_MAX_BYTES / sizeof(T)];

  padded_pair(const T* from_a, const T* from_b, std::int64_t n) {
    std::fill(std::copy_n(from_a, n, a), std::end(a), masked<T>);
    std::fill(std::copy_n(from_b, n, b), std::end(b), masked<T>);
  }
};

/// n a multiple of the lanes.
template <template <class, bool> class Term, bool kNear, class T>
pair_sums SumVectors(const T* a, const T* b, std::int64_t n, const pair_args<T>& args) {
  using D = tag_of<T>;
  const D d;
  const Term<D, kNear> term(d, args);
  const point_maker<D, kNear> point(d, args);
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  pair_sums total;
  for (std::int64_t i = 0; i < n;) {
    vec<D> value = hn::Zero(d), to_a = value, to_b = value;
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    for (; i < end; i += step) {
      pair_point<D> x = point(d, LoadLogits(d, a + i), LoadLogits(d, b + i));
      term.Prepare(d, x);
      if constexpr (!Term<D, kNear>::value_is_sum_of_means) {
        value = hn::Add(value, term.Value(d, x));
      }
      to_a = hn::Add(to_a, term.ToA(d, x));
      if constexpr (!Term<D, kNear>::sums_with_gradients) {
        to_b = hn::Add(to_b, term.ToB(d, x));
      }
    }
    total += {WideSum(d, value), WideSum(d, to_a), WideSum(d, to_b)};
  }
  if constexpr (Term<D, kNear>::value_is_sum_of_means) {
    total.value = total.mean_a + total.mean_b;
  }
  return total;
}

template <template <class, bool> class Term, bool kNear, class T>
pair_sums Sums(const T* a, const T* b, std::int64_t n, const pair_args<T>& args) noexcept {
  const auto lanes_of = static_cast<std::int64_t>(hn::Lanes(tag_of<T>()));
  const std::int64_t whole = n - n % lanes_of;
  pair_sums total = SumVectors<Term, kNear>(a, b, whole, args);
  if (whole < n) {
    const padded_pair<T> rest(a + whole, b + whole, n - whole);
    total += SumVectors<Term, kNear>(rest.a, rest.b, lanes_of, args);
  }
  return total;
}

/// Gradients of whole vectors; which sides, and how they are stored, is known when it is compiled.
template <template <class, bool> class Term, bool kNear, bool kToA, bool kToB, bool kStream, class T>
pair_sums GradientVectors(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, T* to_a, T* to_b) {
  using D = tag_of<T>;
  using V = vec<D>;
  const D d;
  const Term<D, kNear> term(d, args);
  const point_maker<D, kNear> point(d, args);
  const V mean_a = hn::Set(d, args.mean_a), mean_b = hn::Set(d, args.mean_b);
  const V factor_a = hn::Set(d, args.factor_a), factor_b = hn::Set(d, args.factor_b);
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  constexpr bool sum = kNear && Term<D, kNear>::sums_with_gradients && !kToA;
  pair_sums total;
  for (std::int64_t i = 0; i < n;) {
    V value = hn::Zero(d), of_a = value;
    const std::int64_t end = std::min(n, i + vectors_at_once / 2 * step);
    for (; i < end; i += step) {
      pair_point<D> x = point(d, LoadLogits(d, a + i), LoadLogits(d, b + i));
      term.Prepare(d, x);
      if constexpr (sum) {
        value = hn::Add(value, term.Value(d, x));
        of_a = hn::Add(of_a, term.ToA(d, x));
      }
      if constexpr (kToA) {
        hn::StoreU(hn::Mul(hn::NegMulAdd(x.p, mean_a, term.ToA(d, x)), factor_a), d, to_a + i);
      }
      if constexpr (kToB) {
        const V to = hn::Mul(hn::NegMulAdd(x.q, mean_b, term.ToB(d, x)), factor_b);
        if constexpr (kStream) {
          hn::Stream(to, d, to_b + i);
        } else {
          hn::StoreU(to, d, to_b + i);
        }
      }
    }
    if constexpr (sum) {
      total += {WideSum(d, value), WideSum(d, of_a), 0};
    }
  }
  return total;
}

template <template <class, bool> class Term, bool kNear, class T>
pair_sums GradientsOf(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, T* to_a, T* to_b) {
  if (to_a == nullptr) {
    return args.stream && IsAligned(tag_of<T>(), to_b)
               ? GradientVectors<Term, kNear, false, true, true>(a, b, n, args, to_a, to_b)
               : GradientVectors<Term, kNear, false, true, false>(a, b, n, args, to_a, to_b);
  }
  return to_b == nullptr ? GradientVectors<Term, kNear, true, false, false>(a, b, n, args, to_a, to_b)
                         : GradientVectors<Term, kNear, true, true, false>(a, b, n, args, to_a, to_b);
}

template <template <class, bool> class Term, bool kNear, class T>
pair_sums Gradients(const T* a, const T* b, std::int64_t n, const pair_args<T>& args, T* to_a, T* to_b) noexcept {
  const auto lanes_of = static_cast<std::int64_t>(hn::Lanes(tag_of<T>()));
  const std::int64_t whole = n - n % lanes_of;
  pair_sums total = GradientsOf<Term, kNear>(a, b, whole, args, to_a, to_b);
  if (whole < n) {
    const padded_pair<T> rest(a + whole, b + whole, n - whole);
    padded_pair<T> to(rest.a, rest.b, 0);
    pair_args<T> plain = args;
    plain.stream = false;
    total += GradientsOf<Term, kNear>(rest.a, rest.b, lanes_of, plain, to_a == nullptr ? nullptr : to.a,
                                      to_b == nullptr ? nullptr : to.b);
    if (to_a != nullptr) {
      std::copy_n(to.a, n - whole, to_a + whole);
    }
    if (to_b != nullptr) {
      std::copy_n(to.b, n - whole, to_b + whole);
    }
  }
  return total;
}

double RenyiExcess(const double* a, const double* b, std::int64_t n, const pair_args<double>& args,
                   double order) noexcept {
  using D = tag_of<double>;
  const D d;
  const point_maker<D, true> point(d, args);
  const vec<D> rest = hn::Set(d, 1 - order);
  vec<D> sum = hn::Zero(d);
  const auto add = [&](vec<D> from_a, vec<D> from_b) RELENT_LAMBDA {
    const pair_point<D> x = point(d, from_a, from_b);
    // p e^inner - p - (1 - order)(q - p): by the rests where both are small, as it stands where not, a class masked on
    // one side among them.
    const vec<D> inner = hn::Mul(rest, x.d);
    const auto near = hn::And(x.near, hn::Le(hn::Abs(inner), hn::Set(d, 1.0)));
    const vec<D> small = hn::Mul(x.p, hn::NegMulAdd(rest, x.rest, ExpRestNear(d, inner)));
    const vec<D> grown = Expm1(d, hn::Min(inner, hn::Set(d, 700.0)));
    sum = hn::Add(sum, hn::IfThenElse(near, small, hn::NegMulAdd(rest, x.step, hn::Mul(x.p, grown))));
  };
  ForVectors(
      d, n, [&](std::int64_t i) RELENT_LAMBDA { add(LoadLogits(d, a + i), LoadLogits(d, b + i)); },
      [&](std::int64_t i, std::int64_t count)
          RELENT_LAMBDA { add(LoadSomeLogits(d, a + i, count), LoadSomeLogits(d, b + i, count)); });
  return WideSum(d, sum);
}

template <template <class, bool> class Term, class T>
constexpr pair_kernel<T> KernelOf() {
  return {Sums<Term, false, T>, Sums<Term, true, T>, Gradients<Term, false, T>, Gradients<Term, true, T>};
}

template <class T>
constexpr pair_kernels<T> AllOf() {
  return {KernelOf<kl_term, T>(), KernelOf<jeffreys_term, T>(), KernelOf<js_term, T>(),
          KernelOf<total_variation_term, T>()};
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
