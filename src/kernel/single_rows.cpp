#include "kernel/single_rows.hpp"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/single_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/float_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

template <cost_kind kind, std::size_t fixed>
void Row(const single_columns& to, const float* point, float offset, float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  float kept[fixed + 1];  // its address goes nowhere: it may stay in registers
  for (std::size_t k = 0; k < fixed; ++k) {
    kept[k] = point[k];
  }
  const float* const x = fixed != 0 ? kept : point;
  const std::size_t dimensions = fixed != 0 ? fixed : to.dimensions, stride = to.stride;
  const float* const h = to.h;
  const float* const y = to.coordinates;
  const auto write = [&](auto tag, std::size_t j) HWY_ATTR {
    auto cost = hn::Zero(tag);
    for (std::size_t k = 0; k < dimensions; ++k) {
      const auto apart = hn::Sub(hn::LoadU(tag, y + k * stride + j), hn::Set(tag, x[k]));
      if constexpr (kind == cost_kind::absolute) {
        cost = hn::Add(cost, hn::Abs(apart));
      } else if constexpr (kind == cost_kind::largest) {
        cost = hn::Max(cost, hn::Abs(apart));
      } else {
        cost = hn::MulAdd(apart, apart, cost);
      }
    }
    if constexpr (kind == cost_kind::root_of_squares) {
      cost = hn::Sqrt(cost);
    }
    hn::StoreU(ExpOf(tag, hn::Sub(hn::Sub(hn::LoadU(tag, h + j), hn::Set(tag, offset)), cost)), tag, out + j);
  };
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= to.n; j += hn::Lanes(d)) {
    write(d, j);
  }
  for (; j < to.n; ++j) {
    write(one, j);
  }
}

template <cost_kind kind>
void WithDimensions(const single_columns& to, const float* point, float offset, float* out) {
  switch (to.dimensions) {
    case 1:
      return Row<kind, 1>(to, point, offset, out);
    case 2:
      return Row<kind, 2>(to, point, offset, out);
    case 3:
      return Row<kind, 3>(to, point, offset, out);
    default:
      return Row<kind, 0>(to, point, offset, out);
  }
}

void SingleExponentials(const single_columns& to, const float* point, float offset, float* out) {
  switch (to.kind) {
    case cost_kind::absolute:
      return WithDimensions<cost_kind::absolute>(to, point, offset, out);
    case cost_kind::largest:
      return WithDimensions<cost_kind::largest>(to, point, offset, out);
    case cost_kind::root_of_squares:
      return WithDimensions<cost_kind::root_of_squares>(to, point, offset, out);
    default:
      return WithDimensions<cost_kind::squares>(to, point, offset, out);
  }
}

}  // namespace
}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(SingleExponentials);

}  // namespace

void single_exponentials(const single_columns& to, const float* point, float offset, float* out) noexcept {
  HWY_DYNAMIC_DISPATCH(SingleExponentials)(to, point, offset, out);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
