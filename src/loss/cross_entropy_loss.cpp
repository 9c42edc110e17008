// Cross-entropy with class indices.
#include "relent/loss/cross_entropy_loss.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "relent/core/summation.hpp"

#include "loss/checks.hpp"
#include "loss/class_loss.hpp"
#include "loss/cross_entropy_checks.hpp"
#include "loss/kept_rows.hpp"
#include "loss/row_blocks.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "cross_entropy_loss";
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
class call {
 public:
  call(const class_rows& input, std::span<const std::int64_t> classes, const cross_entropy_options& which,
       const loss_options& how, const loss_outputs& out)
      : input_(input),
        classes_(classes),
        which_(which),
        how_(how),
        out_(out),
        plan_(function, input.rows, how, out),
        over_(1 / which.temperature),
        share_(which.label_smoothing / static_cast<double>(input.classes)) {
    for (const double weight : which.class_weights) {
      all_weights_ += weight;
    }
    if (which.class_weights.empty()) {
      all_weights_ = static_cast<double>(input.classes);
    }
  }

  double run() {
    compensated_sum divisor;
    for (std::int64_t row = 0; row < input_.rows; ++row) {
      const std::int64_t y = classes_[static_cast<std::size_t>(row)];
      if (y == which_.ignore_index) {
        plan_.leave_out(row);
      } else if (y < 0 || y >= input_.classes) {
        if (plan_.counts(row)) {
          throw error(errc::out_of_range, function,
                      fmt::format("classes[{}] = {}, must be from 0 to {} or ignore_index {}", row, y,
                                  input_.classes - 1, which_.ignore_index));
        }
      }
      if (how_.nans == nan_policy::omit && plan_.counts(row) && std::isnan(read(row).sum)) {
        plan_.leave_out(row);
      }
      if (plan_.counts(row)) {
        divisor += weight_of(y);
      }
    }
    plan_.set_mean_divisor(divisor.value());
    plan_.settle();
    plan_.for_rows(input_.classes, [&](std::int64_t row) { do_row(row); });
    return plan_.reduced();
  }

 private:
  double weight_of(std::int64_t c) const {
    return which_.class_weights.empty() ? 1 : which_.class_weights[static_cast<std::size_t>(c)];
  }

  kernel::row_sums<T> read(std::int64_t row) const {
    const losses::row_reader<T> reader(input_, losses::thread_blocks<T>::mine().a);
    return losses::sums_of(reader, row, input_.classes, static_cast<T>(over_));
  }

  /// sum over classes of w_c (log_sum_exp - x_c / T), which label smoothing adds a share of.
  double smoothed(const losses::row_reader<T>& reader, std::int64_t row, double log_sum) const {
    double sum = 0;
    for (std::int64_t first = 0; first < input_.classes; first += losses::block_classes) {
      const std::int64_t n = std::min(losses::block_classes, input_.classes - first);
      const T* x = reader.block(row, first, n);
      if (which_.class_weights.empty()) {
        sum += static_cast<double>(n) * log_sum - over_ * kernel::logit_rows<T>().total(x, n);
        continue;
      }
      for (std::int64_t i = 0; i < n; ++i) {
        const double weight = weight_of(first + i);
        sum += weight == 0 ? 0 : weight * (log_sum - over_ * static_cast<double>(x[i]));
      }
    }
    return sum;
  }

  void do_row(std::int64_t row) {
    auto& blocks = losses::thread_blocks<T>::mine();
    const losses::row_writer<T> writer(out_.input, input_, blocks.to_a);
    if (!plan_.counts(row)) {
      plan_.loss(row) = 0;
      writer.fill(row, 0);
      return;
    }
    const losses::row_reader<T> reader(input_, blocks.a);
    // Weights differ from class to class: then the gradient is made class by class, from the row itself.
    const bool keeps = writer.lies_ready() && reader.lies_ready() && (share_ == 0 || which_.class_weights.empty());
    losses::kept_rows<T>* const kept = keeps ? losses::kept_rows<T>::of_row(input_.classes) : nullptr;
    const kernel::row_sums<T> sums = kept == nullptr
                                         ? losses::sums_of(reader, row, input_.classes, static_cast<T>(over_))
                                         : keep(reader, row, *kept);
    if (const std::string_view trouble = losses::trouble_in(sums, input_); !trouble.empty()) {
      if (sums.sum == 0 || how_.nans != nan_policy::propagate) {
        throw losses::bad_row(function, "input", row, trouble);
      }
      plan_.loss(row) = nan;
      writer.fill(row, nan);
      return;
    }
    const std::int64_t y = classes_[static_cast<std::size_t>(row)];
    const double log_sum = losses::log_sum_exp(sums, over_);
    const double above = (static_cast<double>(*reader.block(row, y, 1)) - static_cast<double>(sums.max)) * over_;
    const double log_prob = above - std::log(sums.sum);
    const losses::class_loss loss = losses::loss_of_class(log_prob, (1 - which_.label_smoothing) * weight_of(y),
                                                          which_.focal_gamma, which_.poly_epsilon);
    plan_.loss(row) =
        loss.value + which_.z_loss * log_sum * log_sum + (share_ > 0 ? share_ * smoothed(reader, row, log_sum) : 0);
    if (writer) {
      const double factor = plan_.factor(row) * over_;
      const double of_all = -loss.slope + share_ * all_weights_ + 2 * which_.z_loss * log_sum;
      const double true_class = of_all * std::exp(log_prob) + loss.slope - share_ * weight_of(y);
      if (kept != nullptr) {
        write_kept(reader, writer, row, sums, *kept, factor * of_all, -factor * share_, factor * true_class);
      } else {
        write(reader, writer, row, sums, factor, of_all);
        write_one(writer, row, y, factor * true_class);
      }
    }
  }

