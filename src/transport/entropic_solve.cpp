#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "relent/core/summation.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/over_relaxation.hpp"

namespace relent::transporting {
namespace {

constexpr double annealing_ratio = 4;
// A pass that begins nearer to the tolerance than this many times may be the last, which the plan's cost is part of.
constexpr double near_the_end = 4;

constexpr int most_quick_passes = 64;

class alternating {
 public:
  explicit alternating(entropic_problem& problem)
      : p_(problem),
        log_sums_(problem.from.mass.size()),
        column_sums_(problem.to.mass.size()),
        epsilon_(problem.how.anneal ? std::max(problem.epsilon, problem.range) : problem.epsilon) {
    std::ranges::copy(p_.how.start, p_.to.potential.begin());
    if (!p_.how.start.empty()) {
      epsilon_ = p_.epsilon;  // where potentials are given, a larger epsilon would forget them
    }
  }

  sinkhorn_result run() {
    int iterations = 0;
    double error = std::numeric_limits<double>::infinity();
    while (true) {
      ++iterations;
      const bool last = iterations >= p_.how.max_iterations, final_epsilon = epsilon_ == p_.epsilon;
      const double step = p_.how.accelerate && final_epsilon ? relaxation_.factor() : 1;
      before_ = p_.from.potential;
      h_ = p_.to.exponents(epsilon_);
      const bool in_doubt =
          quick_passes_ >= most_quick_passes || error < p_.sums.share_in_doubt(epsilon_) * exact_error_;
      const accuracy wanted = last || !final_epsilon ? accuracy::once : in_doubt ? accuracy::exact : accuracy::quick;
      bool exact = pass(step, wanted, last || error <= near_the_end * p_.how.tolerance);
      if (final_epsilon) {
        error = marginal_error();
        if (error <= p_.how.tolerance && !exact) {
          exact = pass(step, accuracy::exact, true);
          error = marginal_error();
        }
        quick_passes_ = exact ? 0 : quick_passes_ + 1;
        exact_error_ = exact ? error : exact_error_;
        if (error <= p_.how.tolerance) {
          break;
        }
        relaxation_.see(error);
      }
      if (last) {  // of another epsilon nothing is known of this one
        error = final_epsilon ? error : std::numeric_limits<double>::infinity();
        break;
      }
      update_columns(step);
      lower_epsilon();
    }
    sinkhorn_result out = finish(p_, plan_total(), error, iterations);
    out.transport_cost =
        cost_ ? *cost_ : p_.sums.cost(p_.epsilon, p_.from.exponents(p_.epsilon), p_.to.exponents(p_.epsilon));
    return out;
  }

 private:
  /// New f, and the sums of the columns under it. Whether they are exact.
  bool pass(double step, accuracy wanted, bool priced) {
    entropic_side& from = p_.from;
    const double damped = from.damping(epsilon_) * epsilon_;
    const row_factor factor = [&](std::size_t i, double log_sum) {
      if (!std::isfinite(log_sum)) {
        refuse_unreachable(p_, "a", i);
      }
      const double full = -damped * log_sum;
      // f is that of the last sweep, or 0 before the first, when step is 1.
      from.potential[i] = step == 1 ? full : before_[i] + step * (full - before_[i]);
      return from.potential[i] / epsilon_ + from.log_mass[i];
    };
    double cost = 0;
    priced = priced && epsilon_ == p_.epsilon;
    const bool exact = p_.sums.both(epsilon_, h_, factor, log_sums_, column_sums_, wanted, priced ? &cost : nullptr);
    cost_ = priced && exact ? std::optional(cost) : std::nullopt;
    return exact;
  }

  [[nodiscard]] double marginal_error() const {
    compensated_sum apart;
    for (std::size_t i = 0; i < log_sums_.size(); ++i) {
      if (p_.from.mass[i] > 0) {
        const double row = p_.from.mass[i] * std::exp(p_.from.potential[i] / epsilon_ + log_sums_[i]);
        apart += std::abs(row - p_.from.wanted(i));
      }
    }
    for (std::size_t j = 0; j < column_sums_.size(); ++j) {
      if (p_.to.mass[j] > 0) {
        apart += std::abs(column_sums_[j] - p_.to.wanted(j));
      }
    }
    const double error = apart.value() / std::max(p_.from.total, p_.to.total);
    return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
  }

  [[nodiscard]] double plan_total() const {
    compensated_sum sum;
    for (const double s : column_sums_) {
      sum += s;
    }
    return sum.value();
  }

  void update_columns(double step) {
    entropic_side& to = p_.to;
    const double damped = to.damping(epsilon_) * epsilon_;
    const auto move = [&](std::size_t j, double log_sum) {
      to.potential[j] += step * (-damped * log_sum - to.potential[j]);
    };
    std::vector<std::size_t> tiny;
    for (std::size_t j = 0; j < column_sums_.size(); ++j) {
      if (to.mass[j] == 0) {
        continue;
      }
      if (const double sum = column_sums_[j]; sum >= least_column_sum && std::isfinite(sum)) {
        move(j, std::log(sum) - h_[j]);
      } else {
        tiny.push_back(j);
      }
    }
    if (tiny.empty()) {
      return;
    }
    std::vector<double> log_sums(tiny.size());
    p_.sums.logs(side::columns, tiny, epsilon_, p_.from.exponents(epsilon_), log_sums);
    for (std::size_t k = 0; k < tiny.size(); ++k) {
      if (!std::isfinite(log_sums[k])) {
        refuse_unreachable(p_, "b", tiny[k]);
      }
      move(tiny[k], log_sums[k]);
    }
  }

  void lower_epsilon() {
    if (epsilon_ > p_.epsilon) {
      const double next = std::max(p_.epsilon, epsilon_ / annealing_ratio);
      for (double& l : log_sums_) {
        l *= epsilon_ / next;
      }
      epsilon_ = next;
    }
  }

  entropic_problem& p_;
  over_relaxation relaxation_{};
  std::vector<double> h_{}, before_{}, log_sums_, column_sums_;
  std::optional<double> cost_{};
  int quick_passes_ = 0;  ///< since the last exact one
  double exact_error_ = 0;
  double epsilon_;
};

}  // namespace

sinkhorn_result solve(entropic_problem& problem) { return alternating(problem).run(); }

}  // namespace relent::transporting
