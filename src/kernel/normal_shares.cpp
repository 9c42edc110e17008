#include "kernel/normal_shares.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/normal_shares.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernel/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace relent::kernel::HWY_NAMESPACE {
namespace {

using lanes = hn::ScalableTag<double>;

/// One vector of places: its part of the log likelihood, and what it adds to the sums, which stand lane by lane.
HWY_INLINE vec<lanes> OneVector(lanes d, vec<lanes> x, vec<lanes> weight, const normal_components& of,
                                double* HWY_RESTRICT terms, double* HWY_RESTRICT sums) {
  const std::size_t width = hn::Lanes(d), k = of.count;
  const auto minus_half = hn::Set(d, -0.5);
  auto top = hn::Set(d, -infinity);
  for (std::size_t c = 0; c < k; ++c) {
    const auto z = hn::Mul(hn::Sub(x, hn::Set(d, of.means[c])), hn::Set(d, of.scales[c]));
    const auto t = hn::MulAdd(hn::Mul(minus_half, z), z, hn::Set(d, of.constants[c]));
    hn::StoreU(t, d, terms + c * width);
    top = hn::Max(top, t);
  }
  auto sum = hn::Zero(d);
  for (std::size_t c = 0; c < k; ++c) {
    const auto e = Exp(d, hn::Sub(hn::LoadU(d, terms + c * width), top));
    hn::StoreU(e, d, terms + c * width);
    sum = hn::Add(sum, e);
  }
  const auto scale = hn::Div(weight, sum);
  for (std::size_t c = 0; c < k; ++c) {
    double* const of_c = sums + 3 * c * width;
    const auto share = hn::Mul(hn::LoadU(d, terms + c * width), scale);
    const auto away = hn::Sub(x, hn::Set(d, of.means[c])), first = hn::Mul(share, away);
    hn::StoreU(hn::Add(hn::LoadU(d, of_c), share), d, of_c);
    hn::StoreU(hn::Add(hn::LoadU(d, of_c + width), first), d, of_c + width);
    hn::StoreU(hn::MulAdd(first, away, hn::LoadU(d, of_c + 2 * width)), d, of_c + 2 * width);
  }
  return hn::Mul(weight, hn::Add(top, Log(d, sum)));
}

double Shares(const double* HWY_RESTRICT x, const double* HWY_RESTRICT weights, std::size_t n,
              const normal_components& of, double* HWY_RESTRICT out, double* HWY_RESTRICT scratch) {
  const lanes d;
  const std::size_t width = hn::Lanes(d), k = of.count;
  double* const terms = scratch;
  double* const sums = terms + k * width;
  double* const last_x = sums + 3 * k * width;
  double* const last_weights = last_x + width;
  for (std::size_t i = 0; i < 3 * k * width; ++i) {
    sums[i] = 0;
  }
  auto likelihood = hn::Zero(d);
  const auto one = hn::Set(d, 1.0);
  std::size_t i = 0;
  for (; i + width <= n; i += width) {
    const auto weight = weights != nullptr ? hn::LoadU(d, weights + i) : one;
    likelihood = hn::Add(likelihood, OneVector(d, hn::LoadU(d, x + i), weight, of, terms, sums));
  }
  if (i < n) {  // the rest, filled up with places of no weight
    for (std::size_t j = 0; j < width; ++j) {
      const bool within = i + j < n;
      last_x[j] = within ? x[i + j] : x[n - 1];
      last_weights[j] = !within ? 0 : weights != nullptr ? weights[i + j] : 1;
    }
    likelihood = hn::Add(likelihood, OneVector(d, hn::LoadU(d, last_x), hn::LoadU(d, last_weights), of, terms, sums));
  }
  for (std::size_t j = 0; j < 3 * k; ++j) {
    out[j] += hn::GetLane(hn::SumOfLanes(d, hn::LoadU(d, sums + j * width)));
  }
  return hn::GetLane(hn::SumOfLanes(d, likelihood));
}

}  // namespace
}  // namespace relent::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relent::kernel {
namespace {

HWY_EXPORT(Shares);

}  // namespace

double normal_shares(const double* x, const double* weights, std::size_t n, const normal_components& of, double* sums,
                     double* scratch) noexcept {
  return HWY_DYNAMIC_DISPATCH(Shares)(x, weights, n, of, sums, scratch);
}

}  // namespace relent::kernel
#endif  // HWY_ONCE
