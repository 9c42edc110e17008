// One vector of classes of two rows: the masses p and q, the logarithm d of their ratio, and what is made of them
// without cancellation where they are near each other.
#if defined(RELENT_KERNEL_LOGIT_PAIR_POINT) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_LOGIT_PAIR_POINT
#undef RELENT_KERNEL_LOGIT_PAIR_POINT
#else
#define RELENT_KERNEL_LOGIT_PAIR_POINT
#endif

#include <hwy/highway.h>

#include "kernel/logit_loop-inl.hpp"
#include "kernel/logit_terms.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

template <class D>
struct pair_point {
  using V = vec<D>;
  V p, q;
  V d;               ///< log(q/p), within [-bound, bound], where only masked classes get
  V step;            ///< q - p
  hn::Mask<D> near;  ///< |d| <= 1
  V rest;            ///< exp(d) - 1 - d where near
};

/// What the row pair's constants are in every lane.
template <class D>
struct pair_constants {
  using V = vec<D>;
  using T = hn::TFromD<D>;
  V over, max_a, max_b, inverse_a, inverse_b, shift, shift_low, log_shift, log_shift_low, bound;

  pair_constants(D d, const pair_args<T>& args)
      : over(hn::Set(d, args.inverse_temperature)),
        max_a(hn::Set(d, args.max_a)),
        max_b(hn::Set(d, args.max_b)),
        inverse_a(hn::Set(d, args.inverse_sum_a)),
        inverse_b(hn::Set(d, args.inverse_sum_b)),
        shift(hn::Set(d, args.shift)),
        shift_low(hn::Set(d, args.shift_low)),
        log_shift(hn::Set(d, args.log_shift)),
        log_shift_low(hn::Set(d, args.log_shift_low)),
        bound(hn::Set(d, is_f32<D> ? T(1e37) : T(1e300))) {}
};

/// a and b as LoadLogits gives them.
template <class D, class V = vec<D>>
HWY_INLINE pair_point<D> PointOf(D d, V a, V b, const pair_constants<D>& with) {
  pair_point<D> x;
  x.p = hn::Mul(ExpOf(d, hn::Mul(hn::Sub(a, with.max_a), with.over)), with.inverse_a);
  x.q = hn::Mul(ExpOf(d, hn::Mul(hn::Sub(b, with.max_b), with.over)), with.inverse_b);
  // b - a = difference + error exactly; then d = (b - a - shift) / temperature - log_shift, the large parts first.
  const V difference = hn::Sub(b, a);
  const V back = hn::Sub(difference, b);
  const V error = hn::Sub(hn::Sub(b, hn::Sub(difference, back)), hn::Add(a, back));
  const V centred = hn::Add(hn::Sub(difference, with.shift), hn::Sub(error, with.shift_low));
  const V log = hn::Sub(hn::MulSub(centred, with.over, with.log_shift), with.log_shift_low);
  x.d = hn::Max(hn::Min(log, with.bound), hn::Neg(with.bound));
  x.near = hn::Le(hn::Abs(x.d), hn::Set(d, hn::TFromD<D>{1}));
  x.rest = ExpRestNear(d, x.d);
  x.step = hn::IfThenElse(x.near, hn::Mul(x.p, hn::Add(x.d, x.rest)), hn::Sub(x.q, x.p));
  return x;
}

/// p (exp(d) - 1 - d) >= 0, a term of KL(P||Q): +infinity where b is masked and p > 0.
template <class D, class V = vec<D>>
HWY_INLINE V ForwardTerm(D d, const pair_point<D>& x, const pair_constants<D>& with) {
  using T = hn::TFromD<D>;
  const V term = hn::IfThenElse(x.near, hn::Mul(x.p, x.rest), hn::NegMulAdd(x.p, x.d, x.step));
  const auto lost = hn::And(hn::Le(x.d, hn::Neg(with.bound)), hn::Gt(x.p, hn::Zero(d)));
  return hn::IfThenElse(lost, hn::Set(d, static_cast<T>(infinity)), term);
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
