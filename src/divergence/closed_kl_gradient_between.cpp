#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "relent/divergence/closed/family_list.hpp"
#include "relent/divergence/closed/same_family_gradient.hpp"
#include "relent/divergence/divergence_gradient.hpp"
#include "relent/divergence/support.hpp"

namespace relent {
namespace {

using closed::family_at, closed::family_count, closed::family_index;
using answer_function = std::optional<parameter_gradient> (*)(const distribution& p, const distribution& q);

template <class P, class Q>
concept has_kin_gradient = requires(const P& p, const Q& q) {
  closed::kl_gradient_of_kin(p, q);
};

/// No end in common that moves, and no probability of 0 or 1: there the derivative has one side, or is infinite.
template <class P, class Q>
bool inside_ranges(const P& p, const Q& q) {
  if constexpr (closed::one_of<P, uniform>) {
    return p.low() != q.low() && p.high() != q.high();
  } else if constexpr (closed::one_of<P, pareto>) {
    return p.scale() != q.scale();
  } else if constexpr (closed::one_of<P, bernoulli, geometric>) {
    return p.p() > 0 && p.p() < 1 && q.p() > 0 && q.p() < 1;
  } else if constexpr (closed::one_of<P, poisson>) {
    return p.rate() > 0 && q.rate() > 0;
  } else {
    return true;
  }
}

template <class P, class Q>
std::optional<parameter_gradient> answer(const distribution& any_p, const distribution& any_q) {
  if constexpr (has_kin_gradient<P, Q>) {
    const P& p = *any_p.get<P>();
    const Q& q = *any_q.get<Q>();
    if (!inside_ranges(p, q) || !reason_outside(p.support(), q.support(), {}, {}).empty()) {
      return std::nullopt;
    }
    const closed::kin_gradient found = closed::kl_gradient_of_kin(p, q);
    parameter_gradient out{.method = method::closed_form};
    for (const auto& [value, error] : found.p) {
      out.p.push_back(value);
      out.p_error.push_back(error);
    }
    for (const auto& [value, error] : found.q) {
      out.q.push_back(value);
      out.q_error.push_back(error);
    }
    const auto finite = [](double x) { return std::isfinite(x); };
    return std::ranges::all_of(out.p, finite) && std::ranges::all_of(out.q, finite) ? std::optional(out) : std::nullopt;
  } else {
    return std::nullopt;
  }
}

template <std::size_t... I>
constexpr auto table_of(std::index_sequence<I...> /*all*/) {
  return std::array<answer_function, sizeof...(I)>{answer<family_at<I / family_count>, family_at<I % family_count>>...};
}

}  // namespace

std::optional<parameter_gradient> closed_kl_gradient_between(const distribution& p, const distribution& q) {
  static constexpr auto table = table_of(std::make_index_sequence<family_count * family_count>{});
  const std::size_t i = family_index(p), j = family_index(q);
  return i == family_count || j == family_count ? std::nullopt : table[i * family_count + j](p, q);
}

}  // namespace relent
