#include <cmath>
#include <vector>

#include "relent/core/unit.hpp"
#include "relent/measure/cross_entropy.hpp"
#include "relent/measure/entropy.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit asymmetry() {
  const auto bits = [](double nats) { return from_nats(nats, unit::bits); };
  const std::vector<double> p{0.1, 0.4, 0.5}, q{0.8, 0.15, 0.05};

  exhibit e;
  e.question =
      "P = (0.1, 0.4, 0.5) and Q = (0.8, 0.15, 0.05): how far is one from the other, and the other from the one?";
  e.rows = {
      {.what = "KL(P‖Q)", .value = bits(kl_divergence(p, q)), .unit = "bits", .why = "samples of P, in a code for Q"},
      {.what = "KL(Q‖P)",
       .value = bits(kl_divergence(q, p)),
       .unit = "bits",
       .why = "another question, another number"},
      {.what = "H(P)", .value = bits(entropy(p)), .unit = "bits"},
      {.what = "H(P, Q) = H(P) + KL(P‖Q)",
       .value = bits(cross_entropy(p, q)),
       .unit = "bits",
       .why = "minimising cross-entropy in Q is minimising KL, for H(P) does not depend on Q"},
      {.what = "JS(P, Q)",
       .value = bits(js_divergence(p, q)),
       .unit = "bits",
       .why = "the same both ways, at most 1 bit"},
      {.what = "JS(P, Q) in nats", .value = js_divergence(p, q), .unit = "nats", .why = "at most ln 2"},
      {.what = "its root, the Jensen-Shannon distance",
       .value = std::sqrt(bits(js_divergence(p, q))),
       .unit = "root of bits"},
  };
  e.remarks = {"CE = H + KL. One article writes KL - H = CE.",
               "The logarithm is concave. One article calls it convex; that KL is never negative is Jensen's "
               "inequality for -log, "
               "which is convex.",
               "JS is no distance, as one article has it: its root is (see the exhibit triangle)."};
  return e;
}

}  // namespace relent::exhibits
