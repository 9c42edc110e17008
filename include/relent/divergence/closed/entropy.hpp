#pragma once

#include "relent/distribution/beta_binomial.hpp"
#include "relent/distribution/binomial.hpp"
#include "relent/distribution/hypergeometric.hpp"
#include "relent/distribution/logit_normal.hpp"
#include "relent/distribution/negative_binomial.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/divergence/closed/expectation.hpp"

namespace relent::closed {

/// Whether `entropy()` of this family is a closed form (of elementary and special functions), and no integral or sum
/// over its outcomes. The one place where that is said.
template <class P>
concept closed_entropy = !one_of<P, logit_normal, poisson, binomial, negative_binomial, hypergeometric, beta_binomial>;

}  // namespace relent::closed
