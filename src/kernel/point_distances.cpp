#include "kernel/point_distances.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/point_distances.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

/// |x_k - y_k| joined over the coordinates k, whose number is `fixed` where that is not 0.
template <point_metric how, std::size_t fixed, class D, class V = vec<D>>
HWY_INLINE V Distance(D d, const point_and_others& of, const double* HWY_RESTRICT x, std::size_t j) {
  V sum = hn::Zero(d);
  for (std::size_t k = 0; k < (fixed != 0 ? fixed : of.dimensions); ++k) {
    const V apart = hn::Sub(hn::Set(d, x[k]), hn::LoadU(d, of.ys + k * of.stride + j));
    if constexpr (how == point_metric::manhattan) {
      sum = hn::Add(sum, hn::Abs(apart));
    } else if constexpr (how == point_metric::chebyshev) {
      sum = hn::Max(sum, hn::Abs(apart));
    } else if constexpr (how == point_metric::minkowski) {
      sum = hn::Add(sum, Exp(d, hn::Mul(hn::Set(d, of.order), Log(d, hn::Abs(apart)))));
    } else {
      sum = hn::MulAdd(apart, apart, sum);
    }
  }
  if constexpr (how == point_metric::euclidean) {
    return hn::Sqrt(sum);
  }
  if constexpr (how == point_metric::minkowski) {
    return Exp(d, hn::Div(Log(d, sum), hn::Set(d, of.order)));
  }
  return sum;
}

template <point_metric how, std::size_t fixed>
void OverPoints(const point_and_others& of, std::size_t n, double* HWY_RESTRICT out) {
  const hn::ScalableTag<double> d;
  const hn::CappedTag<double, 1> one;
  double kept[fixed + 1];  // its address goes nowhere: it may stay in registers
  for (std::size_t k = 0; k < fixed; ++k) {
    kept[k] = of.x[k];
  }
  const double* const x = fixed != 0 ? kept : of.x;
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    hn::StoreU(Distance<how, fixed>(d, of, x, j), d, out + j);
  }
  for (; j < n; ++j) {
    hn::StoreU(Distance<how, fixed>(one, of, x, j), one, out + j);
  }
}

/// Few dimensions are common, and their loop is then none.
template <point_metric how>
void WithDimensions(const point_and_others& of, std::size_t n, double* out) {
  switch (of.dimensions) {
    case 1:
      return OverPoints<how, 1>(of, n, out);
    case 2:
      return OverPoints<how, 2>(of, n, out);
    case 3:
      return OverPoints<how, 3>(of, n, out);
    default:
      return OverPoints<how, 0>(of, n, out);
  }
}

void Distances(const point_and_others& of, std::size_t n, double* out) {
  switch (of.how) {
    case point_metric::squared:
      return WithDimensions<point_metric::squared>(of, n, out);
    case point_metric::euclidean:
      return WithDimensions<point_metric::euclidean>(of, n, out);
    case point_metric::manhattan:
      return WithDimensions<point_metric::manhattan>(of, n, out);
    case point_metric::chebyshev:
      return WithDimensions<point_metric::chebyshev>(of, n, out);
    case point_metric::minkowski:
      return WithDimensions<point_metric::minkowski>(of, n, out);
  }
}

}  // namespace
}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(Distances);

}  // namespace

void distances_to(const point_and_others& of, std::size_t n, double* out) noexcept {
  HWY_DYNAMIC_DISPATCH(Distances)(of, n, out);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
