// The terms of divergences of two rows of logits. A term gives, for a vector of classes, what its divergence sums
// (never negative) and p h_a, q h_b, where h are the derivatives with respect to p and q, shifted by a constant that
// the softmax does not see, so that they vanish where p = q.
#if defined(RELENT_KERNEL_LOGIT_DIVERGENCES) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_LOGIT_DIVERGENCES
#undef RELENT_KERNEL_LOGIT_DIVERGENCES
#else
#define RELENT_KERNEL_LOGIT_DIVERGENCES
#endif

#include <hwy/highway.h>

#include "kernel/logit_pair_point-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

/// +infinity where `lost`.
template <class D, class V = vec<D>>
HWY_INLINE V LostIf(D d, hn::Mask<D> lost, V value) {
  return hn::IfThenElse(lost, hn::Set(d, static_cast<hn::TFromD<D>>(infinity)), value);
}

/// KL(P||Q) = sum p (exp(d) - 1 - d): h_a = -d, q h_b = q - p. Far apart it is -sum p d.
template <class D, bool kNear>
struct kl_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = true;
  static constexpr bool value_is_sum_of_means = false;
  kl_term(D, const pair_args<hn::TFromD<D>>&) {}

  HWY_INLINE void Prepare(D, pair_point<D>&) const {}
  HWY_INLINE V Value(D d, const pair_point<D>& x) const {
    V term = hn::Neg(hn::Mul(x.p, x.d));
    if constexpr (kNear) {
      term = hn::IfThenElse(x.near, hn::Mul(x.p, x.rest), hn::Add(term, x.step));
    }
    const auto masked_b = hn::Le(x.d, hn::Set(d, -most_log_ratio<hn::TFromD<D>>));
    return LostIf(d, hn::And(masked_b, hn::Gt(x.p, hn::Zero(d))), term);
  }
  HWY_INLINE V ToA(D, const pair_point<D>& x) const { return hn::Neg(hn::Mul(x.p, x.d)); }
  HWY_INLINE V ToB(D, const pair_point<D>& x) const { return x.step; }
};

/// KL(P||Q) + KL(Q||P) = sum (q - p) d.
template <class D, bool kNear>
struct jeffreys_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = false;
  static constexpr bool value_is_sum_of_means = false;
  jeffreys_term(D, const pair_args<hn::TFromD<D>>&) {}

  HWY_INLINE void Prepare(D, pair_point<D>&) const {}
  HWY_INLINE V Value(D d, const pair_point<D>& x) const {
    const auto masked_one = hn::Ge(hn::Abs(x.d), hn::Set(d, most_log_ratio<hn::TFromD<D>>));
    return LostIf(d, hn::And(masked_one, hn::Gt(hn::Max(x.p, x.q), hn::Zero(d))), hn::Mul(x.step, x.d));
  }
  HWY_INLINE V ToA(D, const pair_point<D>& x) const { return hn::Neg(hn::MulAdd(x.p, x.d, x.step)); }
  HWY_INLINE V ToB(D, const pair_point<D>& x) const { return hn::MulAdd(x.q, x.d, x.step); }
};

/// beta KL(P||M) + (1 - beta) KL(Q||M), m = beta p + (1 - beta) q. With R(x) = exp(x) - 1 - x and L = log(m/p) it is
/// the sum of (1 - beta) q R(-d) - m R(-L), which cancels no more than a factor 1/beta; far apart the logarithms
/// themselves.
template <class D, bool kNear>
struct js_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = false;
  static constexpr bool value_is_sum_of_means = !kNear;
  V beta, rest;
  js_term(D d, const pair_args<hn::TFromD<D>>& args)
      : beta(hn::Set(d, args.beta)), rest(hn::Sub(hn::Set(d, hn::TFromD<D>{1}), hn::Set(d, args.beta))) {}

  /// `below` is <= 0, and of no meaning where p and q are 0.
  HWY_INLINE void Prepare(D d, pair_point<D>& x) const {
    const V greater = hn::Max(hn::Max(x.p, x.q), hn::Set(d, is_f32<D> ? hn::TFromD<D>(1e-36) : hn::TFromD<D>(1e-300)));
    const V weight = hn::IfThenElse(hn::Gt(x.step, hn::Zero(d)), beta, rest);
    const V less = hn::Neg(hn::Mul(weight, hn::Abs(x.step)));
    x.below = LogOfRatio(d, greater, hn::Add(greater, less), less);
  }
  HWY_INLINE V Value(D d, const pair_point<D>& x) const {
    const V zero = hn::Zero(d), m = hn::MulAdd(rest, x.step, x.p);
    const V smaller = hn::IfThenElse(hn::Gt(x.step, zero), hn::Mul(beta, x.p), hn::Mul(rest, x.q));
    const V far = hn::Neg(hn::MulAdd(smaller, hn::Abs(x.d), hn::Mul(m, x.below)));
    if constexpr (!kNear) {
      return far;
    } else {
      const V log = hn::Add(hn::Max(x.d, zero), x.below);
      const V of_q = hn::Mul(hn::Mul(rest, x.q), ExpRestNear(d, hn::Neg(x.d)));
      return hn::IfThenElse(x.near, hn::NegMulAdd(m, ExpRestNear(d, hn::Neg(log)), of_q), far);
    }
  }
  /// beta p log(p/m)
  HWY_INLINE V ToA(D d, const pair_point<D>& x) const {
    return hn::Neg(hn::Mul(hn::Mul(beta, x.p), hn::Add(hn::Max(x.d, hn::Zero(d)), x.below)));
  }
  /// (1 - beta) q log(q/m)
  HWY_INLINE V ToB(D d, const pair_point<D>& x) const {
    return hn::Mul(hn::Mul(rest, x.q), hn::Sub(hn::Min(x.d, hn::Zero(d)), x.below));
  }
};

/// sum |q - p| / 2.
template <class D, bool kNear>
struct total_variation_term {
  using V = vec<D>;
  static constexpr bool sums_with_gradients = false;
  static constexpr bool value_is_sum_of_means = false;
  V half;
  total_variation_term(D d, const pair_args<hn::TFromD<D>>&) : half(hn::Set(d, hn::TFromD<D>(0.5))) {}

  HWY_INLINE void Prepare(D, pair_point<D>&) const {}
  HWY_INLINE V Signed(D d, V mass, V step) const {
    return hn::IfThenZeroElse(hn::Eq(step, hn::Zero(d)), hn::CopySign(hn::Mul(half, mass), step));
  }
  HWY_INLINE V Value(D, const pair_point<D>& x) const { return hn::Mul(half, hn::Abs(x.step)); }
  HWY_INLINE V ToA(D d, const pair_point<D>& x) const { return hn::Neg(Signed(d, x.p, x.step)); }
  HWY_INLINE V ToB(D d, const pair_point<D>& x) const { return Signed(d, x.q, x.step); }
};

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
