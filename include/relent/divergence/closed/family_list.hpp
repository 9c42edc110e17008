#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include "relent/distribution/bernoulli.hpp"
#include "relent/distribution/beta.hpp"
#include "relent/distribution/beta_binomial.hpp"
#include "relent/distribution/binomial.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/chi.hpp"
#include "relent/distribution/chi_squared.hpp"
#include "relent/distribution/continuous_bernoulli.hpp"
#include "relent/distribution/discrete_uniform.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/distribution/exponential.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/generalized_normal.hpp"
#include "relent/distribution/geometric.hpp"
#include "relent/distribution/gumbel.hpp"
#include "relent/distribution/half_normal.hpp"
#include "relent/distribution/hypergeometric.hpp"
#include "relent/distribution/inverse_gamma.hpp"
#include "relent/distribution/inverse_gaussian.hpp"
#include "relent/distribution/kumaraswamy.hpp"
#include "relent/distribution/laplace.hpp"
#include "relent/distribution/log_normal.hpp"
#include "relent/distribution/logistic.hpp"
#include "relent/distribution/logit_normal.hpp"
#include "relent/distribution/moyal.hpp"
#include "relent/distribution/negative_binomial.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/pareto.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/rayleigh.hpp"
#include "relent/distribution/student_t.hpp"
#include "relent/distribution/triangular.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/distribution/von_mises.hpp"
#include "relent/distribution/weibull.hpp"
#include "relent/distribution/zipf.hpp"

namespace relent::closed {

/// Every family of one number, as types: what `families()` is at run time. Tables over families and over pairs of them
/// are made from this list.
using family_list =
    std::tuple<bernoulli, beta_binomial, binomial, categorical, discrete_uniform, geometric, hypergeometric,
               negative_binomial, poisson, zipf, beta, cauchy, chi, chi_squared, continuous_bernoulli, exponential,
               gamma, generalized_normal, gumbel, half_normal, inverse_gamma, inverse_gaussian, kumaraswamy, laplace,
               log_normal, logistic, logit_normal, moyal, normal, pareto, rayleigh, student_t, triangular, uniform,
               von_mises, weibull>;

inline constexpr std::size_t family_count = std::tuple_size_v<family_list>;
template <std::size_t I>
using family_at = std::tuple_element_t<I, family_list>;

/// Which of the families a distribution is; `family_count` for what is built from others.
[[nodiscard]] inline std::size_t family_index(const distribution& d) {
  return [&]<std::size_t... I>(std::index_sequence<I...> /*all*/) {
    std::size_t found = family_count;
    static_cast<void>(
        ((d.name() == family_at<I>::name && d.get<family_at<I>>() != nullptr && ((found = I), true)) || ...));
    return found;
  }
  (std::make_index_sequence<family_count>{});
}

}  // namespace relent::closed
