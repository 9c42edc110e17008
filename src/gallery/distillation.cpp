#include <vector>

#include <fmt/format.h>

#include "relent/loss/divergence_loss.hpp"
#include "relent/measure/entropy.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

struct at_temperature {
  double loss;                   ///< T^2 KL(teacher‖student)
  std::vector<double> gradient;  ///< to the student's logits
};

at_temperature distil(double temperature) {
  const std::vector<double> teacher{2, 1, 0.1}, student{1, 1, 0.5};
  at_temperature out{0, std::vector<double>(3)};
  out.loss = divergence_loss({student.data(), 1, 3}, {teacher.data(), 1, 3},
                             {.temperature = temperature, .scale_by_temperature_squared = true},
                             {.reduce = reduction::sum}, {.input = {out.gradient.data()}});
  return out;
}

}  // namespace

exhibit distillation() {
  exhibit e;
  e.question =
      "A student with logits (1, 1, .5) learns from a teacher with (2, 1, .1), both softened by a temperature T. "
      "What is the loss, and why times T^2?";
  for (const double t : {1.0, 2.0, 4.0}) {
    e.rows.push_back(
        {.what = fmt::format("T^2 KL(teacher‖student) at T = {}", t), .value = distil(t).loss, .unit = "nats"});
  }
  // What is left of order 1/T at T = 1e12 is below the twelfth digit; the loss keeps its digits where rows nearly
  // agree.
  const at_temperature hot = distil(1e12);
  e.rows.push_back({.what = "the same, T to infinity",
                    .value = hot.loss,
                    .unit = "nats",
                    .why = "half the variance of the logits' differences: T^2 keeps the loss from vanishing"});
  for (std::size_t i = 0; i < 3; ++i) {
    e.rows.push_back({.what = fmt::format("T^2 dKL/dz of the student's logit {}, T to infinity", i),
                      .value = hot.gradient[i],
                      .why = i == 0 ? "a third of the centred difference of the logits: matching logits" : ""});
  }
  const std::vector<double> sure{0.8, 0.2}, unsure{0.6, 0.4};
  e.rows.push_back({.what = "two cats: KL((.6, .4)‖(.8, .2))", .value = kl_divergence(unsure, sure), .unit = "nats"});
  e.rows.push_back({.what = "two cats: KL((.8, .2)‖(.6, .4))", .value = kl_divergence(sure, unsure), .unit = "nats"});
  e.rows.push_back({.what = "two cats: H of (.6, .4)", .value = entropy(unsure), .unit = "nats"});
  e.rows.push_back({.what = "two cats: H of (.8, .2)",
                    .value = entropy(sure),
                    .unit = "nats",
                    .why = "a teacher's entropy differs from row to row: its cross-entropy has no common zero, KL has. "
                           "Hard labels have entropy 0, and need only CE"});
  return e;
}

}  // namespace relent::exhibits
