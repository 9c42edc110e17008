#include "kernel/softmin.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/softmin.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

using all_lanes = hn::ScalableTag<double>;
using one_lane = hn::CappedTag<double, 1>;

/// exp(x) for -708 <= x <= 709.
template <class D, class V = vec<D>>
HWY_INLINE V ExpWithin(D d, V x) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  // 2^(k / 8) from a table that one register holds: x = k ln(2) / 8 + r, |r| <= ln(2) / 16 needs half the polynomial.
  if constexpr (hn::MaxLanes(D()) == 8) {
    HWY_ALIGN static constexpr double eighths[8] = {0x1.0000000000000p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0,
                                                    0x1.4bfdad5362a27p+0, 0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0,
                                                    0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0};
    const hn::RebindToSigned<D> di;
    const V magic = hn::Set(d, 0x1.8p52);
    const V shifted = hn::MulAdd(x, hn::Set(d, 8 * 0x1.71547652b82fep+0), magic);
    const V k = hn::Sub(shifted, magic);
    const V r = hn::NegMulAdd(k, hn::Set(d, ln2_low / 8), hn::NegMulAdd(k, hn::Set(d, ln2_high / 8), x));
    V t = hn::MulAdd(hn::Set(d, 0x1.a01e2c15a33f3p-13), r, hn::Set(d, 0x1.6c1b7131a0993p-10));
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.1111110e10556p-7));
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.5555554e93acap-5));
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.555555555556ap-3));
    t = hn::MulAdd(t, r, hn::Set(d, 0x1.000000000002ep-1));
    const auto bits = hn::BitCast(di, shifted);
    const auto eighth = hn::And(bits, hn::Set(di, 7));
    const V power = hn::TableLookupLanes(hn::Load(d, eighths), hn::IndicesFromVec(d, eighth));
    const V value = hn::MulAdd(power, hn::MulAdd(hn::Mul(r, r), t, r), power);
    return hn::BitCast(d, hn::Add(hn::BitCast(di, value), hn::ShiftLeft<49>(hn::Xor(bits, eighth))));
  }
#endif
  V k;
  const V r = SplitExponent(d, x, k);
  const V value = hn::MulAdd(hn::Mul(r, r), Expm1Tail(d, r), hn::Add(hn::Set(d, 1.0), r));
  return hn::Mul(value, PowerOfTwo(d, k));
}

/// exp(x) for x <= 709; 0 below -708, where the exponent field ends.
template <class D, class V = vec<D>>
HWY_INLINE V ExpOfExponent(D d, V x) {
  const V least = hn::Set(d, -708.0);
  return hn::IfThenElseZero(hn::Gt(x, least), ExpWithin(d, hn::Min(hn::Max(x, least), hn::Set(d, 709.0))));
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

/// Numbers of either precision, as doubles.
template <class D>
HWY_INLINE vec<D> Wide(D d, const double* at) {
  return hn::LoadU(d, at);
}
template <class D>
HWY_INLINE vec<D> Wide(D d, const float* at) {
  return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), at));
}

template <class T>
void AddOne(const T* HWY_RESTRICT row, double weight, std::size_t n, double* HWY_RESTRICT sum) {
  const all_lanes d;
  const auto w = hn::Set(d, weight);
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    hn::StoreU(hn::MulAdd(w, Wide(d, row + j), hn::LoadU(d, sum + j)), d, sum + j);
  }
  for (; j < n; ++j) {
    sum[j] += weight * static_cast<double>(row[j]);
  }
}

/// `ahead`, where it is not null: four rows, one behind the other, that are wanted next.
template <class T>
void AddFour(const T* HWY_RESTRICT r0, const T* HWY_RESTRICT r1, const T* HWY_RESTRICT r2, const T* HWY_RESTRICT r3,
             const double* weights, std::size_t n, double* HWY_RESTRICT sum, const T* ahead) {
  const all_lanes d;
  const one_lane one;
  const double a0 = weights[0], a1 = weights[1], a2 = weights[2], a3 = weights[3];
  const auto add = [&](auto tag, std::size_t j) HWY_ATTR {
    const auto low = hn::MulAdd(hn::Set(tag, a1), Wide(tag, r1 + j), hn::Mul(hn::Set(tag, a0), Wide(tag, r0 + j)));
    const auto high = hn::MulAdd(hn::Set(tag, a3), Wide(tag, r3 + j), hn::Mul(hn::Set(tag, a2), Wide(tag, r2 + j)));
    hn::StoreU(hn::Add(hn::LoadU(tag, sum + j), hn::Add(low, high)), tag, sum + j);
  };
  constexpr std::size_t line = 64 / sizeof(T);
  std::size_t j = 0;
  if (ahead != nullptr) {
    for (; j + line <= n; j += line) {
      for (std::size_t k = 0; k < 4; ++k) {
        hwy::Prefetch(ahead + k * n + j);
      }
      for (std::size_t k = 0; k < line; k += hn::Lanes(d)) {
        add(d, j + k);
      }
    }
  }
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    add(d, j);
  }
  for (; j < n; ++j) {
    add(one, j);
  }
}

