// KL divergences between members of the families that need a logarithm or an exponential at most. All are sums of
// terms that are never negative, so that near-equal members keep their digits.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/family_kl.cpp"
#include "kernel/family_kl.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/family_loop-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

/// Locations and scales whose squares and quotients are normal numbers.
constexpr double most_location = 1e150, least_scale = 1e-150, most_scale = 1e150;

template <class V>
HWY_INLINE auto AreLocationAndScale(V location, V scale) {
  const lanes d;
  return hn::And(hn::Le(hn::Abs(location), hn::Set(d, most_location)), Within(scale, least_scale, most_scale));
}

/// KL = (z^2 + (r - 1)^2) / 2 + r - 1 - log r, z = (mean_p - mean_q) / sd_q, r = sd_p / sd_q.
struct normal_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V mp, V sp, V mq, V sq, pair_terms<V>& out) {
    const V inverse = hn::Div(hn::Set(d, 1.0), sq), wider = hn::Sub(sp, sq);
    const V z = hn::Mul(hn::Sub(mp, mq), inverse), excess = hn::Mul(wider, inverse);
    V e, s;
    SplitRatio(d, sq, sp, wider, e, s);
    const V squares = hn::MulAdd(z, z, hn::Mul(excess, excess));
    out.value = hn::MulAdd(RelativeTermOfSplit(d, sq, wider, e, s), inverse, hn::Mul(hn::Set(d, 0.5), squares));
    if constexpr (derivatives) {
      // (r^2 - 1) / sd_p and -(r^2 - 1 + z^2) / sd_q
      const V grown = hn::Mul(excess, hn::Mul(hn::Add(sp, sq), inverse));
      out.dp0 = hn::Mul(z, inverse);
      out.dp1 = hn::Div(grown, sp);
      out.dq0 = hn::Neg(out.dp0);
      out.dq1 = hn::Neg(hn::Mul(hn::MulAdd(z, z, grown), inverse));
    }
    return hn::And(AreLocationAndScale(mp, sp), AreLocationAndScale(mq, sq));
  }
};

/// exp(-t) - 1 + t for t >= 0, without the cancellation.
template <class D, class V = vec<D>>
HWY_INLINE V ExpRest(D d, V t) {
  const V back = hn::Neg(t);
  const V near = hn::Mul(hn::Mul(t, t), Expm1Tail(d, hn::Max(back, hn::Set(d, -0.35))));
  return hn::IfThenElse(hn::Le(t, hn::Set(d, 0.34)), near, hn::Add(Expm1(d, back), t));
}

/// KL = r (exp(-t) - 1 + t) + r - 1 - log r, t = |location_p - location_q| / scale_p, r = scale_p / scale_q.
struct laplace_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V mp, V sp, V mq, V sq, pair_terms<V>& out) {
    const V one = hn::Set(d, 1.0), shift = hn::Sub(mp, mq), wider = hn::Sub(sp, sq);
    const V p_inverse = hn::Div(one, sp), q_inverse = hn::Div(one, sq);
    const V t = hn::Mul(hn::Abs(shift), p_inverse), r = hn::Mul(sp, q_inverse);
    const V rest = ExpRest(d, t);
    V e, s;
    SplitRatio(d, sq, sp, wider, e, s);
    out.value = hn::MulAdd(r, rest, hn::Mul(RelativeTermOfSplit(d, sq, wider, e, s), q_inverse));
    if constexpr (derivatives) {
      const V excess = hn::Mul(wider, q_inverse), up = hn::Add(one, t);
      const V kept = hn::Sub(rest, hn::MulSub(t, t, hn::Mul(t, rest)));  // (1 + t) exp(-t) - 1
      const V slope = hn::Mul(hn::Sub(t, rest), q_inverse);              // (1 - exp(-t)) / scale_q
      out.dp0 = hn::IfThenZeroElse(hn::Eq(shift, hn::Zero(d)), hn::CopySign(slope, shift));
      // (r (1 + t) exp(-t) - 1) / scale_p; t exp(-t) is nothing where t is so large that 1 + kept is rounding.
      const V fell = hn::Mul(up, Exp(d, hn::Neg(t)));
      out.dp1 = hn::Mul(hn::MulAdd(excess, fell, hn::IfThenElse(hn::Lt(t, one), kept, hn::Sub(fell, one))), p_inverse);
      out.dq0 = hn::Neg(out.dp0);
      out.dq1 = hn::Neg(hn::Mul(hn::MulAdd(r, rest, excess), q_inverse));
    }
    return hn::And(AreLocationAndScale(mp, sp), AreLocationAndScale(mq, sq));
  }
};

