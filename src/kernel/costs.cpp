#include "kernel/costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/costs.cpp"  // NOLINT
#include "hwy/foreach_target.h"                // NOLINT
#include "hwy/highway.h"                       // NOLINT
#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel {
namespace HWY_NAMESPACE {  // NOLINT

using lanes = hn::CappedTag<double, 8>;
using one_lane = hn::CappedTag<double, 1>;
constexpr std::size_t unrolled = 4;
static_assert(unrolled * 8 <= column_step);

/// Costs that stand in memory.
struct stored {
  static constexpr bool rooted = false;
  const double* cost;

  HWY_INLINE auto operator()(lanes d, std::size_t j) const { return hn::LoadU(d, cost + j); }
};

/// Costs of a point to columns; under the root where there is one.
template <cost_kind kind, std::size_t fixed>
class computed {
 public:
  static constexpr bool rooted = kind == cost_kind::root_of_squares;

  computed(const cost_columns& to, const double* point) : to_(to), point_(point) {
    for (std::size_t k = 0; k < fixed; ++k) {
      kept_[k] = point[k];
    }
  }

  template <class D>
  HWY_INLINE vec<D> operator()(D d, std::size_t j) const {
    if constexpr (kind == cost_kind::power) {
      return Power(d, j);
    } else {
      auto sum = hn::Zero(d);
      for (std::size_t k = 0; k < dimensions(); ++k) {
        const auto apart = Apart(d, j, k);
        if constexpr (kind == cost_kind::absolute) {
          sum = hn::Add(sum, hn::Abs(apart));
        } else if constexpr (kind == cost_kind::largest) {
          sum = hn::Max(sum, hn::Abs(apart));
        } else {
          sum = hn::MulAdd(apart, apart, sum);
        }
      }
      return sum;
    }
  }

 private:
  [[nodiscard]] HWY_INLINE std::size_t dimensions() const { return fixed != 0 ? fixed : to_.dimensions; }

  template <class D>
  HWY_INLINE vec<D> Apart(D d, std::size_t j, std::size_t k) const {
    const double at = fixed != 0 ? kept_[k] : point_[k];
    return hn::Sub(hn::LoadU(d, to_.coordinates + k * to_.stride() + j), hn::Set(d, at));
  }

  /// Over the largest difference every power is at most 1, and the errors of their logarithms vanish with them.
  template <class D>
  HWY_INLINE vec<D> Power(D d, std::size_t j) const {
    auto largest = hn::Zero(d), sum = hn::Zero(d);
    for (std::size_t k = 0; k < dimensions(); ++k) {
      largest = hn::Max(largest, hn::Abs(Apart(d, j, k)));
    }
    const auto unit = hn::IfThenElse(hn::Eq(largest, hn::Zero(d)), hn::Set(d, 1.0), largest);
    for (std::size_t k = 0; k < dimensions(); ++k) {
      const auto share = hn::Div(hn::Abs(Apart(d, j, k)), unit);
      sum = hn::Add(sum, Exp(d, hn::Mul(hn::Set(d, to_.order), Log(d, share))));
    }
    return hn::Mul(largest, Exp(d, hn::Div(Log(d, sum), hn::Set(d, to_.order))));
  }

