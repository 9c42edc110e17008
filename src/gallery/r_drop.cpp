#include "relent/loss/r_drop.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "relent/measure/kl_divergence.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit r_drop() {
  const std::vector<double> first{0.7, 0.2, 0.1}, second{0.6, 0.3, 0.1};
  const auto log = [](double p) { return std::log(p); };
  const std::vector<double> log_first = values_of(first, log), log_second = values_of(second, log);
  const std::vector<std::int64_t> label{0};
  const auto loss = [&](r_drop_convention convention, double alpha) {
    return r_drop_loss({log_first.data(), 1, 3, row_content::log_probs},
                       {log_second.data(), 1, 3, row_content::log_probs}, label,
                       {.alpha = alpha, .convention = convention});
  };

  exhibit e;
  e.question =
      "A sample goes through a network with dropout twice: (.7, .2, .1) and (.6, .3, .1), label 0. R-Drop adds "
      "the KL between the two to the loss. How much of it?";
  e.rows = {
      {.what = "KL(first‖second)", .value = kl_divergence(first, second), .unit = "nats"},
      {.what = "KL(second‖first)", .value = kl_divergence(second, first), .unit = "nats"},
      {.what = "CE(first) + CE(second)", .value = loss(r_drop_convention::paper, 0), .unit = "nats"},
  };
  struct form {
    const char* name;
    r_drop_convention convention;
    const char* why;
  };
  constexpr std::array<form, 3> forms{{
      {"paper", r_drop_convention::paper, "CE1 + CE2 + alpha (KL12 + KL21) / 2"},
      {"the article's", r_drop_convention::keras,
       "mean CE + alpha mean(KL12 + KL21) / 4: half the paper's. Rows 2i and 2i+1 of its batch are one sample"},
      {"official", r_drop_convention::official,
       "mean CE + alpha (KL12 + KL21) / 2: half the paper's CE with all of its KL, so alpha weighs twice as much"},
  }};
  for (const form& f : forms) {
    for (const double alpha : {1.0, 4.0, 5.0}) {
      e.rows.push_back({.what = fmt::format("{}, alpha = {}", f.name, alpha),
                        .value = loss(f.convention, alpha),
                        .unit = "nats",
                        .why = alpha == 1 ? f.why : ""});
    }
  }
  e.remarks = {
      "Three conventions are in use. An alpha from one is not an alpha of another; relent has all three by name."};
  return e;
}

}  // namespace relent::exhibits
