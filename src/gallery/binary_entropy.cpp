#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/core/unit.hpp"
#include "relent/measure/entropy.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

double coin_entropy(double p) { return from_nats(entropy(std::vector<double>{p, 1 - p}), unit::bits); }

/// What the article's listing computes: it adds 1e-15 inside the logarithm, so that log 0 is never asked for.
double as_listed(double p) { return -(p * std::log2(p + 1e-15) + (1 - p) * std::log2(1 - p + 1e-15)); }

}  // namespace

exhibit binary_entropy() {
  exhibit e;
  e.question = "A coin falls heads with probability p. How many bits does a throw tell?";
  const std::vector<double> six{0, 0.1, 0.2, 0.3, 0.4, 0.5};
  for (const double p : six) {
    e.rows.push_back(
        {.what = fmt::format("H of [{:.1f}, {:.1f}]", p, 1 - p), .value = coin_entropy(p), .unit = "bits"});
  }
  e.rows.front().printed = as_listed(0);
  e.rows.front().printed_unit = "bits";
  e.rows.front().why =
      "the listing adds 1e-15 inside the logarithm, and log2(1 + 1e-15) is not 0. No entropy is "
      "negative; 0 log 0 = 0 needs no help";
  e.rows.back().why = "a fair coin: a whole bit, the most there is";

  const std::vector<double> fine = places(0, 0.5, 101);
  e.pictures = {picture(
      "binary_entropy", "Binary entropy", "The entropy of a coin in bits against its two probabilities, [p, 1 - p].",
      {{.title = "",
        .x = {.title = "probabilities of the two sides, [p, 1 - p]",
              .domain = {{-0.02, 0.52}},
              .ticks = six,
              .label_expression = "'[' + format(datum.value, '.1f') + ', ' + format(1 - datum.value, '.1f') + ']'"},
        .y = {.title = "entropy (bits)", .domain = {{0, 1.05}}},
        .traces =
            {{.label = "", .colour = colour::blue, .x = fine, .y = values_of(fine, coin_entropy)},
             {.label = "H", .colour = colour::blue, .x = six, .y = values_of(six, coin_entropy), .as = look::points}},
        .width = 520,
        .height = 260}})};
  return e;
}

}  // namespace relent::exhibits
