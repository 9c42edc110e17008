// From the divergence of one pair to the kernel over many. A pair's formula is a class with a static function:
//
//   struct my_family {                       // of two parameters
//     template <bool derivatives, class D, class V = vec<D>>
//     static HWY_INLINE hn::Mask<D> Of(D d, V p0, V p1, V q0, V q1, pair_terms<V>& out);   // where it holds
//   };
//
// Included once per instruction set (Highway's foreach_target), so the guard toggles.
#if defined(RELENT_KERNEL_FAMILY_LOOP) == defined(HWY_TARGET_TOGGLE)
#ifdef RELENT_KERNEL_FAMILY_LOOP
#undef RELENT_KERNEL_FAMILY_LOOP
#else
#define RELENT_KERNEL_FAMILY_LOOP
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "kernel/family_kl.hpp"
#include "kernel/term_loop-inl.hpp"
#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {

/// The divergence of a pair and its derivatives with respect to the parameters of P and Q.
template <class V>
struct pair_terms {
  V value, dp0, dp1, dq0, dq1;
};

/// Where least <= x <= most.
template <class V = vec<lanes>>
HWY_INLINE auto Within(V x, double least, double most) {
  const lanes d;
  return hn::And(hn::Ge(x, hn::Set(d, least)), hn::Le(x, hn::Set(d, most)));
}

/// a b - c e within 1.5 ulp, however near the products are (Kahan; Jeannerod, Louvet & Muller 2013).
template <class V = vec<lanes>>
HWY_INLINE V DifferenceOfProducts(lanes d, V a, V b, V c, V e) {
  const V product = hn::Mul(c, e);
  return hn::Sub(ExactMulSub(d, a, b, product), ExactMulSub(d, c, e, product));
}

/// One vector: in[] are p's parameters, then q's; out[] the value, then the derivatives in the same order.
template <class F, std::size_t count, bool derivatives>
HWY_INLINE bool OneVector(lanes d, const double* const* in, double* const* out) {
  using V = vec<lanes>;
  pair_terms<V> terms{};
  hn::Mask<lanes> held;
  if constexpr (count == 1) {
    held = F::template Of<derivatives>(d, hn::LoadU(d, in[0]), hn::LoadU(d, in[1]), terms);
  } else {
    held = F::template Of<derivatives>(d, hn::LoadU(d, in[0]), hn::LoadU(d, in[1]), hn::LoadU(d, in[2]),
                                       hn::LoadU(d, in[3]), terms);
  }
  hn::StoreU(hn::IfThenElse(held, terms.value, hn::Set(d, std::numeric_limits<double>::quiet_NaN())), d, out[0]);
  if constexpr (derivatives) {
    hn::StoreU(terms.dp0, d, out[1]);
    if constexpr (count == 1) {
      hn::StoreU(terms.dq0, d, out[2]);
    } else {
      hn::StoreU(terms.dp1, d, out[2]);
      hn::StoreU(terms.dq0, d, out[3]);
      hn::StoreU(terms.dq1, d, out[4]);
    }
  }
  return hn::AllTrue(d, held);
}

template <class F, std::size_t count, bool derivatives>
bool AllVectors(const double* const* p, const double* const* q, std::int64_t n, double* value, double* const* dp,
                double* const* dq) noexcept {
  const lanes d;
  constexpr std::size_t ins = 2 * count, outs = derivatives ? ins + 1 : 1;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const double* in[ins];
  double* out[outs];
  const auto point_at = [&](std::int64_t i) {
    out[0] = value + i;
    for (std::size_t j = 0; j < count; ++j) {
      in[j] = p[j] + i;
      in[count + j] = q[j] + i;
      if constexpr (derivatives) {
        out[1 + j] = dp[j] + i;
        out[1 + count + j] = dq[j] + i;
      }
    }
  };
  // As in term_loop-inl.hpp: asked for 2 KiB ahead, since the machine's own prefetching waits at every page.
  constexpr std::int64_t ahead = 256;
  bool all = true;
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    point_at(i);
    for (std::size_t j = 0; j < ins; ++j) {
      hwy::Prefetch(in[j] + ahead);
    }
    all &= OneVector<F, count, derivatives>(d, in, out);
  }
  if (i < n) {  // the last pairs, and the last of them again until the vector is full
    constexpr std::size_t most = HWY_MAX_BYTES / sizeof(double);
    double in_copy[ins][most], out_copy[outs][most];
    const double* padded_in[ins];
    double* padded_out[outs];
    point_at(i);
    for (std::size_t j = 0; j < ins; ++j) {
      for (std::int64_t k = 0; k < step; ++k) {
        in_copy[j][k] = in[j][std::min(k, n - i - 1)];
      }
      padded_in[j] = in_copy[j];
    }
    for (std::size_t j = 0; j < outs; ++j) {
      padded_out[j] = out_copy[j];
    }
    all &= OneVector<F, count, derivatives>(d, padded_in, padded_out);
    for (std::size_t j = 0; j < outs; ++j) {
      std::copy_n(out_copy[j], n - i, out[j]);
    }
  }
  return all;
}

template <class F, std::size_t count>
bool Values(const double* const* p, const double* const* q, std::int64_t n, double* value) noexcept {
  return AllVectors<F, count, false>(p, q, n, value, nullptr, nullptr);
}
template <class F, std::size_t count>
bool Gradients(const double* const* p, const double* const* q, std::int64_t n, double* value, double* const* dp,
               double* const* dq) noexcept {
  return AllVectors<F, count, true>(p, q, n, value, dp, dq);
}

template <class F, std::size_t count>
constexpr family_kernel KernelOfFamily() {
  return {count, Values<F, count>, Gradients<F, count>};
}

}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
