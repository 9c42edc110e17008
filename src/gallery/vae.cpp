#include <vector>

#include "relent/distribution/normal.hpp"
#include "relent/divergence/kl_divergence.hpp"
#include "relent/loss/gaussian_kl.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit vae() {
  const std::vector<double> mean{0.5, -1}, log_variance{0.2, -0.3};

  exhibit e;
  e.question = "An encoder says N(mu, sigma^2) of every latent number; the prior is N(0, 1). What does saying so cost?";
  e.rows = {
      {.what = "KL(N(1, 1)‖N(0, 1))",
       .value = kl_divergence(normal(1, 1), normal(0, 1)),
       .unit = "nats",
       .why = "(mu^2 + sigma^2 - ln sigma^2 - 1) / 2"},
      {.what = "KL(N(0, 4)‖N(0, 1))", .value = kl_divergence(normal(0, 2), normal(0, 1)), .unit = "nats"},
      {.what = "two latents, mu (.5, -1), log sigma^2 (.2, -.3)",
       .value = vae_kl_loss({mean.data(), 1, 2}, {log_variance.data(), 1, 2}, {}, {.reduce = reduction::sum}),
       .unit = "nats",
       .why = "latents add; the loss takes log sigma^2, as encoders give it"},
  };
  return e;
}

}  // namespace relent::exhibits
