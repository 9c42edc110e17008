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

/// exp(x) for x <= 700; 0 below -708, where the exponent field ends.
template <class D, class V = vec<D>>
HWY_INLINE V ExpOfExponent(D d, V x) {
  const V least = hn::Set(d, -708.0);
  V k;
  const V r = SplitExponent(d, hn::Min(hn::Max(x, least), hn::Set(d, 709.0)), k);
  const V value = hn::MulAdd(hn::Mul(r, r), Expm1Tail(d, r), hn::Add(hn::Set(d, 1.0), r));
  return hn::IfThenElseZero(hn::Gt(x, least), hn::Mul(value, PowerOfTwo(d, k)));
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
  double largest = LargestLane(d, top);
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
    const auto e = ExpOfExponent(tag, hn::NegMulAdd(hn::Set(tag, inverse), hn::LoadU(tag, cost + j), base));
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

void AddOne(const double* HWY_RESTRICT row, double weight, std::size_t n, double* HWY_RESTRICT sum) {
  const all_lanes d;
  const auto w = hn::Set(d, weight);
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    hn::StoreU(hn::MulAdd(w, hn::LoadU(d, row + j), hn::LoadU(d, sum + j)), d, sum + j);
  }
  for (; j < n; ++j) {
    sum[j] += weight * row[j];
  }
}

void AddFour(const double* HWY_RESTRICT r0, const double* HWY_RESTRICT r1, const double* HWY_RESTRICT r2,
             const double* HWY_RESTRICT r3, const double* weights, std::size_t n, double* HWY_RESTRICT sum) {
  const all_lanes d;
  const double a0 = weights[0], a1 = weights[1], a2 = weights[2], a3 = weights[3];
  const auto w0 = hn::Set(d, a0), w1 = hn::Set(d, a1), w2 = hn::Set(d, a2), w3 = hn::Set(d, a3);
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    const auto low = hn::MulAdd(w1, hn::LoadU(d, r1 + j), hn::Mul(w0, hn::LoadU(d, r0 + j)));
    const auto high = hn::MulAdd(w3, hn::LoadU(d, r3 + j), hn::Mul(w2, hn::LoadU(d, r2 + j)));
    hn::StoreU(hn::Add(hn::LoadU(d, sum + j), hn::Add(low, high)), d, sum + j);
  }
  for (; j < n; ++j) {
    sum[j] += (a0 * r0[j] + a1 * r1[j]) + (a2 * r2[j] + a3 * r3[j]);
  }
}

void AddRows(const double* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum) {
  if (count == 4) {
    AddFour(rows[0], rows[1], rows[2], rows[3], weights, n, sum);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    AddOne(rows[i], weights[i], n, sum);
  }
}

void Bounds(const double* HWY_RESTRICT cost, std::size_t n, double& least, double& largest) {
  const all_lanes d;
  const auto endless = hn::Set(d, infinity);
  auto low = endless, high = hn::Neg(endless);
  std::size_t j = 0;
  auto bad = hn::FirstN(d, 0);
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    const auto c = hn::LoadU(d, cost + j);
    bad = hn::Or(bad, hn::Not(hn::Gt(c, hn::Neg(endless))));
    low = hn::Min(low, c);
    high = hn::Max(high, hn::IfThenElse(hn::Eq(c, endless), hn::Neg(endless), c));
  }
  least = SmallestLane(d, low);
  largest = LargestLane(d, high);
  bool wrong = !hn::AllFalse(d, bad);
  for (; j < n; ++j) {
    wrong = wrong || !(cost[j] > -infinity);
    least = cost[j] < least ? cost[j] : least;
    largest = cost[j] > largest && cost[j] < infinity ? cost[j] : largest;
  }
  if (wrong) {
    least = -infinity;
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

void DotFour(const double* const* rows, const double* HWY_RESTRICT v, std::size_t n, double* out) {
  const all_lanes d;
  const double *const r0 = rows[0], *const r1 = rows[1], *const r2 = rows[2], *const r3 = rows[3];
  const std::size_t width = hn::Lanes(d);
  auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  std::size_t j = 0;
  for (; j + 2 * width <= n; j += 2 * width) {
    const auto x = hn::LoadU(d, v + j), y = hn::LoadU(d, v + j + width);
    a0 = hn::MulAdd(hn::LoadU(d, r0 + j), x, a0);
    a1 = hn::MulAdd(hn::LoadU(d, r1 + j), x, a1);
    a2 = hn::MulAdd(hn::LoadU(d, r2 + j), x, a2);
    a3 = hn::MulAdd(hn::LoadU(d, r3 + j), x, a3);
    b0 = hn::MulAdd(hn::LoadU(d, r0 + j + width), y, b0);
    b1 = hn::MulAdd(hn::LoadU(d, r1 + j + width), y, b1);
    b2 = hn::MulAdd(hn::LoadU(d, r2 + j + width), y, b2);
    b3 = hn::MulAdd(hn::LoadU(d, r3 + j + width), y, b3);
  }
  out[0] = hn::GetLane(hn::SumOfLanes(d, hn::Add(a0, b0)));
  out[1] = hn::GetLane(hn::SumOfLanes(d, hn::Add(a1, b1)));
  out[2] = hn::GetLane(hn::SumOfLanes(d, hn::Add(a2, b2)));
  out[3] = hn::GetLane(hn::SumOfLanes(d, hn::Add(a3, b3)));
  for (; j < n; ++j) {
    out[0] += r0[j] * v[j];
    out[1] += r1[j] * v[j];
    out[2] += r2[j] * v[j];
    out[3] += r3[j] * v[j];
  }
}

void DotRows(const double* const* rows, std::size_t count, const double* v, std::size_t n, double* out) {
  if (count == 4) {
    DotFour(rows, v, n, out);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = Dot(rows[i], v, n);
  }
}

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
HWY_EXPORT(Bounds);
HWY_EXPORT(Dot);
HWY_EXPORT(DotRows);
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

cost_bounds bounds_of(const double* cost, std::size_t n) noexcept {
  cost_bounds out{};
  HWY_DYNAMIC_DISPATCH(Bounds)(cost, n, out.least, out.largest);
  return out;
}

double dot_product(const double* a, const double* b, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(Dot)(a, b, n);
}

void dot_products(const double* const* rows, std::size_t count, const double* v, std::size_t n, double* out) noexcept {
  HWY_DYNAMIC_DISPATCH(DotRows)(rows, count, v, n, out);
}

double plan_cost(const double* plan, const double* cost, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(PlanCost)(plan, cost, n);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
