#include <cmath>

#include "relent/distribution/normal.hpp"
#include "relent/divergence/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit diffusion() {
  constexpr int steps = 1000;
  double kept = 1;  // of the signal's variance after all steps
  for (int t = 0; t < steps; ++t) {
    const double beta = 1e-4 + (0.02 - 1e-4) * t / (steps - 1);
    kept *= 1 - beta;
  }
  const normal last(std::sqrt(kept), std::sqrt(1 - kept)), prior(0, 1);

  exhibit e;
  e.question =
      "A diffusion model adds noise in a thousand steps, beta from 1e-4 to 0.02. How far from pure noise does x0 = "
      "1 end?";
  e.rows = {
      {.what = "abar_1000, what is left of the signal's variance", .value = kept},
      {.what = "L_T = KL(N(sqrt(abar) x0, 1 - abar)‖N(0, 1)) at x0 = 1",
       .value = kl_divergence(last, prior),
       .unit = "nats",
       .why = "no parameter is in it: it is left out of training because it is so small"},
  };
  return e;
}

}  // namespace relent::exhibits
