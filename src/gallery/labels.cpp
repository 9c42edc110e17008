#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/core/unit.hpp"
#include "relent/measure/cross_entropy.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

/// A label with its complement against a prediction with its own.
double row_loss(double label, double prediction) {
  return cross_entropy(std::vector<double>{label, 1 - label}, std::vector<double>{prediction, 1 - prediction});
}

/// The listing's KL of the whole vectors: it adds 1e-4 to p inside the logarithm.
double listed_kl(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += p[i] * std::log((p[i] + 1e-4) / q[i]);
  }
  return sum;
}

/// Keras' kl_divergence of a one-hot label in ten classes: both sides clipped to [1e-7, 1].
double keras_kl_at_uniform() {
  double sum = std::log(1 / 0.1);
  for (int other = 0; other < 9; ++other) {
    sum += 1e-7 * std::log(1e-7 / 0.1);
  }
  return sum;
}

}  // namespace

exhibit labels() {
  const std::vector<double> p{1, 1, 1, 1, 1, 0, 0, 0, 0, 0}, q{.8, .9, .9, .6, .8, .1, .4, .2, .1, .3};
  const std::vector<double> one_hot{1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, uniform(10, 0.1);
  const mass_mode as_they_are = mass_mode::generalised;  // ten labels, not ten masses: nothing sums to 1
  const double whole = cross_entropy(p, q, {.mode = as_they_are});
  double mean = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    mean += row_loss(p[i], q[i]) / 10;
  }

  exhibit e;
  e.question =
      "Ten predictions of yes or no, q = (.8, .9, .9, .6, .8, .1, .4, .2, .1, .3), for five yes and five no. "
      "What is the loss of each?";
  e.rows = {
      {.what = "cross-entropy of the whole vectors, -sum p ln q",
       .value = whole,
       .unit = "nats",
       .printed = from_nats(whole, unit::bits),
       .printed_unit = "nats",
       .why = "the printed number is in bits; and the article prints this one sum in every row of its table"},
      {.what = "KL of the whole vectors",
       .value = whole,
       .unit = "nats",
       .printed = listed_kl(p, q),
       .printed_unit = "nats",
       .why = "labels of 0 and 1 have no entropy, so KL = CE; the listing adds 1e-4 to p inside the logarithm"},
  };
  const auto row = [&](const char* what, double label, double prediction) {
    e.rows.push_back({.what = what, .value = row_loss(label, prediction), .unit = "nats"});
  };
  row("a row: label 1, q = .8; label 0, q = .2", 1, 0.8);
  e.rows.back().why = "-[y ln q + (1 - y) ln(1 - q)]";
  row("a row: label 1, q = .9; label 0, q = .1", 1, 0.9);
  row("a row: label 1, q = .6; label 0, q = .4", 1, 0.6);
  row("a row: label 0, q = .3", 0, 0.3);
  e.rows.push_back({.what = "mean of the ten rows", .value = mean, .unit = "nats"});
  e.rows.push_back({.what = "KL of the row (1, 0) from (.8, .2)",
                    .value = kl_divergence(std::vector<double>{1, 0}, std::vector<double>{0.8, 0.2}),
                    .unit = "nats",
                    .why = "with one-hot labels KL = CE, row by row"});
  const double ce = cross_entropy(one_hot, uniform);
  e.rows.push_back(
      {.what = "ten classes, uniform prediction: cross-entropy", .value = ce, .unit = "nats", .why = "ln 10"});
  e.rows.push_back({.what = "Keras' kl_divergence less its categorical_crossentropy there",
                    .value = keras_kl_at_uniform() - ce,
                    .unit = "nats",
                    .why = "training with either is the same but for this: Keras clips labels to [1e-7, 1]"});
  return e;
}

}  // namespace relent::exhibits
