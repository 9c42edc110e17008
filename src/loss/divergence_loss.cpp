#include "relent/loss/divergence_loss.hpp"

#include <cmath>
#include <limits>

#include "loss/checks.hpp"
#include "loss/pair_row.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "divergence_loss";
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void check(const class_rows& input, const class_rows& target, const divergence_loss_options& which) {
  losses::check_same_shape(function, "input", input, "target", target);
  const auto above_zero = [](double x) { return x > 0 && std::isfinite(x); };
  losses::check_parameter(function, "temperature", which.temperature, above_zero(which.temperature),
                          "finite and above 0");
  losses::check_parameter(function, "beta", which.beta, which.beta > 0 && which.beta < 1, "between 0 and 1");
  losses::check_parameter(function, "alpha", which.alpha,
                          std::isfinite(which.alpha) && (which.measure != row_divergence::renyi || which.alpha > 0),
                          which.measure == row_divergence::renyi ? "finite and above 0" : "finite");
}

/// The orders at which a family of divergences has another name.
row_divergence by_name(const divergence_loss_options& which) noexcept {
  const bool of_order = which.measure == row_divergence::renyi || which.measure == row_divergence::alpha;
  if (of_order && which.alpha == 1) {
    return row_divergence::forward_kl;
  }
  return of_order && which.alpha == 0 ? row_divergence::reverse_kl : which.measure;
}

/// Everything of one call that its rows share.
template <class T>
class call {
 public:
  call(const class_rows& input, const class_rows& target, divergence_loss_options which, const loss_options& how,
       const loss_outputs& out)
      : input_(input), target_(target), which_(which), how_(how), out_(out), plan_(function, input.rows, how, out) {
    which_.measure = by_name(which);
    // KL(Q||P) is KL(P||Q) with the sides exchanged.
    reversed_ = which_.measure == row_divergence::reverse_kl;
    which_.measure = reversed_ ? row_divergence::forward_kl : which_.measure;
    over_ = 1 / which.temperature;
    times_ = which.scale_by_temperature_squared ? which.temperature * which.temperature : 1;
  }

  double run() {
    if (how_.nans == nan_policy::omit) {
      for (std::int64_t row = 0; row < input_.rows; ++row) {
        if (plan_.counts(row) && holds_nan(row)) {
          plan_.leave_out(row);
        }
      }
    }
    // torch's kl_div: by the elements.
    plan_.set_mean_divisor(static_cast<double>(plan_.counted()) * static_cast<double>(input_.classes));
    plan_.settle();
    plan_.for_rows(input_.classes, [&](std::int64_t row) { do_row(row); });
    return plan_.reduced();
  }

 private:
  const class_rows& p_rows() const noexcept { return reversed_ ? input_ : target_; }
  const class_rows& q_rows() const noexcept { return reversed_ ? target_ : input_; }

  bool holds_nan(std::int64_t row) {
    auto& blocks = losses::thread_blocks<T>::mine();
    const losses::row_reader<T> p(p_rows(), blocks.a), q(q_rows(), blocks.b);
    return std::isnan(losses::sums_of(p, row, input_.classes, T{1}).sum) ||
           std::isnan(losses::sums_of(q, row, input_.classes, T{1}).sum);
  }

  /// True where the row is fit to go on with; else its loss and gradients are filled in, or it is refused.
  template <class U>
  bool is_sound(const kernel::row_sums<U>& sums, const class_rows& rows, std::int64_t row) {
    const std::string_view trouble = losses::trouble_in(sums, rows);
    if (trouble.empty()) {
      return true;
    }
    if (sums.sum != 0 && how_.nans == nan_policy::propagate) {
      return false;
    }
    throw losses::bad_row(function, &rows == &input_ ? "input" : "target", row, trouble);
  }

