#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "relent/core/estimate.hpp"
#include "relent/distribution/concepts.hpp"
#include "relent/divergence/closed/entropy.hpp"
#include "relent/divergence/closed/expectation.hpp"
#include "relent/divergence/closed/log_density_terms.hpp"
#include "relent/divergence/closed/same_family.hpp"
#include "relent/divergence/support.hpp"

namespace relent {

namespace closed {

template <class P, class Q>
concept kin = requires(const P& p, const Q& q) {
  kl_of_kin(p, q);
};

template <class P, class Statistic>
concept expects = requires(const P& p, const Statistic& t) {
  expectation(p, t);
};
template <class P, class Terms>
inline constexpr bool has_expectations = false;
template <class P, class... Statistic>
inline constexpr bool has_expectations<P, std::tuple<term<Statistic>...>> = (expects<P, Statistic> && ...);

/// All the expectations that log q needs are closed forms under P.
template <class P, class Q>
concept expressible = closed_entropy<P> && requires(const P& p, const Q& q) {
  centre(p);
  log_density_terms(q);
} && has_expectations<P, decltype(log_density_terms(std::declval<const Q&>()))>;

/// The sum -H(p) - log q(c) - sum of coefficient times (E[statistic] - statistic(c)), c amid P's mass.
class sum_of_expectations {
 public:
  sum_of_expectations(double entropy, double log_density_at_centre) noexcept;
  /// `rise` is E[statistic] - statistic(c); `words` names the expectation.
  void add(double coefficient, double rise, std::string_view words) noexcept;
  /// The divergence; +infinity with the reason where an expectation was.
  [[nodiscard]] estimate total(const std::string& p_text) const;

 private:
  double value_, size_;
  std::string_view infinite_{};
};

template <class P, class Q>
requires expressible<P, Q>
[[nodiscard]] estimate kl_by_expectations(const P& p, const Q& q) {
  sum_of_expectations sum(p.entropy(), q.log_density(centre(p)));
  std::apply([&](const auto&... t) { (sum.add(t.coefficient, expectation(p, t.statistic), t.statistic.words), ...); },
             log_density_terms(q));
  return sum.total(p.text());
}

}  // namespace closed

/// Whether KL(P‖Q) of these two families has a closed form.
template <class P, class Q>
concept has_closed_kl = closed::kin<P, Q> || closed::expressible<P, Q> || never_within<P, Q>;

/// KL(P‖Q) = E_p[log p(X) / q(X)] by its closed form, with a bound of its rounding error, and, where it is +infinity,
/// the reason. It is infinite where P has mass outside Q's support, or where an expectation that log q needs diverges.
///
/// Families that can come near each other (one family's members; gamma and exponential, ...) keep a relative error of
/// a few roundings however small the divergence; other pairs are sums of terms of the order of P's entropy and of
/// log q amid P's mass, with an error of some roundings of these.
/// Source: Gil, Alajaji & Linder 2013; Bauckhage 2014; Nawa & Nadarajah 2024; the expectations are the textbook's.
template <univariate P, univariate Q>
requires has_closed_kl<P, Q>
[[nodiscard]] estimate closed_kl(const P& p, const Q& q) {
  if (auto outside = reason_outside(p.support(), q.support(), p.text(), q.text()); !outside.empty()) {
    return {.value = std::numeric_limits<double>::infinity(),
            .method = method::closed_form,
            .error_bound = 0.0,
            .notes = {std::move(outside)}};
  }
  if constexpr (closed::kin<P, Q>) {
    const closed::bounded found = closed::kl_of_kin(p, q);
    return {.value = found.value, .method = method::closed_form, .error_bound = found.error};
  } else if constexpr (closed::expressible<P, Q>) {
    return closed::kl_by_expectations(p, q);
  } else {
    return {.value = std::numeric_limits<double>::quiet_NaN(),
            .method = method::closed_form};  // never within: not reached
  }
}

/// The value of `closed_kl`.
template <univariate P, univariate Q>
requires has_closed_kl<P, Q>
[[nodiscard]] double kl_divergence(const P& p, const Q& q) { return closed_kl(p, q).value; }

}  // namespace relent
