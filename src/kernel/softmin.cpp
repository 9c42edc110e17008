#include "kernel/softmin.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/softmin.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

using all_lanes = hn::ScalableTag<double>;
using one_lane = hn::CappedTag<double, 1>;

/// Whole vectors from `step`, what is left one element at a time; gives back where it stopped.
template <class Step>
HWY_INLINE void OverRow(std::size_t n, const Step& step) {
  const std::size_t width = hn::Lanes(all_lanes());
  std::size_t j = 0;
  for (; j + width <= n; j += width) {
    step(all_lanes(), j);
  }
  for (; j < n; ++j) {
    step(one_lane(), j);
  }
}

double Largest(const double* HWY_RESTRICT cost, const double* HWY_RESTRICT h, double inverse, std::size_t n) {
  const all_lanes d;
  const std::size_t width = hn::Lanes(d);
  auto top = hn::Set(d, -infinity);
  const auto rate = hn::Set(d, inverse);
  std::size_t j = 0;
  for (; j + width <= n; j += width) {
    top = hn::Max(top, hn::NegMulAdd(rate, hn::LoadU(d, cost + j), hn::LoadU(d, h + j)));
  }
  double largest = hn::GetLane(hn::MaxOfLanes(d, top));
  for (; j < n; ++j) {
    const double x = h[j] - inverse * cost[j];
    largest = x > largest ? x : largest;
  }
  return largest;
}

double Exponentials(const double* HWY_RESTRICT cost, const double* HWY_RESTRICT h, double inverse, double offset,
                    std::size_t n, double* HWY_RESTRICT out) {
  const all_lanes d;
  const std::size_t width = hn::Lanes(d);
  const auto exponential = [&](auto tag, std::size_t j) HWY_ATTR {
    const auto base = hn::Sub(hn::LoadU(tag, h + j), hn::Set(tag, offset));
    const auto e = Exp(tag, hn::NegMulAdd(hn::Set(tag, inverse), hn::LoadU(tag, cost + j), base));
    hn::StoreU(e, tag, out + j);
    return e;
  };
  // Four sums, so that the additions do not wait for each other; the compiler interleaves the exponentials.
  auto s0 = hn::Zero(d), s1 = hn::Zero(d);
  std::size_t j = 0;
  for (; j + 2 * width <= n; j += 2 * width) {
    s0 = hn::Add(s0, exponential(d, j));
    s1 = hn::Add(s1, exponential(d, j + width));
  }
  for (; j + width <= n; j += width) {
    s0 = hn::Add(s0, exponential(d, j));
  }
  double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1)));
  for (; j < n; ++j) {
    sum += hn::GetLane(exponential(one_lane(), j));
  }
  return sum;
}

template <std::size_t count>
HWY_INLINE void AddSome(const double* const* rows, const double* weights, std::size_t n, double* HWY_RESTRICT sum) {
  OverRow(n, [&](auto d, std::size_t j) HWY_ATTR {
    auto total = hn::LoadU(d, sum + j);
    for (std::size_t i = 0; i < count; ++i) {
      total = hn::MulAdd(hn::Set(d, weights[i]), hn::LoadU(d, rows[i] + j), total);
    }
    hn::StoreU(total, d, sum + j);
  });
}

void AddRows(const double* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum) {
  if (count == 4) {
    AddSome<4>(rows, weights, n, sum);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    AddSome<1>(rows + i, weights + i, n, sum);
  }
}

template <bool guard_zero>
HWY_INLINE double SumOfProducts(const double* HWY_RESTRICT a, const double* HWY_RESTRICT b, std::size_t n) {
  const all_lanes d;
  const std::size_t width = hn::Lanes(d);
  const auto factor = [&](std::size_t j) HWY_ATTR {
    const auto x = hn::LoadU(d, a + j);
    const auto y = hn::LoadU(d, b + j);
    return guard_zero ? hn::IfThenZeroElse(hn::Eq(x, hn::Zero(d)), y) : y;
  };
  auto s0 = hn::Zero(d), s1 = hn::Zero(d), s2 = hn::Zero(d), s3 = hn::Zero(d);
  std::size_t j = 0;
  for (; j + 4 * width <= n; j += 4 * width) {
    s0 = hn::MulAdd(hn::LoadU(d, a + j), factor(j), s0);
    s1 = hn::MulAdd(hn::LoadU(d, a + j + width), factor(j + width), s1);
    s2 = hn::MulAdd(hn::LoadU(d, a + j + 2 * width), factor(j + 2 * width), s2);
    s3 = hn::MulAdd(hn::LoadU(d, a + j + 3 * width), factor(j + 3 * width), s3);
  }
  for (; j + width <= n; j += width) {
    s0 = hn::MulAdd(hn::LoadU(d, a + j), factor(j), s0);
  }
  double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
  for (; j < n; ++j) {
    sum += guard_zero && a[j] == 0 ? 0 : a[j] * b[j];
  }
  return sum;
}

double Dot(const double* a, const double* b, std::size_t n) { return SumOfProducts<false>(a, b, n); }
double PlanCost(const double* plan, const double* cost, std::size_t n) { return SumOfProducts<true>(plan, cost, n); }

}  // namespace
}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(Largest);
HWY_EXPORT(Exponentials);
HWY_EXPORT(AddRows);
HWY_EXPORT(Dot);
HWY_EXPORT(PlanCost);

}  // namespace

double largest_exponent(const double* cost, const double* h, double inverse, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(Largest)(cost, h, inverse, n);
}

double exponentials(const double* cost, const double* h, double inverse, double offset, std::size_t n,
                    double* out) noexcept {
  return HWY_DYNAMIC_DISPATCH(Exponentials)(cost, h, inverse, offset, n, out);
}

void add_rows(const double* const* rows, const double* weights, std::size_t count, std::size_t n,
              double* sum) noexcept {
  HWY_DYNAMIC_DISPATCH(AddRows)(rows, weights, count, n, sum);
}

double dot_product(const double* a, const double* b, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(Dot)(a, b, n);
}

double plan_cost(const double* plan, const double* cost, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(PlanCost)(plan, cost, n);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
