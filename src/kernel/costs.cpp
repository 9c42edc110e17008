#include "kernel/costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/costs.cpp"  // NOLINT
#include "hwy/foreach_target.h"                // NOLINT
#include "hwy/highway.h"                       // NOLINT

HWY_BEFORE_NAMESPACE();
namespace relent::kernel {
namespace HWY_NAMESPACE {  // NOLINT
namespace hn = hwy::HWY_NAMESPACE;

using lanes = hn::CappedTag<double, 8>;
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
struct computed {
  static constexpr bool rooted = kind == cost_kind::root_of_squares;
  const cost_columns& to;
  const double* point;

  HWY_INLINE auto operator()(lanes d, std::size_t j) const {
    const std::size_t dimensions = fixed != 0 ? fixed : to.dimensions, stride = to.stride();
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < dimensions; ++k) {
      const auto apart = hn::Sub(hn::LoadU(d, to.coordinates + k * stride + j), hn::Set(d, point[k]));
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

void RowOfComputed(const cost_columns& to, const double* point, double* HWY_RESTRICT out) {
  const lanes d;
  WithKind(to, point, [&](const auto& cost) HWY_ATTR {
    for (std::size_t j = 0; j < to.n; j += hn::Lanes(d)) {
      auto c = cost(d, j);
      if constexpr (std::remove_cvref_t<decltype(cost)>::rooted) {
        c = hn::Sqrt(c);
      }
      hn::StoreU(c, d, out + j);
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

/// +infinity counts as 0; NaN stays, since x - x is then not 0 and spoils the sum that is added at the end.
double LargestFinite(const double* cost, std::size_t n) {
  const lanes d;
  const std::size_t N = hn::Lanes(d);
  const auto forbidden = hn::Set(d, std::numeric_limits<double>::infinity());
  auto most = hn::Zero(d), spoilt = hn::Zero(d);
  std::size_t j = 0;
  const auto take = [&](auto c) HWY_ATTR {
    c = hn::IfThenZeroElse(hn::Eq(c, forbidden), c);
    most = hn::Max(most, hn::Abs(c));
    spoilt = hn::Add(spoilt, hn::Sub(c, c));
  };
  for (; j + N <= n; j += N) {
    take(hn::LoadU(d, cost + j));
  }
  if (j < n) {
    HWY_ALIGN double rest[8] = {};
    std::copy(cost + j, cost + n, rest);
    take(hn::Load(d, rest));
  }
  return hn::GetLane(hn::Add(hn::MaxOfLanes(d, most), hn::SumOfLanes(d, spoilt)));
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
HWY_EXPORT(LargestFinite);

/// Scaled by the largest difference: no power over- or underflows that need not.
double minkowski(const cost_columns& to, const double* point, const double* column) noexcept {
  double largest = 0;
  for (std::size_t k = 0; k < to.dimensions; ++k) {
    largest = std::max(largest, std::abs(column[k * to.stride()] - point[k]));
  }
  double sum = 0;
  for (std::size_t k = 0; k < to.dimensions && largest > 0; ++k) {
    sum += std::pow(std::abs(column[k * to.stride()] - point[k]) / largest, to.order);
  }
  return largest > 0 ? largest * std::pow(sum, 1 / to.order) : 0;
}

}  // namespace

least_cost least_below(const double* cost, std::size_t n, const double* offset, double bound) noexcept {
  return HWY_DYNAMIC_DISPATCH(LeastOfStored)(cost, n, offset, bound);
}

least_cost least_below(const cost_columns& to, const double* point, const double* offset, double bound) noexcept {
  least_cost best{.sum = std::min(bound, no_bound)};
  if (to.kind == cost_kind::power) {
    for (std::size_t j = 0; j < to.n; ++j) {
      if (offset[j] == closed_column) {
        continue;
      }
      const double cost = minkowski(to, point, to.coordinates + j);
      if (cost + offset[j] < best.sum) {
        best = {cost + offset[j], cost, j};
      }
    }
    return best;
  }
  HWY_DYNAMIC_DISPATCH(LeastOfComputed)(to, point, offset, bound, best);
  return best;
}

void cost_row(const cost_columns& to, const double* point, double* out) noexcept {
  if (to.kind != cost_kind::power) {
    HWY_DYNAMIC_DISPATCH(RowOfComputed)(to, point, out);
    return;
  }
  for (std::size_t j = 0; j < to.n; ++j) {
    out[j] = minkowski(to, point, to.coordinates + j);
  }
}

double cost_of(const cost_columns& to, const double* point, const double* column) noexcept {
  if (to.kind == cost_kind::power) {
    return minkowski(to, point, column);
  }
  double sum = 0;
  for (std::size_t k = 0; k < to.dimensions; ++k) {
    const double apart = std::abs(column[k * to.stride()] - point[k]);
    sum = to.kind == cost_kind::absolute  ? sum + apart
          : to.kind == cost_kind::largest ? std::max(sum, apart)
                                          : std::fma(apart, apart, sum);
  }
  return to.kind == cost_kind::root_of_squares ? std::sqrt(sum) : sum;
}

double largest_finite(const double* cost, std::size_t n) noexcept {
  return HWY_DYNAMIC_DISPATCH(LargestFinite)(cost, n);
}

void lower_to(const double* cost, std::size_t n, double u, double* at) noexcept {
  HWY_DYNAMIC_DISPATCH(Lower)(cost, n, u, at);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