  const cost_columns& to_;
  const double* point_;
  double kept_[fixed + 1];  // its address goes nowhere: it may stay in registers
};

/// Above 0 where cost + offset < best. A root is below a number where what is under it is below its square, which
/// spares the root.
template <bool rooted, class V>
HWY_INLINE V Below(lanes d, V cost, V offset, double best) {
  const V limit = hn::Sub(hn::Set(d, best), offset);
  if constexpr (rooted) {
    return hn::MulSub(limit, hn::Abs(limit), cost);
  } else {
    return hn::Sub(limit, cost);
  }
}

template <class Cost>
HWY_INLINE void Look(const Cost& cost, const double* offset, std::size_t from, std::size_t first, least_cost& best) {
  const lanes d;
  const std::size_t N = hn::Lanes(d);
  const auto at = [&](std::size_t k) HWY_ATTR {
    const std::size_t j = first + k * N;
    return Below<Cost::rooted>(d, cost(d, j), hn::LoadU(d, offset + from + j), best.sum);
  };
  const auto most = hn::Max(hn::Max(at(0), at(1)), hn::Max(at(2), at(3)));
  if (HWY_LIKELY(hn::AllFalse(d, hn::Gt(most, hn::Zero(d))))) {
    return;
  }
  HWY_ALIGN double costs[unrolled * 8];
  for (std::size_t k = 0; k < unrolled; ++k) {
    auto c = cost(d, first + k * N);
    if constexpr (Cost::rooted) {
      c = hn::Sqrt(c);
    }
    hn::Store(c, d, costs + k * N);
  }
  for (std::size_t k = 0; k < unrolled * N; ++k) {
    const double sum = costs[k] + offset[from + first + k];
    if (sum < best.sum) {
      best = {sum, costs[k], from + first + k};
    }
  }
}

least_cost LeastOfStored(const double* cost, std::size_t n, const double* offset, double bound) {
  const std::size_t step = unrolled * hn::Lanes(lanes());
  least_cost best{.sum = std::min(bound, no_bound)};
  std::size_t j = 0;
  for (; j + step <= n; j += step) {
    Look(stored{cost}, offset, 0, j, best);
  }
  if (j < n) {
    double rest[column_step] = {};
    std::copy(cost + j, cost + n, rest);
    Look(stored{rest}, offset, j, 0, best);
  }
  return best;
}

/// `call` with the kind, and the number of dimensions where it is small, as constants.
template <class Call>
HWY_INLINE void WithKind(const cost_columns& to, const double* point, const Call& call) {
  const auto with = [&](auto kind) HWY_ATTR {
    constexpr cost_kind k = decltype(kind)::value;
    switch (to.dimensions) {
      case 1:
        return call(computed<k, 1>{to, point});
      case 2:
        return call(computed<k, 2>{to, point});
      case 3:
        return call(computed<k, 3>{to, point});
      default:
        return call(computed<k, 0>{to, point});
    }
  };
  switch (to.kind) {
    case cost_kind::squares:
      return with(std::integral_constant<cost_kind, cost_kind::squares>());
    case cost_kind::absolute:
      return with(std::integral_constant<cost_kind, cost_kind::absolute>());
    case cost_kind::largest:
      return with(std::integral_constant<cost_kind, cost_kind::largest>());
    case cost_kind::power:
      return with(std::integral_constant<cost_kind, cost_kind::power>());
    default:
      return with(std::integral_constant<cost_kind, cost_kind::root_of_squares>());
  }
}

void LeastOfComputed(const cost_columns& to, const double* point, const double* offset, double bound,
                     least_cost& best) {
  best = {.sum = std::min(bound, no_bound)};
  const std::size_t step = unrolled * hn::Lanes(lanes());
  WithKind(to, point, [&](const auto& cost) HWY_ATTR {
    for (std::size_t j = 0; j < to.n; j += step) {
      Look(cost, offset, 0, j, best);
    }
  });
}

void RowOfComputed(const cost_columns& to, const double* point, std::size_t first, std::size_t count,
                   double* HWY_RESTRICT out) {
  const lanes d;
  WithKind(to, point, [&](const auto& cost) HWY_ATTR {
    const auto write = [&](auto tag, std::size_t j) HWY_ATTR {
      auto c = cost(tag, first + j);
      if constexpr (std::remove_cvref_t<decltype(cost)>::rooted) {
        c = hn::Sqrt(c);
      }
      hn::StoreU(c, tag, out + j);
    };
    std::size_t j = 0;
    for (; j + hn::Lanes(d) <= count; j += hn::Lanes(d)) {
      write(d, j);
    }
    for (; j < count; ++j) {
      write(one_lane(), j);
    }
  });
}

void Lower(const double* HWY_RESTRICT cost, std::size_t n, double u, double* HWY_RESTRICT at) {
  const lanes d;
  const std::size_t N = hn::Lanes(d);
  std::size_t j = 0;
  for (; j + N <= n; j += N) {
    hn::StoreU(hn::Min(hn::LoadU(d, at + j), hn::Sub(hn::LoadU(d, cost + j), hn::Set(d, u))), d, at + j);
  }
  for (; j < n; ++j) {
    at[j] = std::min(at[j], cost[j] - u);
  }
}

void Bounds(const double* HWY_RESTRICT cost, std::size_t n, double& least, double& largest) {
  const lanes d;
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

}  // namespace HWY_NAMESPACE
}  // namespace relent::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(LeastOfStored);
HWY_EXPORT(LeastOfComputed);
HWY_EXPORT(RowOfComputed);
HWY_EXPORT(Lower);
HWY_EXPORT(Bounds);

}  // namespace

least_cost least_below(const double* cost, std::size_t n, const double* offset, double bound) noexcept {
  return HWY_DYNAMIC_DISPATCH(LeastOfStored)(cost, n, offset, bound);
}

least_cost least_below(const cost_columns& to, const double* point, const double* offset, double bound) noexcept {
  least_cost best{.sum = std::min(bound, no_bound)};
  HWY_DYNAMIC_DISPATCH(LeastOfComputed)(to, point, offset, bound, best);
  return best;
}

void cost_row(const cost_columns& to, const double* point, std::size_t first, std::size_t count, double* out) noexcept {
  HWY_DYNAMIC_DISPATCH(RowOfComputed)(to, point, first, count, out);
}

double cost_of(const cost_columns& to, const double* point, std::size_t j) noexcept {
  if (to.kind == cost_kind::power) {
    double out = 0;
    cost_row(to, point, j, 1, &out);
    return out;
  }
  const double* const column = to.coordinates + j;
  double sum = 0;
  for (std::size_t k = 0; k < to.dimensions; ++k) {
    const double apart = std::abs(column[k * to.stride()] - point[k]);
    sum = to.kind == cost_kind::absolute  ? sum + apart
          : to.kind == cost_kind::largest ? std::max(sum, apart)
                                          : std::fma(apart, apart, sum);
  }
  return to.kind == cost_kind::root_of_squares ? std::sqrt(sum) : sum;
}

cost_bounds bounds_of(const double* cost, std::size_t n) noexcept {
  cost_bounds out{};
  HWY_DYNAMIC_DISPATCH(Bounds)(cost, n, out.least, out.largest);
  return out;
}

void lower_to(const double* cost, std::size_t n, double u, double* at) noexcept {
  HWY_DYNAMIC_DISPATCH(Lower)(cost, n, u, at);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
