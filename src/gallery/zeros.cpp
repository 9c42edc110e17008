#include <cmath>
#include <vector>

#include "relent/loss/elementwise_loss.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"
#include "relent/measure/total_variation.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

/// The element's own share of KL(P‖Q): P ln(P/Q), from P and log Q, since Q itself may be too small for a double.
double term(double p, double log_q) {
  return relent::kl_div({&log_q, 1, 1, row_content::log_probs}, {&p, 1, 1, row_content::probs}, false,
                        {.reduce = reduction::sum});
}

}  // namespace

exhibit zeros() {
  const std::vector<double> p{0.25, 0.25, 0.25, 0.25, 0}, q(5, 0.2);
  const std::vector<double> left{1, 0}, right{0, 1};
  const double tiny = 1e-8, small = 1e-2;

  exhibit e;
  e.question = "P has nothing where Q has something, or the other way round. Which divergences survive that?";
  e.rows = {
      {.what = "KL(P‖Q), P = (1/4, 1/4, 1/4, 1/4, 0), Q uniform on all five",
       .value = kl_divergence(p, q),
       .unit = "nats",
       .why = "ln 1.25; 0 log(0/q) = 0: what P never does costs nothing"},
      {.what = "KL(Q‖P)",
       .value = kl_divergence(q, p),
       .unit = "nats",
       .why = "element 4: Q has 0.2 where P has 0; a code for P has no word for it"},
      {.what = "JS(P, Q)",
       .value = js_divergence(p, q),
       .unit = "nats",
       .why = "the mixture has a word for everything"},
      {.what = "KL((1, 0)‖(0, 1)), nothing in common", .value = kl_divergence(left, right), .unit = "nats"},
      {.what = "KL((0, 1)‖(1, 0))", .value = kl_divergence(right, left), .unit = "nats"},
      {.what = "JS((1, 0), (0, 1))",
       .value = js_divergence(left, right),
       .unit = "nats",
       .why = "ln 2, one bit: the most there is, however far the two are apart"},
      {.what = "total variation of (1, 0) and (0, 1)", .value = total_variation(left, right)},
      {.what = "P ln(P/Q) at P = 1e-8, Q = 1/2",
       .value = term(tiny, std::log(0.5)),
       .unit = "nats",
       .why = "an element that P hardly has hardly counts ..."},
      {.what = "P ln(P/Q) at P = 1e-8, Q = 2P", .value = term(tiny, std::log(2 * tiny)), .unit = "nats"},
      {.what = "P ln(P/Q) at P = 1e-2, Q = exp(-1/P^2)",
       .value = term(small, -1 / (small * small)),
       .unit = "nats",
       .why = "... unless Q vanishes much faster: the limit is not 0 for every Q, as one article says"},
  };
  return e;
}

}  // namespace relent::exhibits
