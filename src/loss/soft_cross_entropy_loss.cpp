// Cross-entropy with soft targets.
#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "relent/loss/cross_entropy_loss.hpp"

#include "loss/checks.hpp"
#include "loss/cross_entropy_checks.hpp"
#include "loss/pair_row.hpp"
#include "loss/row_blocks.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "cross_entropy_loss";
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
class call {
 public:
  call(const class_rows& input, const class_rows& target, const cross_entropy_options& which, const loss_options& how,
       const loss_outputs& out)
      : input_(input),
        target_(target),
        which_(which),
        how_(how),
        out_(out),
        plan_(function, input.rows, how, out),
        over_(1 / which.temperature),
        share_(which.label_smoothing / static_cast<double>(input.classes)),
        plain_(which.class_weights.empty() && which.label_smoothing == 0 && target.holds == row_content::probs) {}

  double run() {
    if (how_.nans == nan_policy::omit) {
      for (std::int64_t row = 0; row < input_.rows; ++row) {
        if (plan_.counts(row) && std::isnan(value_of(row))) {
          plan_.leave_out(row);
        }
      }
    }
    plan_.settle();
    plan_.for_rows(input_.classes, [&](std::int64_t row) { do_row(row); });
    return plan_.reduced();
  }

 private:
  /// A row being worked on.
  struct state {
    const losses::row_reader<T>& input;
    const losses::row_reader<T>& target;
    std::int64_t row;
    kernel::row_sums<T> of_input{}, of_target{};
    kernel::target_sums totals{};
    double mean = 0;  ///< sum t (-log q) without smoothing, for the gradient to logits of the target
  };

  double weight_of(std::int64_t c) const {
    return which_.class_weights.empty() ? 1 : which_.class_weights[static_cast<std::size_t>(c)];
  }

  /// The targets of a block as masses; `buffer` is the target's own where it was converted.
  const T* masses(const state& s, std::int64_t first, std::int64_t n, T* buffer) const {
    const T* t = s.target.block(s.row, first, n);
    if (target_.holds != row_content::probs) {
      kernel::logit_rows<T>().softmax(t, n, s.of_target.max, T{1}, static_cast<T>(1 / s.of_target.sum), 0, false,
                                      buffer);
      return buffer;
    }
    return t;
  }

  /// w_c ((1 - s) t_c + s/C)
  const T* weighted(const state& s, std::int64_t first, std::int64_t n, T* buffer) const {
    const T* t = masses(s, first, n, buffer);
    if (plain_) {
      return t;
    }
    const double kept = 1 - which_.label_smoothing;
    for (std::int64_t i = 0; i < n; ++i) {
      buffer[i] = static_cast<T>(weight_of(first + i) * (kept * static_cast<double>(t[i]) + share_));
    }
    return buffer;
  }

  template <class Body>
  void for_blocks(const Body& body) const {
    for (std::int64_t first = 0; first < input_.classes; first += losses::block_classes) {
      body(first, std::min(losses::block_classes, input_.classes - first));
    }
  }

  double value_of(std::int64_t row) const {
    auto& blocks = losses::thread_blocks<T>::mine();
    const losses::row_reader<T> input(input_, blocks.a), target(target_, blocks.b, true);
    state s{input, target, row};
    return measure(s);
  }

  /// Reads the sums of a row; NaN where something in it is NaN.
  double measure(state& s) const {
    auto& blocks = losses::thread_blocks<T>::mine();
    s.of_input = losses::sums_of(s.input, s.row, input_.classes, static_cast<T>(over_));
    if (target_.holds != row_content::probs) {
      s.of_target = losses::sums_of(s.target, s.row, target_.classes, T{1});
    }
    for_blocks([&](std::int64_t first, std::int64_t n) {
      const T* t = weighted(s, first, n, blocks.b);
      const kernel::target_sums sums = kernel::logit_rows<T>().soft_sums(t, s.input.block(s.row, first, n), n,
                                                                         s.of_input.max, static_cast<T>(over_));
      s.totals.mass += sums.mass;
      s.totals.cost += sums.cost;
    });
    const double log_sum = losses::log_sum_exp(s.of_input, over_);
    return s.totals.cost + s.totals.mass * std::log(s.of_input.sum) + which_.z_loss * log_sum * log_sum;
  }

  bool is_sound(const state& s, double value) const {
    const std::string_view of_input = losses::trouble_in(s.of_input, input_);
    const bool target_bad = std::isnan(s.totals.mass) || std::isinf(s.totals.mass);
    if (of_input.empty() && !target_bad && !std::isnan(value)) {
      return true;
    }
    if (s.of_input.sum != 0 && how_.nans == nan_policy::propagate) {
      return false;
    }
    if (!of_input.empty()) {
      throw losses::bad_row(function, "input", s.row, of_input);
    }
    throw losses::bad_row(function, "target", s.row, "holds NaN or no distribution");
  }

  /// Nothing but -sum p log q, p a softmax: that is KL(P||Q) + H(P), whose gradient to the input is KL's.
  bool is_kl_and_entropy() const noexcept {
    return target_.holds != row_content::probs && which_.class_weights.empty() && which_.label_smoothing == 0 &&
           which_.z_loss == 0 && which_.temperature == 1 && !out_.target;
  }

