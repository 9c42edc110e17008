#include "kernel/least_sums.hpp"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/least_sums.cpp"  // NOLINT
#include "hwy/foreach_target.h"                     // NOLINT
#include "hwy/highway.h"                            // NOLINT

HWY_BEFORE_NAMESPACE();
namespace relent::kernel {
namespace HWY_NAMESPACE {  // NOLINT
namespace hn = hwy::HWY_NAMESPACE;

/// `unrolled` vectors side by side, whose least sums stay in registers.
template <std::size_t unrolled, class D>
HWY_INLINE void Block(D d, const double* vectors, std::ptrdiff_t stride, const double* scalars,
                      std::ptrdiff_t scalar_stride, std::size_t count, double* least, double* at) {
  const std::size_t N = hn::Lanes(d);
  const auto none = hn::Set(d, std::numeric_limits<double>::infinity());
  hn::VFromD<D> best[unrolled], where[unrolled];
  for (std::size_t k = 0; k < unrolled; ++k) {
    best[k] = none;
    where[k] = hn::Zero(d);
  }
  auto number = hn::Zero(d);
  for (std::size_t l = 0; l < count; ++l) {
    const auto add = hn::Set(d, *scalars);
    for (std::size_t k = 0; k < unrolled; ++k) {
      const auto sum = hn::Add(hn::LoadU(d, vectors + k * N), add);
      where[k] = hn::IfThenElse(hn::Lt(sum, best[k]), number, where[k]);
      best[k] = hn::Min(best[k], sum);
    }
    number = hn::Add(number, hn::Set(d, 1.0));
    vectors += stride;
    scalars += scalar_stride;
  }
  for (std::size_t k = 0; k < unrolled; ++k) {
    hn::StoreU(best[k], d, least + k * N);
    hn::StoreU(where[k], d, at + k * N);
  }
}

void LeastSums(const double* vectors, std::ptrdiff_t stride, const double* scalars, std::ptrdiff_t scalar_stride,
               std::size_t count, std::size_t n, double* least, double* at) {
  const hn::CappedTag<double, 8> d;
  const hn::CappedTag<double, 1> one;
  const std::size_t N = hn::Lanes(d);
  std::size_t x = 0;
  for (; x + 4 * N <= n; x += 4 * N) {
    Block<4>(d, vectors + x, stride, scalars, scalar_stride, count, least + x, at + x);
  }
  for (; x + N <= n; x += N) {
    Block<1>(d, vectors + x, stride, scalars, scalar_stride, count, least + x, at + x);
  }
  for (; x < n; ++x) {
    Block<1>(one, vectors + x, stride, scalars, scalar_stride, count, least + x, at + x);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relent::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(LeastSums);

}  // namespace

void least_sums(const double* vectors, std::ptrdiff_t stride, const double* scalars, std::ptrdiff_t scalar_stride,
                std::size_t count, std::size_t n, double* least, double* at) noexcept {
  HWY_DYNAMIC_DISPATCH(LeastSums)(vectors, stride, scalars, scalar_stride, count, n, least, at);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
