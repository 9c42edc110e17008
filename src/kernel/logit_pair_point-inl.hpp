// One vector of classes of two rows: the masses p and q, their difference, and the logarithm d of their ratio.
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
  hn::Mask<D> near;  ///< |d| <= 1; of near rows alone
  V rest;            ///< exp(d) - 1 - d where near; of near rows alone
  V below;           ///< log(m / the greater of p and q), m their mixture; for JS alone
};

/// What |d| is cut at.
template <class T>
inline constexpr T most_log_ratio = std::is_same_v<T, float> ? T(1e37) : T(1e300);

/// The row pair's constants in every lane, and the way from logits to a pair_point. `kNear`: for rows near each other,
/// where d comes from the exact difference of the logits and q - p from d; else the cheaper way.
template <class D, bool kNear>
struct point_maker {
  using V = vec<D>;
  using T = hn::TFromD<D>;
  exp_of_scaled<D> exp;
  V over, max_a, max_b, inverse_a, inverse_b, shift, shift_low, log_shift, log_shift_low, bound;

  point_maker(D d, const pair_args<T>& args)
      : exp(d, args.inverse_temperature),
        over(hn::Set(d, args.inverse_temperature)),
        max_a(hn::Set(d, args.max_a)),
        max_b(hn::Set(d, args.max_b)),
        inverse_a(hn::Set(d, args.inverse_sum_a)),
        inverse_b(hn::Set(d, args.inverse_sum_b)),
        shift(hn::Set(d, args.shift)),
        shift_low(hn::Set(d, args.shift_low)),
        log_shift(hn::Set(d, args.log_shift)),
        log_shift_low(hn::Set(d, args.log_shift_low)),
        bound(hn::Set(d, most_log_ratio<T>)) {}

  /// a and b as LoadLogits gives them.
  HWY_INLINE pair_point<D> operator()(D d, V a, V b) const {
    pair_point<D> x;
    const V below_a = hn::Sub(a, max_a), below_b = hn::Sub(b, max_b);
    V log;
    if constexpr (kNear) {
      x.p = hn::Mul(ExpOf(d, hn::Mul(below_a, over)), inverse_a);
      x.q = hn::Mul(ExpOf(d, hn::Mul(below_b, over)), inverse_b);
      // b - a = difference + error exactly; then d = (b - a - shift) / temperature - log_shift, the large parts first.
      const V difference = hn::Sub(b, a);
      const V back = hn::Sub(difference, b);
      const V error = hn::Sub(hn::Sub(b, hn::Sub(difference, back)), hn::Add(a, back));
      const V centred = hn::Add(hn::Sub(difference, shift), hn::Sub(error, shift_low));
      log = hn::Sub(hn::MulSub(centred, over, log_shift), log_shift_low);
    } else {
      x.p = hn::Mul(exp(d, below_a), inverse_a);
      x.q = hn::Mul(exp(d, below_b), inverse_b);
      log = hn::MulSub(hn::Sub(below_b, below_a), over, log_shift);
    }
    x.d = hn::Max(hn::Min(log, bound), hn::Neg(bound));
    if constexpr (kNear) {
      x.near = hn::Le(hn::Abs(x.d), hn::Set(d, T{1}));
      x.rest = ExpRestNear(d, x.d);
      x.step = hn::IfThenElse(x.near, hn::Mul(x.p, hn::Add(x.d, x.rest)), hn::Sub(x.q, x.p));
    } else {
      x.step = hn::Sub(x.q, x.p);
    }
    return x;
  }

  /// The same, of rows that are not near each other, where the exponentials are known.
  HWY_INLINE pair_point<D> FromKept(V a, V b, V exp_a, V exp_b) const {
    static_assert(!kNear);
    pair_point<D> x;
    x.p = hn::Mul(exp_a, inverse_a);
    x.q = hn::Mul(exp_b, inverse_b);
    const V log = hn::MulSub(hn::Sub(hn::Sub(b, max_b), hn::Sub(a, max_a)), over, log_shift);
    x.d = hn::Max(hn::Min(log, bound), hn::Neg(bound));
    x.step = hn::Sub(x.q, x.p);
    return x;
  }
};

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
