// KL divergences between gamma, and between beta distributions: sums of non-negative terms, without a gamma function.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/gamma_kl.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/family_kl.hpp"
#include "kernel/family_loop-inl.hpp"
#include "kernel/stirling_bregman-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

/// Shapes for which no product of StirlingBregman over- or underflows.
constexpr double least_shape = 1e-30, most_shape = 1e15;

template <class V>
HWY_INLINE auto IsShape(V x) {
  return Within(x, least_shape, most_shape);
}

/// With M = a_p b_q / b_p, Q's mean of b_q X under P: KL = h(a_q, M) + B(a_p, a_q), what a wrong mean costs and what a
/// wrong shape costs; B is StirlingBregman.
struct gamma_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V ap, V bp, V aq, V bq, pair_terms<V>& out) {
    const V step = hn::Sub(aq, ap), inverse = hn::Div(hn::Set(d, 1.0), bp);
    const V mean = hn::Mul(ap, hn::Mul(bq, inverse));
    const V off = hn::Mul(DifferenceOfProducts(d, ap, bq, aq, bp), inverse);  // M - a_q
    V e, s;
    SplitRatio(d, aq, mean, off, e, s);
    const stirling_bregman<V> shape = StirlingBregman<derivatives>(d, ap, aq, step);
    out.value = hn::Add(RelativeTermOfSplit(d, aq, off, e, s), shape.value);
    if constexpr (derivatives) {
      out.dp0 = hn::NegMulAdd(step, shape.curvature, hn::Div(off, ap));
      out.dp1 = hn::Neg(hn::Mul(off, inverse));
      out.dq0 = hn::Sub(shape.slope, LogOfSplit(d, e, s));
      out.dq1 = hn::Div(off, bq);
    }
    const auto shapes = hn::And(IsShape(ap), IsShape(aq));
    return hn::And(shapes, hn::And(Within(bp, 1e-100, 1e100), Within(bq, 1e-100, 1e100)));
  }
};

/// What wrong means cost, as for counts a_q and b_q, and what wrong shapes cost beyond that of the total:
/// KL = h(a_q, a_q + off) + h(b_q, b_q - off) + B(a_p, a_q) + B(b_p, b_q) - B(a_p + b_p, a_q + b_q).
struct beta_pair {
  template <bool derivatives, class D, class V = vec<D>>
  static HWY_INLINE hn::Mask<D> Of(D d, V ap, V bp, V aq, V bq, pair_terms<V>& out) {
    const V np = hn::Add(ap, bp), nq = hn::Add(aq, bq);
    const V a_step = hn::Sub(aq, ap), b_step = hn::Sub(bq, bp), step = hn::Add(a_step, b_step);
    const V inverse = hn::Div(hn::Set(d, 1.0), np), share = hn::Mul(nq, inverse);
    const V a_there = hn::Mul(ap, share), b_there = hn::Mul(bp, share);
    const V off = hn::Mul(DifferenceOfProducts(d, ap, bq, bp, aq), inverse);  // a_there - a_q = b_q - b_there
    V ea, sa, eb, sb;
    SplitRatio(d, aq, a_there, off, ea, sa);
    SplitRatio(d, bq, b_there, hn::Neg(off), eb, sb);
    const V means = hn::Add(RelativeTermOfSplit(d, aq, off, ea, sa), RelativeTermOfSplit(d, bq, hn::Neg(off), eb, sb));
    const stirling_bregman<V> a = StirlingBregman<derivatives>(d, ap, aq, a_step);
    const stirling_bregman<V> b = StirlingBregman<derivatives>(d, bp, bq, b_step);
    const stirling_bregman<V> n = StirlingBregman<derivatives>(d, np, nq, step);
    out.value = hn::Add(means, hn::Sub(hn::Add(a.value, b.value), n.value));
    if constexpr (derivatives) {
      const V together = hn::Mul(step, n.curvature);
      out.dp0 = hn::Add(hn::NegMulAdd(a_step, a.curvature, hn::Div(off, ap)), together);
      out.dp1 = hn::Add(hn::NegMulAdd(b_step, b.curvature, hn::Div(hn::Neg(off), bp)), together);
      out.dq0 = hn::Sub(hn::Sub(a.slope, n.slope), LogOfSplit(d, ea, sa));
      out.dq1 = hn::Sub(hn::Sub(b.slope, n.slope), LogOfSplit(d, eb, sb));
    }
    // The total of two shapes may be twice the most: StirlingBregman has room for that.
    return hn::And(hn::And(IsShape(ap), IsShape(bp)), hn::And(IsShape(aq), IsShape(bq)));
  }
};

}  // namespace

const family_kernel* Gamma() {
  static constexpr family_kernel kernel = KernelOfFamily<gamma_pair, 2>();
  return &kernel;
}

const family_kernel* Beta() {
  static constexpr family_kernel kernel = KernelOfFamily<beta_pair, 2>();
  return &kernel;
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {

HWY_EXPORT(Gamma);
HWY_EXPORT(Beta);

const family_kernel& gamma_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Gamma)(); }
const family_kernel& beta_kl() noexcept { return *HWY_DYNAMIC_DISPATCH(Beta)(); }

}  // namespace relent::kernel
#endif