  void do_kl_row(std::int64_t row) {
    auto& blocks = losses::thread_blocks<T>::mine();
    const losses::row_writer<T> to_input(out_.input, input_, blocks.to_b), to_target({}, target_, blocks.to_a);
    const losses::row_reader<T> input(input_, blocks.b), target(target_, blocks.a);
    losses::pair_row<T> pair{target, input, row, input_.classes, 1};
    const double divergence = losses::kl_of(pair, {to_target, to_input, 0, plan_.factor(row)});
    const kernel::row_sums<T>& sums = pair.sums.a;
    state s{input, target, row, pair.sums.b, sums};
    s.totals.mass = sums.sum > 0 ? 1 : std::nan("");
    const double entropy = std::log(sums.sum) - sums.tilt / sums.sum;
    plan_.loss(row) = divergence + entropy;
    if (!is_sound(s, plan_.loss(row))) {
      plan_.loss(row) = nan;
      to_input.fill(row, nan);
    }
  }

  void do_row(std::int64_t row) {
    if (is_kl_and_entropy() && plan_.counts(row)) {
      return do_kl_row(row);
    }
    auto& blocks = losses::thread_blocks<T>::mine();
    const losses::row_writer<T> to_input(out_.input, input_, blocks.to_a);
    const losses::row_writer<T> to_target(out_.target, as_logits(target_), blocks.to_b);
    const auto all = [&](double value) {
      plan_.loss(row) = value;
      to_input.fill(row, value);
      to_target.fill(row, value);
    };
    if (!plan_.counts(row)) {
      return all(0);
    }
    const losses::row_reader<T> input(input_, blocks.a), target(target_, blocks.b, true);
    state s{input, target, row};
    const double value = measure(s);
    if (!is_sound(s, value)) {
      return all(nan);
    }
    plan_.loss(row) = value;
    // The target's gradient first: the input's may take the input's place.
    if (to_target) {
      write_target(s, to_target);
    }
    if (to_input) {
      write_input(s, to_input);
    }
  }

  /// The gradient to probs needs none of what row_writer does for them.
  static class_rows as_logits(class_rows rows) {
    rows.holds = row_content::logits;
    return rows;
  }

  void write_input(const state& s, const losses::row_writer<T>& writer) const {
    auto& blocks = losses::thread_blocks<T>::mine();
    const double factor = plan_.factor(s.row) * over_;
    const double of_all = s.totals.mass + 2 * which_.z_loss * losses::log_sum_exp(s.of_input, over_);
    for_blocks([&](std::int64_t first, std::int64_t n) {
      const T* t = weighted(s, first, n, blocks.b);
      kernel::logit_rows<T>().soft_gradient(t, s.input.block(s.row, first, n), n, s.of_input.max, static_cast<T>(over_),
                                            static_cast<T>(factor * of_all / s.of_input.sum), static_cast<T>(factor),
                                            writer.streams(), writer.block(s.row, first));
      writer.done(s.row, first, n);
    });
  }

  /// w_c (1 - s) (-log q_c), the derivative with respect to t_c.
  double slope(const state& s, std::int64_t c, T logit) const {
    const double below = (static_cast<double>(s.of_input.max) - static_cast<double>(logit)) * over_;
    const double kept = weight_of(c) * (1 - which_.label_smoothing);
    return kept == 0 ? 0 : kept * (below + std::log(s.of_input.sum));
  }

  void write_target(state& s, const losses::row_writer<T>& writer) const {
    auto& blocks = losses::thread_blocks<T>::mine();
    const double factor = plan_.factor(s.row);
    const bool through_softmax = target_.holds != row_content::probs;
    if (through_softmax) {
      for_blocks([&](std::int64_t first, std::int64_t n) {
        const T* t = masses(s, first, n, blocks.b);
        const T* x = s.input.block(s.row, first, n);
        for (std::int64_t i = 0; i < n; ++i) {
          s.mean += t[i] == 0 ? 0 : static_cast<double>(t[i]) * slope(s, first + i, x[i]);
        }
      });
    }
    // An infinite loss would make every gradient of the target's logits infinite.
    const double times = through_softmax && std::isinf(s.mean) ? 0 : factor;
    for_blocks([&](std::int64_t first, std::int64_t n) {
      const T* t = masses(s, first, n, blocks.b);
      const T* x = s.input.block(s.row, first, n);
      T* to = writer.block(s.row, first);
      for (std::int64_t i = 0; i < n; ++i) {
        const double h = slope(s, first + i, x[i]);
        const double mass = static_cast<double>(t[i]);
        to[i] = static_cast<T>(!through_softmax          ? factor * h
                               : mass == 0 || times == 0 ? 0
                                                         : times * mass * (h - s.mean));
      }
      writer.done(s.row, first, n);
    });
  }

  const class_rows& input_;
  const class_rows& target_;
  const cross_entropy_options& which_;
  const loss_options& how_;
  const loss_outputs& out_;
  losses::row_plan plan_;
  double over_;
  double share_;
  bool plain_;
};

}  // namespace

double cross_entropy_loss(const class_rows& input, const class_rows& target, const cross_entropy_options& which,
                          const loss_options& how, const loss_outputs& out) {
  losses::check_same_shape(function, "input", input, "target", target);
  losses::check_cross_entropy(function, input, which);
  losses::check_parameter(function, "focal_gamma", which.focal_gamma, which.focal_gamma == 0, "0 with soft targets");
  losses::check_parameter(function, "poly_epsilon", which.poly_epsilon, which.poly_epsilon == 0, "0 with soft targets");
  if (input.holds == row_content::probs) {
    throw error(errc::unsupported, function, "input holds probs; cross-entropy takes logits or log_probs");
  }
  const bool wide = input.type == dtype::f64 || target.type == dtype::f64;
  return wide ? call<double>(input, target, which, how, out).run() : call<float>(input, target, which, how, out).run();
}

}  // namespace relent
