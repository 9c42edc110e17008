#include "relent/loss/fused_linear.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "loss/row_tools.hpp"

namespace relent::test {
namespace {

constexpr std::size_t heads_rows = 7, heads_width = 5, heads_classes = 6000;

std::vector<float> logits_of(const std::vector<float>& hidden, const std::vector<float>& weights) {
  std::vector<float> out(heads_rows * heads_classes);
  for (std::size_t r = 0; r < heads_rows; ++r) {
    for (std::size_t c = 0; c < heads_classes; ++c) {
      for (std::size_t k = 0; k < heads_width; ++k) {
        out[r * heads_classes + c] += hidden[r * heads_width + k] * weights[c * heads_width + k];
      }
    }
  }
  return out;
}

/// The gradient to the logits carried back by hand, in f64.
void expect_carried_back(const std::vector<float>& gradient, const std::vector<float>& hidden,
                         const std::vector<float>& weights, const std::vector<float>& to_hidden,
                         const std::vector<float>& to_weights) {
  for (std::size_t k = 0; k < heads_width; ++k) {
    for (std::size_t r = 0; r < heads_rows; ++r) {
      double sum = 0;
      for (std::size_t c = 0; c < heads_classes; ++c) {
        sum += static_cast<double>(gradient[r * heads_classes + c]) * static_cast<double>(weights[c * heads_width + k]);
      }
      EXPECT_NEAR(to_hidden[r * heads_width + k], sum, 1e-5);
    }
    for (std::size_t c = 0; c < heads_classes; c += 97) {
      double sum = 0;
      for (std::size_t r = 0; r < heads_rows; ++r) {
        sum += static_cast<double>(gradient[r * heads_classes + c]) * static_cast<double>(hidden[r * heads_width + k]);
      }
      EXPECT_NEAR(to_weights[c * heads_width + k], sum, 1e-6);
    }
  }
}

struct head_of_test {
  std::vector<float> hidden, weights, to_hidden, to_weights;
  explicit head_of_test(unsigned seed)
      : hidden(normal_numbers<float>(heads_rows * heads_width, seed, 1)),
        weights(normal_numbers<float>(heads_classes * heads_width, seed + 1, 1)),
        to_hidden(hidden.size()),
        to_weights(weights.size()) {}
  linear_head head() const { return {rows_of(hidden, heads_rows), rows_of(weights, heads_classes)}; }
  head_gradients gradients() { return {{to_hidden.data()}, {to_weights.data()}}; }
};

TEST(fused_linear_cross_entropy, is_cross_entropy_of_the_logits) {
  head_of_test model(1);
  const std::vector<std::int64_t> y{0, 5999, -100, 17, 3, 2, 1};
  const std::vector<float> logits = logits_of(model.hidden, model.weights);
  std::vector<float> gradient(logits.size());
  std::vector<double> each(heads_rows), fused_each(heads_rows);
  const double expected = cross_entropy_loss(rows_of(logits, heads_rows), y, {.label_smoothing = 0.1}, {},
                                             {.rows = each, .input = {gradient.data()}});
  const double found = fused_linear_cross_entropy(model.head(), y, {.label_smoothing = 0.1}, {}, {.rows = fused_each},
                                                  model.gradients());
  EXPECT_NEAR(found, expected, 1e-5);
  EXPECT_NEAR(fused_each[3], each[3], 1e-5);
  expect_carried_back(gradient, model.hidden, model.weights, model.to_hidden, model.to_weights);
}

TEST(fused_linear_divergence, is_the_divergence_of_the_logits_with_gradients_to_both_models) {
  for (const row_divergence measure : {row_divergence::forward_kl, row_divergence::js}) {
    head_of_test student(3), teacher(5);
    const std::vector<float> x = logits_of(student.hidden, student.weights);
    const std::vector<float> t = logits_of(teacher.hidden, teacher.weights);
    std::vector<float> to_x(x.size()), to_t(t.size());
    const loss_options how{.reduce = reduction::batchmean};
    const double expected = divergence_loss(rows_of(x, heads_rows), rows_of(t, heads_rows), {.measure = measure}, how,
                                            {.input = {to_x.data()}, .target = {to_t.data()}});
    const double found = fused_linear_divergence(student.head(), teacher.head(), {.measure = measure}, how, {},
                                                 student.gradients(), teacher.gradients());
    EXPECT_NEAR(found, expected, 1e-5 * expected);
    expect_carried_back(to_x, student.hidden, student.weights, student.to_hidden, student.to_weights);
    expect_carried_back(to_t, teacher.hidden, teacher.weights, teacher.to_hidden, teacher.to_weights);
  }
}

}  // namespace
}  // namespace relent::test