/// KL = h(rate_p, rate_q) / rate_p.
struct exponential_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V p, V q, pair_terms<V>& out) {
    const V inverse = hn::Div(hn::Set(d, 1.0), p), step = hn::Sub(q, p);
    V e, s;
    SplitRatio(d, p, q, step, e, s);
    out.value = hn::Mul(RelativeTermOfSplit(d, p, step, e, s), inverse);
    if constexpr (derivatives) {
      const V excess = hn::Mul(step, inverse);
      out.dp0 = hn::Neg(hn::Mul(excess, inverse));
      out.dq0 = hn::Div(excess, q);
    }
    return hn::And(Within(p, least_scale, most_scale), Within(q, least_scale, most_scale));
  }
};

/// KL = h(rate_p, rate_q).
struct poisson_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V p, V q, pair_terms<V>& out) {
    const V step = hn::Sub(q, p);
    V e, s;
    SplitRatio(d, p, q, step, e, s);
    out.value = RelativeTermOfSplit(d, p, step, e, s);
    if constexpr (derivatives) {
      out.dp0 = hn::Neg(LogOfSplit(d, e, s));
      out.dq0 = hn::Div(step, q);
    }
    return hn::And(Within(p, least_scale, most_scale), Within(q, least_scale, most_scale));
  }
};

/// Both outcomes of a trial: h(p, q) + h(1 - p, 1 - q), with log(q/p) and log((1-q)/(1-p)) on the way.
template <class D, class V = vec<D>>
HWY_INLINE V OfTrials(D d, V p, V q, V& success, V& failure) {
  const V one = hn::Set(d, 1.0), step = hn::Sub(q, p), back = hn::Sub(p, q);
  const V not_p = hn::Sub(one, p), not_q = hn::Sub(one, q);
  V e, s, e_not, s_not;
  SplitRatio(d, p, q, step, e, s);
  SplitRatio(d, not_p, not_q, back, e_not, s_not);
  success = LogOfSplit(d, e, s);
  failure = LogOfSplit(d, e_not, s_not);
  return hn::Add(RelativeTermOfSplit(d, p, step, e, s), RelativeTermOfSplit(d, not_p, back, e_not, s_not));
}

/// Probabilities away from 0 and 1, where divergences and derivatives are finite.
template <class V>
HWY_INLINE auto IsInnerProbability(V p) {
  return Within(p, 1e-300, 1 - 0x1p-53);
}

struct bernoulli_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V p, V q, pair_terms<V>& out) {
    V success, failure;
    out.value = OfTrials(d, p, q, success, failure);
    if constexpr (derivatives) {
      out.dp0 = hn::Sub(failure, success);
      out.dq0 = hn::Div(hn::Div(hn::Sub(q, p), q), hn::Sub(hn::Set(d, 1.0), q));
    }
    return hn::And(IsInnerProbability(p), IsInnerProbability(q));
  }
};

/// As many trials as P expects, 1 / p of them.
struct geometric_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V p, V q, pair_terms<V>& out) {
    V success, failure;
    out.value = hn::Div(OfTrials(d, p, q, success, failure), p);
    if constexpr (derivatives) {
      out.dp0 = hn::Div(hn::Div(failure, p), p);
      out.dq0 = hn::Div(hn::Div(hn::Div(hn::Sub(q, p), q), hn::Sub(hn::Set(d, 1.0), q)), p);
    }
    return hn::And(IsInnerProbability(p), IsInnerProbability(q));
  }
};

}  // namespace

const family_kernel* Normal() {
  static constexpr family_kernel kernel = KernelOfFamily<normal_pair, 2>();
  return &kernel;
}

const family_kernel* Laplace() {
  static constexpr family_kernel kernel = KernelOfFamily<laplace_pair, 2>();
  return &kernel;
}

const family_kernel* Exponential() {
  static constexpr family_kernel kernel = KernelOfFamily<exponential_pair, 1>();
  return &kernel;
}

const family_kernel* Poisson() {
  static constexpr family_kernel kernel = KernelOfFamily<poisson_pair, 1>();
  return &kernel;
}

const family_kernel* Bernoulli() {
  static constexpr family_kernel kernel = KernelOfFamily<bernoulli_pair, 1>();
  return &kernel;
}

const family_kernel* Geometric() {
  static constexpr family_kernel kernel = KernelOfFamily<geometric_pair, 1>();
  return &kernel;
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(Normal);
HWY_EXPORT(Laplace);
HWY_EXPORT(Exponential);
HWY_EXPORT(Poisson);
HWY_EXPORT(Bernoulli);
HWY_EXPORT(Geometric);

const family_kernel& normal_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Normal)(); }
const family_kernel& laplace_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Laplace)(); }
const family_kernel& exponential_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Exponential)(); }
const family_kernel& poisson_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Poisson)(); }
const family_kernel& bernoulli_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Bernoulli)(); }
const family_kernel& geometric_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Geometric)(); }

}  // namespace relent::kernel
#endif
