#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>

#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit discriminator() {
  const std::vector<double> real{0.1, 0.4, 0.5}, made{0.8, 0.15, 0.05};
  std::vector<double> best;  // the discriminator that tells them apart best
  double value = 0, non_saturating = 0, real_log = 0;
  for (std::size_t i = 0; i < real.size(); ++i) {
    best.push_back(real[i] / (real[i] + made[i]));
    value += real[i] * std::log(best[i]) + made[i] * std::log(1 - best[i]);
    non_saturating -= made[i] * std::log(best[i]);
    real_log += real[i] * std::log(best[i]);
  }
  const double js = js_divergence(real, made), kl = kl_divergence(made, real);

  exhibit e;
  e.question =
      "A GAN's discriminator is as good as can be, with P_r = (.1, .4, .5) real and P_g = (.8, .15, .05) made. "
      "What does the generator then minimise?";
  for (std::size_t i = 0; i < best.size(); ++i) {
    e.rows.push_back({.what = fmt::format("D* of element {}", i), .value = best[i]});
  }
  e.rows.front().why = "P_r / (P_r + P_g): 1/9, 8/11, 10/11";
  e.rows.push_back({.what = "V = E_r log D* + E_g log(1 - D*)", .value = value, .unit = "nats"});
  e.rows.push_back(
      {.what = "2 JS - 2 ln 2",
       .value = 2 * js - 2 * std::numbers::ln2,
       .unit = "nats",
       .why = "the same: the generator minimises Jensen-Shannon, which is flat where the two share nothing"});
  e.rows.push_back({.what = "non-saturating loss, E_g[-log D*]", .value = non_saturating, .unit = "nats"});
  e.rows.push_back({.what = "KL(P_g‖P_r) - 2 JS + 2 ln 2 + E_r log D*",
                    .value = kl - 2 * js + 2 * std::numbers::ln2 + real_log,
                    .unit = "nats",
                    .why = "the same: KL is made small while JS is made large, at odds with each other"});
  e.rows.push_back({.what = "KL(P_g‖P_r) - 2 JS", .value = kl - 2 * js, .unit = "nats"});
  return e;
}

}  // namespace relent::exhibits
