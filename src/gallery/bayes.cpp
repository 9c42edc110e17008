#include <cmath>

#include "relent/distribution/beta.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/evidence.hpp"
#include "relent/divergence/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit bayes() {
  const double seen = 1.2;
  const normal prior(0, 1), posterior(seen / 2, std::sqrt(0.5)), evidence(0, std::sqrt(2.0));
  const auto log_joint = [&](double z) { return prior.log_density(z) + normal(z, 1).log_density(seen); };
  const double bound = evidence_lower_bound(prior, log_joint).value, gap = kl_divergence(prior, posterior);

  exhibit e;
  e.question = "How much do data teach, and how far is a guess at the posterior from it?";
  e.rows = {
      {.what = "KL(Beta(8, 4)‖Beta(1, 1))",
       .value = kl_divergence(beta(8, 4), beta(1, 1)),
       .unit = "nats",
       .why = "seven heads and three tails teach this of a coin"},
      {.what = "prior N(0, 1), seen 1.2 with unit noise: posterior mean", .value = posterior.mean()},
      {.what = "posterior variance", .value = posterior.variance()},
      {.what = "KL(posterior‖prior)",
       .value = kl_divergence(posterior, prior),
       .unit = "nats",
       .why = "what was learnt"},
      {.what = "log evidence", .value = evidence.log_density(seen), .unit = "nats"},
      {.what = "ELBO of q = N(0, 1)", .value = bound, .unit = "nats"},
      {.what = "KL(q‖posterior)", .value = gap, .unit = "nats"},
      {.what = "ELBO + KL(q‖posterior)",
       .value = bound + gap,
       .unit = "nats",
       .why = "the log evidence whatever q is: raising the ELBO is lowering KL(q‖posterior), a reverse KL"},
  };
  return e;
}

}  // namespace relent::exhibits