  template <class U>
  void check_normalised(const losses::row_reader<U>& reader, const class_rows& rows, std::int64_t row) {
    if (!how_.strict || rows.holds == row_content::logits) {
      return;
    }
    const double log = losses::log_sum_exp(losses::sums_of(reader, row, rows.classes, U{1}), 1.0);
    const double tolerance = size_of(rows.type) == 2 ? 2e-2 : 1e-4;
    if (!(std::abs(log) <= tolerance)) {
      throw error(errc::not_normalised, function,
                  std::string(losses::bad_row("", &rows == &input_ ? "input" : "target", row, "does not").message()) +
                      " sum to 1");
    }
  }

  [[nodiscard]] bool is_of_order() const noexcept {
    return which_.measure == row_divergence::renyi || which_.measure == row_divergence::alpha;
  }

  template <class U>
  double value_of(losses::pair_row<U>& pair, const losses::pair_gradients<U>& gradients) const {
    if (which_.measure == row_divergence::forward_kl) {
      return losses::kl_of(pair, gradients);
    }
    if constexpr (std::is_same_v<U, double>) {
      if (is_of_order()) {
        return losses::divergence_of_order(pair, which_, gradients);
      }
    }
    return losses::divergence_of(pair, which_, gradients);
  }

  void do_row(std::int64_t row) {
    if constexpr (std::is_same_v<T, float>) {
      if (is_of_order() && !is_done_in_f32(row)) {
        return do_row_in<double>(row);
      }
      if (is_of_order()) {
        return;
      }
    }
    do_row_in<T>(row);
  }

  /// A divergence of an order, where f32 will do.
  bool is_done_in_f32(std::int64_t row) {
    if (!plan_.counts(row) || how_.strict) {
      return false;
    }
    auto& blocks = losses::thread_blocks<float>::mine();
    const losses::row_reader<float> p(target_, blocks.a), q(input_, blocks.b);
    losses::pair_row<float> pair{p, q, row, input_.classes, over_};
    const double factor = plan_.factor(row) * over_ * times_;
    double value = 0;
    if (!losses::far_divergence_of_order(
            pair, which_, {{out_.target, target_, blocks.to_a}, {out_.input, input_, blocks.to_b}, factor, factor},
            value)) {
      return false;
    }
    plan_.loss(row) = value * times_;
    return true;
  }

  template <class U>
  void do_row_in(std::int64_t row) {
    auto& blocks = losses::thread_blocks<U>::mine();
    const gradient_rows& to_p = reversed_ ? out_.input : out_.target;
    const gradient_rows& to_q = reversed_ ? out_.target : out_.input;
    const losses::row_writer<U> p_writer(to_p, p_rows(), blocks.to_a), q_writer(to_q, q_rows(), blocks.to_b);
    if (!plan_.counts(row)) {
      plan_.loss(row) = 0;
      p_writer.fill(row, 0);
      q_writer.fill(row, 0);
      return;
    }
    const losses::row_reader<U> p(p_rows(), blocks.a), q(q_rows(), blocks.b);
    check_normalised(p, p_rows(), row);
    check_normalised(q, q_rows(), row);
    losses::pair_row<U> pair{p, q, row, input_.classes, over_};
    const double factor = plan_.factor(row) * over_ * times_;
    const double value = value_of(pair, {p_writer, q_writer, factor, factor});
    if (!is_sound(pair.sums.a, p_rows(), row) || !is_sound(pair.sums.b, q_rows(), row)) {
      plan_.loss(row) = nan;
      p_writer.fill(row, nan);
      q_writer.fill(row, nan);
      return;
    }
    plan_.loss(row) = value * times_;
  }

  const class_rows& input_;
  const class_rows& target_;
  divergence_loss_options which_;
  const loss_options& how_;
  const loss_outputs& out_;
  losses::row_plan plan_;
  bool reversed_ = false;
  double over_ = 1;
  double times_ = 1;
};

}  // namespace

double divergence_loss(const class_rows& input, const class_rows& target, const divergence_loss_options& which,
                       const loss_options& how, const loss_outputs& out) {
  check(input, target, which);
  const bool wide = losses::needs_f64(input) || losses::needs_f64(target);
  return wide ? call<double>(input, target, which, how, out).run() : call<float>(input, target, which, how, out).run();
}

}  // namespace relent
