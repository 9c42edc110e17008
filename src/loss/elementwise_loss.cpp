#include "relent/loss/elementwise_loss.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "loss/elements.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double counted_elements(const class_rows& rows, std::span<const std::uint8_t> mask) {
  const auto kept = mask.empty() ? rows.rows : rows.rows - std::count(mask.begin(), mask.end(), std::uint8_t{0});
  return static_cast<double>(kept) * static_cast<double>(rows.classes);
}

/// t log t - t x: the target as probabilities.
void of_probs(losses::element_block& e) {
  std::copy_n(e.b, e.n, e.value);
  for (std::int64_t i = 0; i < e.n; ++i) {
    e.value[i] = e.b[i] >= 0 ? e.b[i] : nan;
  }
  kernel::logarithms(e.value, e.n);
  for (std::int64_t i = 0; i < e.n; ++i) {
    const double log = e.value[i], gap = log - e.a[i];
    e.value[i] = e.b[i] == 0 ? 0 : e.b[i] * gap;
    e.to_a[i] = -e.b[i];
    e.to_b[i] = e.b[i] == 0 ? -infinity : gap + 1;
  }
}

/// exp(t) (t - x): the target as log-probabilities.
void of_log_probs(losses::element_block& e) {
  std::copy_n(e.b, e.n, e.value);
  kernel::exponentials(e.value, e.n);
  for (std::int64_t i = 0; i < e.n; ++i) {
    const double mass = e.value[i], gap = e.b[i] - e.a[i];
    e.value[i] = mass == 0 ? 0 : mass * gap;
    e.to_a[i] = -mass;
    e.to_b[i] = mass == 0 ? 0 : mass * (gap + 1);
  }
}

/// log(1 + exp(-|x|)) and 1 / (1 + exp(-x)).
void soft_plus(const double* x, std::int64_t n, double* log, double* sigmoid) {
  for (std::int64_t i = 0; i < n; ++i) {
    sigmoid[i] = -std::abs(x[i]);
  }
  kernel::exponentials(sigmoid, n);
  for (std::int64_t i = 0; i < n; ++i) {
    log[i] = 1 + sigmoid[i];
  }
  kernel::logarithms(log, n);
  for (std::int64_t i = 0; i < n; ++i) {
    const double e = sigmoid[i], u = 1 + e;
    log[i] = u == 1 ? e : log[i] * (e / (u - 1));  // what rounding took from 1 + e is put back
    sigmoid[i] = x[i] >= 0 ? 1 / u : e / u;
  }
}

}  // namespace

double kl_div(const class_rows& input, const class_rows& target, bool log_target, const loss_options& how,
              const element_outputs& out) {
  losses::check_same_shape("kl_div", "input", input, "target", target);
  return losses::sum_elements("kl_div", input, target, how, out, counted_elements(input, how.mask), {},
                              log_target ? of_log_probs : of_probs);
}

double binary_cross_entropy_with_logits(const class_rows& input, const class_rows& target, const binary_options& which,
                                        const loss_options& how, const element_outputs& out) {
  constexpr std::string_view function = "binary_cross_entropy_with_logits";
  losses::check_same_shape(function, "input", input, "target", target);
  if (!which.weight.empty()) {
    losses::check_length(function, "weight", which.weight.size(), input.classes, "class");
  }
  if (!which.pos_weight.empty()) {
    losses::check_length(function, "pos_weight", which.pos_weight.size(), input.classes, "class");
  }
  return losses::sum_elements(
      function, input, target, how, out, losses::elements_of(input), {}, [&](losses::element_block& e) {
        soft_plus(e.a, e.n, e.value, e.to_a);
        for (std::int64_t i = 0; i < e.n; ++i) {
          const auto c = static_cast<std::size_t>(e.first + i);
          const double w = which.weight.empty() ? 1 : which.weight[c];
          const double up = which.pos_weight.empty() ? 1 : which.pos_weight[c];
          const double x = e.a[i], t = e.b[i], log = e.value[i], sigmoid = e.to_a[i];
          // -log sigmoid(x) and -log sigmoid(-x)
          const double hit = log + std::max(-x, 0.0), miss = log + std::max(x, 0.0);
          const auto part = [](double share, double cost) { return share == 0 ? 0 : share * cost; };
          e.value[i] = std::isnan(x) ? nan : w * (part(up * t, hit) + part(1 - t, miss));
          e.to_a[i] = w * ((1 - t) * sigmoid - up * t * (x >= 0 ? std::exp(-x) * sigmoid : 1 - sigmoid));
          e.to_b[i] = w * (up * hit - miss);
        }
      });
}

}  // namespace relent