  kernel::row_sums<T> keep(const losses::row_reader<T>& reader, std::int64_t row, losses::kept_rows<T>& kept) const {
    kernel::row_sums<T> sums;
    for (std::int64_t first = 0; first < input_.classes; first += losses::block_classes) {
      const std::int64_t n = std::min(losses::block_classes, input_.classes - first);
      kept.reference_a(first) = kernel::logit_rows<T>().keep(reader.place(row, first), reader.type(), n,
                                                             static_cast<T>(over_), sums, kept.a(first));
    }
    return sums;
  }

  /// p_c times + constant for every class, from the kept exponentials, and `own` for the true one.
  void write_kept(const losses::row_reader<T>& reader, const losses::row_writer<T>& writer, std::int64_t row,
                  const kernel::row_sums<T>& sums, losses::kept_rows<T>& kept, double times, double constant,
                  double own) const {
    const std::int64_t y = classes_[static_cast<std::size_t>(row)];
    bool written = false;
    for (std::int64_t first = 0; first < input_.classes; first += losses::block_classes) {
      const std::int64_t n = std::min(losses::block_classes, input_.classes - first);
      const double factor = losses::to_masses(sums, kept.reference_a(first), over_) * times;
      if (y >= first && y < first + n && std::abs(own - constant) < 1e30 * std::abs(factor)) {
        // Written with the others: a second store would fetch the line back from where the first has sent it.
        const std::int64_t at = kernel::logit_rows<T>().kept_at(reader.type(), n, y - first);
        kept.a(first)[at] = static_cast<T>((own - constant) / factor);
        written = true;
      }
      kernel::gradient_block to = writer.place_of(row, first);
      to.next[0] = reader.next(row, first);
      kernel::logit_rows<T>().combine({kept.a(first), static_cast<T>(factor)}, {}, static_cast<T>(constant), n, to);
    }
    if (!written) {
      write_one(writer, row, y, own);
    }
  }

  /// of_all p_c - share w_c, for every class.
  void write(const losses::row_reader<T>& reader, const losses::row_writer<T>& writer, std::int64_t row,
             const kernel::row_sums<T>& sums, double factor, double of_all) const {
    const bool flat = which_.class_weights.empty();
    for (std::int64_t first = 0; first < input_.classes; first += losses::block_classes) {
      const std::int64_t n = std::min(losses::block_classes, input_.classes - first);
      T* to = writer.block(row, first);
      kernel::logit_rows<T>().softmax(reader.block(row, first, n), n, sums.max, static_cast<T>(over_),
                                      static_cast<T>(factor * of_all / sums.sum),
                                      static_cast<T>(flat ? -factor * share_ : 0.0), writer.streams(), to);
      if (!flat && share_ > 0) {
        for (std::int64_t i = 0; i < n; ++i) {
          to[i] -= static_cast<T>(factor * share_ * weight_of(first + i));
        }
      }
      writer.done(row, first, n);
    }
  }

  /// The true class's own gradient, over what the loop wrote there.
  void write_one(const losses::row_writer<T>& writer, std::int64_t row, std::int64_t y, double value) const {
    *writer.block(row, y) = static_cast<T>(value);
    writer.done(row, y, 1);
  }

  const class_rows& input_;
  std::span<const std::int64_t> classes_;
  const cross_entropy_options& which_;
  const loss_options& how_;
  const loss_outputs& out_;
  losses::row_plan plan_;
  double over_;
  double share_;
  double all_weights_ = 0;
};

}  // namespace

double cross_entropy_loss(const class_rows& input, std::span<const std::int64_t> classes,
                          const cross_entropy_options& which, const loss_options& how, const loss_outputs& out) {
  losses::check_rows(function, "input", input);
  losses::check_cross_entropy(function, input, which);
  losses::check_length(function, "classes", classes.size(), input.rows, "row");
  if (out.target) {
    throw error(errc::unsupported, function, "class indices have no gradient");
  }
  if (input.holds == row_content::probs) {
    throw error(errc::unsupported, function, "input holds probs; cross-entropy takes logits or log_probs");
  }
  if (losses::needs_f64(input)) {
    return call<double>(input, classes, which, how, out).run();
  }
  return call<float>(input, classes, which, how, out).run();
}

}  // namespace relent
