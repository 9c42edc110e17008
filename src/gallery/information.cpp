#include <vector>

#include "relent/core/unit.hpp"
#include "relent/measure/cross_entropy.hpp"
#include "relent/measure/entropy.hpp"
#include "relent/measure/kl_divergence.hpp"
#include "relent/measure/self_information.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit information() {
  const auto bits = [](double nats) { return from_nats(nats, unit::bits); };
  const std::vector<double> seven{6.0 / 36};
  const std::vector<double> p{0.125, 0.125, 0.25, 0.5}, uniform(4, 0.25), q{0.5, 0.25, 0.125, 0.125};

  exhibit e;
  e.question =
      "An outcome of probability p tells -log p. What do messages tell on average, and what does a code cost "
      "that was made for other probabilities?";
  e.rows = {
      {.what = "two dice show a sum of 7: p = 6/36",
       .value = bits(self_information(seven)),
       .unit = "bits",
       .why = "-log2 p, the information of that outcome"},
      {.what = "the same in nats", .value = self_information(seven), .unit = "nats"},
      {.what = "H(P) of A, B, C, D with P = (1/8, 1/8, 1/4, 1/2)",
       .value = bits(entropy(p)),
       .unit = "bits",
       .why = "what the best code spends a letter: 3, 3, 2 and 1 bits"},
      {.what = "a fixed code of 2 bits a letter wastes",
       .value = bits(kl_divergence(p, uniform)),
       .unit = "bits",
       .why = "KL(P‖uniform): 2 - 1.75"},
      {.what = "the code made for Q = (1/2, 1/4, 1/8, 1/8) costs",
       .value = bits(cross_entropy(p, q)),
       .unit = "bits",
       .why = "the cross-entropy H(P, Q)"},
      {.what = "and wastes",
       .value = bits(kl_divergence(p, q)),
       .unit = "bits",
       .why = "KL(P‖Q) = H(P, Q) - H(P): KL is the waste, never negative"},
  };
  e.remarks = {
      "H(P, Q) codes samples of P with the code made for Q. One article has it the other way round, samples of "
      "Q in P's code."};
  return e;
}

}  // namespace relent::exhibits
