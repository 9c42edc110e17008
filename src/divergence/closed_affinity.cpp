#include "closed_affinity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "relent/divergence/closed/affinity.hpp"
#include "relent/divergence/closed/family_list.hpp"

namespace relent {
namespace {

using closed::bounded, closed::family_at, closed::family_count, closed::family_index;
using answer_function = std::optional<closed_gap> (*)(double alpha, const distribution& p, const distribution& q);

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

template <class F>
bounded kl(const F& p, const F& q) {
  if constexpr (closed::one_of<F, negative_binomial>) {
    // So many geometric variables: 1 / (1 - p) trials each.
    const bounded once = closed::kl_of_kin(bernoulli(p.p()), bernoulli(q.p()));
    const double trials = p.total_count() / (1 - p.p());
    return {trials * once.value, trials * (once.error + 4 * eps * once.value)};
  } else {
    return closed::kl_of_kin(p, q);
  }
}

/// How large the parameters are: what an eps of them may do to a divergence.
template <class F>
double size_of(const F& f) {
  double sum = 1;
  for (const double t : f.parameter_values()) {
    sum += std::abs(t) + 1 / std::max(std::abs(t), 1e-3);
  }
  return sum;
}

template <class F>
closed_gap gap_over(const closed::bridge<F>& bridge, double alpha) {
  const auto& [p, m, q] = bridge;
  if (alpha < 1 || kl(p, q).value < 1e-2) {
    const bounded to_p = kl(m, p), to_q = kl(m, q);
    return {alpha * to_p.value + (1 - alpha) * to_q.value,
            alpha * to_p.error + std::abs(1 - alpha) * to_q.error +
                4 * eps * (alpha * to_p.value + std::abs(1 - alpha) * to_q.value) + 16 * eps * eps * size_of(m)};
  }
  const bounded to_m = kl(p, m), to_q = kl(p, q);
  const double value = to_m.value + (alpha - 1) * to_q.value;
  return {-value, to_m.error + (alpha - 1) * to_q.error + 8 * eps * value +
                      8 * eps * alpha * (to_m.value + std::sqrt(to_m.value * size_of(m)))};
}

/// Of two uniform densities, or masses on whole numbers, of these widths and with this overlap.
closed_gap gap_of_widths(double alpha, double p_short, double q_short, double overlap) {
  // p_short is what P's width has beyond the overlap.
  const double by_p = alpha * std::log1p(p_short / overlap), by_q = (1 - alpha) * std::log1p(q_short / overlap);
  return {by_p + by_q, 8 * eps * (std::abs(by_p) + std::abs(by_q))};
}

template <class F>
std::optional<closed_gap> of_uniforms(double alpha, const F& p, const F& q) {
  const double step = closed::one_of<F, discrete_uniform> ? 1 : 0;
  const double low = std::max(p.low(), q.low()), high = std::min(p.high(), q.high());
  const double overlap = high - low + step;
  const double p_short = (low - p.low()) + (p.high() - high), q_short = (low - q.low()) + (q.high() - high);
  if (!(overlap > 0) || (alpha > 1 && p_short > 0)) {
    return std::nullopt;  // a matter of supports, which has its own reason
  }
  return gap_of_widths(alpha, p_short, q_short, overlap);
}

template <class P, class Q>
concept has_bridge = requires(const P& p, const Q& q) {
  closed::bridged(p, q, 0.5);
};

template <class P, class Q>
std::optional<closed_gap> answer(double alpha, const distribution& any_p, const distribution& any_q) {
  if constexpr (std::same_as<P, Q> && closed::one_of<P, uniform, discrete_uniform>) {
    return of_uniforms(alpha, *any_p.get<P>(), *any_q.get<Q>());
  } else if constexpr (has_bridge<P, Q>) {
    const auto search = closed::bridged(*any_p.get<P>(), *any_q.get<Q>(), alpha);
    if (!search.one_family) {
      return std::nullopt;
    }
    if (!search.found) {
      return closed_gap{-infinity, 0};
    }
    const closed_gap found = gap_over(*search.found, alpha);
    return std::isfinite(found.value) && std::isfinite(found.error) ? std::optional(found) : std::nullopt;
  } else {
    return std::nullopt;
  }
}

template <std::size_t... I>
constexpr auto table_of(std::index_sequence<I...> /*all*/) {
  return std::array<answer_function, sizeof...(I)>{answer<family_at<I / family_count>, family_at<I % family_count>>...};
}

}  // namespace

std::optional<closed_gap> closed_affinity_gap(double alpha, const distribution& p, const distribution& q) {
  static constexpr auto table = table_of(std::make_index_sequence<family_count * family_count>{});
  const std::size_t i = family_index(p), j = family_index(q);
  return i == family_count || j == family_count ? std::nullopt : table[i * family_count + j](alpha, p, q);
}

}  // namespace relent
