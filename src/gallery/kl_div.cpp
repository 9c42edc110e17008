#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/loss/divergence_loss.hpp"
#include "relent/loss/elementwise_loss.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit kl_div() {
  const std::vector<double> p{0.25, 0.25, 0.25, 0.25, 0}, q(5, 0.2), log_q(5, std::log(0.2));
  const class_rows input(log_q.data(), 1, 5, row_content::log_probs), target(p.data(), 1, 5, row_content::probs);
  const auto loss = [&](reduction how) { return relent::kl_div(input, target, false, {.reduce = how}); };
  std::vector<double> elements(5);
  relent::kl_div(input, target, false, {.reduce = reduction::none}, {.values = {elements.data()}});
  // The article gives the probabilities themselves as logits to softmax, P as the input and Q as the target.
  const double listed = divergence_loss({p.data(), 1, 5}, {q.data(), 1, 5}, {}, {.reduce = reduction::sum});

  exhibit e;
  e.question =
      "F.kl_div(input, target) of P = (1/4, 1/4, 1/4, 1/4, 0) and Q = (1/5, ...): what goes where, and which of "
      "its reductions is KL?";
  for (std::size_t i = 0; i < elements.size(); ++i) {
    e.rows.push_back({.what = fmt::format("reduction none, element {}", i), .value = elements[i], .unit = "nats"});
  }
  e.rows.front().why = "target * (log target - input), with input = log Q and target = P";
  e.rows.back().why = "0 where the target is 0";
  e.rows.push_back({.what = "reduction sum: KL(P‖Q)",
                    .value = loss(reduction::sum),
                    .unit = "nats",
                    .printed = listed,
                    .printed_unit = "nats",
                    .why = "the article's code softmaxes probabilities as if they were logits, and swaps the roles"});
  e.rows.push_back({.what = "reduction mean",
                    .value = loss(reduction::mean),
                    .unit = "nats",
                    .why = "over the five elements, torch's default: a fifth of KL, not KL"});
  e.rows.push_back({.what = "reduction batchmean",
                    .value = loss(reduction::batchmean),
                    .unit = "nats",
                    .why = "over the rows of the batch, here one: KL"});
  return e;
}

}  // namespace relent::exhibits