template <class T>
void AddRowsOf(const T* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum,
               const T* ahead) {
  if (count == 4) {
    AddFour(rows[0], rows[1], rows[2], rows[3], weights, n, sum, ahead);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    AddOne(rows[i], weights[i], n, sum);
  }
}
void AddRows(const double* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum) {
  AddRowsOf<double>(rows, weights, count, n, sum, nullptr);
}
void AddSingleRows(const float* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum,
                   const float* ahead) {
  AddRowsOf(rows, weights, count, n, sum, ahead);
}

void Narrow(const double* HWY_RESTRICT row, double scale, std::size_t n, float* HWY_RESTRICT out) {
  const all_lanes d;
  const one_lane one;
  const auto write = [&](auto tag, std::size_t j) HWY_ATTR {
    const auto x = hn::Mul(hn::Set(tag, scale), hn::LoadU(tag, row + j));
    const auto kept = hn::IfThenElseZero(hn::Ge(x, hn::Set(tag, 0x1p-126)), x);
    const hn::Rebind<float, decltype(tag)> single;
    hn::StoreU(hn::DemoteTo(single, kept), single, out + j);
  };
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    write(d, j);
  }
  for (; j < n; ++j) {
    write(one, j);
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

void DotRows(const float* const* rows, std::size_t count, const double* HWY_RESTRICT v, std::size_t n, double* out) {
  const all_lanes d;
  const std::size_t width = hn::Lanes(d);
  const float* const r0 = rows[0];
  const float* const r1 = rows[count > 1 ? 1 : 0];
  const float* const r2 = rows[count > 2 ? 2 : 0];
  const float* const r3 = rows[count > 3 ? 3 : 0];
  auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  std::size_t j = 0;
  for (; j + 2 * width <= n; j += 2 * width) {
    const auto x = hn::LoadU(d, v + j), y = hn::LoadU(d, v + j + width);
    a0 = hn::MulAdd(Wide(d, r0 + j), x, a0);
    a1 = hn::MulAdd(Wide(d, r1 + j), x, a1);
    a2 = hn::MulAdd(Wide(d, r2 + j), x, a2);
    a3 = hn::MulAdd(Wide(d, r3 + j), x, a3);
    b0 = hn::MulAdd(Wide(d, r0 + j + width), y, b0);
    b1 = hn::MulAdd(Wide(d, r1 + j + width), y, b1);
    b2 = hn::MulAdd(Wide(d, r2 + j + width), y, b2);
    b3 = hn::MulAdd(Wide(d, r3 + j + width), y, b3);
  }
  double sums[4] = {hn::GetLane(hn::SumOfLanes(d, hn::Add(a0, b0))), hn::GetLane(hn::SumOfLanes(d, hn::Add(a1, b1))),
                    hn::GetLane(hn::SumOfLanes(d, hn::Add(a2, b2))), hn::GetLane(hn::SumOfLanes(d, hn::Add(a3, b3)))};
  for (; j < n; ++j) {
    sums[0] += static_cast<double>(r0[j]) * v[j];
    sums[1] += static_cast<double>(r1[j]) * v[j];
    sums[2] += static_cast<double>(r2[j]) * v[j];
    sums[3] += static_cast<double>(r3[j]) * v[j];
  }
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = sums[i];
  }
}

void AddLogs(const double* HWY_RESTRICT x, std::size_t n, double* HWY_RESTRICT out) {
  const all_lanes d;
  const one_lane one;
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    hn::StoreU(hn::Add(hn::LoadU(d, out + j), Log(d, hn::LoadU(d, x + j))), d, out + j);
  }
  for (; j < n; ++j) {
    hn::StoreU(hn::Add(hn::LoadU(one, out + j), Log(one, hn::LoadU(one, x + j))), one, out + j);
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
HWY_EXPORT(AddSingleRows);
HWY_EXPORT(Narrow);
HWY_EXPORT(Dot);
HWY_EXPORT(DotRows);
HWY_EXPORT(AddLogs);
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

void add_rows(const float* const* rows, const double* weights, std::size_t count, std::size_t n, double* sum,
              const float* ahead) noexcept {
  HWY_DYNAMIC_DISPATCH(AddSingleRows)(rows, weights, count, n, sum, ahead);
}

double dot_product(const double* a, const double* b, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(Dot)(a, b, n);
}

void dot_products(const float* const* rows, std::size_t count, const double* v, std::size_t n, double* out) noexcept {
  HWY_DYNAMIC_DISPATCH(DotRows)(rows, count, v, n, out);
}

void narrow(const double* row, double scale, std::size_t n, float* out) noexcept {
  HWY_DYNAMIC_DISPATCH(Narrow)(row, scale, n, out);
}

void add_logs(const double* x, std::size_t n, double* out) noexcept { HWY_DYNAMIC_DISPATCH(AddLogs)(x, n, out); }

double plan_cost(const double* plan, const double* cost, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(PlanCost)(plan, cost, n);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
