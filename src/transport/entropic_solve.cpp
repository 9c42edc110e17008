#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/entropic_sweep.hpp"
#include "transport/over_relaxation.hpp"

namespace relent::transporting {
namespace {

constexpr double annealing_ratio = 4;
constexpr double safe_exponents = 300;  // costs' range over epsilon where products of scalings stay within f64

[[noreturn]] void refuse_unreachable(const entropic_problem& of, std::string_view side, std::size_t i) {
  throw error(errc::invalid_value, of.function,
              fmt::format("{}[{}] has mass, and no pair of it with mass on the other side has a finite cost: no plan "
                          "exists",
                          side, i));
}

class alternating {
 public:
  explicit alternating(entropic_problem& problem)
      : p_(problem),
        sweep_(problem.costs, problem.how.threads),
        log_sums_(problem.from.mass.size()),
        column_sums_(problem.to.mass.size()),
        epsilon_(problem.how.anneal ? std::max(problem.epsilon, problem.range) : problem.epsilon) {
    sweep_.skip(p_.from.mass);
    std::ranges::copy(p_.how.start, p_.to.potential.begin());
    if (!p_.how.start.empty()) {
      epsilon_ = p_.epsilon;  // where potentials are given, a larger epsilon would forget them
    }
    const bool safe = p_.costs.dense() && p_.range <= safe_exponents * p_.epsilon;
    if (p_.how.form == sinkhorn_form::scaling && !safe) {
      throw error(errc::unsupported, p_.function,
                  "form: scaling needs a matrix of costs whose range is at most 300 epsilon; take logarithms");
    }
    scaling_ = safe && p_.how.form != sinkhorn_form::log;
    epsilon_ = scaling_ ? p_.epsilon : epsilon_;
  }

  sinkhorn_result run() {
    int iterations = 0;
    double error = 0;
    while (true) {
      const double step = p_.how.accelerate && epsilon_ == p_.epsilon ? relaxation_.factor() : 1;
      pass(step);
      ++iterations;
      if (epsilon_ == p_.epsilon) {
        error = marginal_error();
        if (error <= p_.how.tolerance || iterations >= p_.how.max_iterations) {
          break;
        }
        relaxation_.see(error);
      } else if (iterations >= p_.how.max_iterations) {
        error = std::numeric_limits<double>::infinity();  // of another epsilon: nothing is known of this one
        break;
      }
      update_columns(step);
      lower_epsilon();
    }
    return finish(p_, plan_total(), error, iterations);
  }

 private:
  /// New f, and the sums of the columns under it.
  void pass(double step) {
    h_ = p_.to.exponents(epsilon_);
    entropic_side& from = p_.from;
    const double damped = from.damping(epsilon_) * epsilon_;
    const row_factor factor = [&](std::size_t i, double log_sum) {
      if (!std::isfinite(log_sum)) {
        refuse_unreachable(p_, "a", i);
      }
      const double full = -damped * log_sum;
      // f is that of the last sweep, or 0 before the first, when step is 1.
      from.potential[i] = step == 1 ? full : from.potential[i] + step * (full - from.potential[i]);
      return from.potential[i] / epsilon_ + from.log_mass[i];
    };
    if (scaling_) {
      if (!sweep_.has_kernel()) {
        sweep_.keep_kernel(epsilon_);
      }
      const std::vector<double> before = from.potential;
      if (sweep_.by_kernel(h_, factor, log_sums_, column_sums_)) {
        return;
      }
      from.potential = before;
      scaling_ = false;
    }
    sweep_.by_logarithms(epsilon_, h_, factor, log_sums_, column_sums_);
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
    for (std::size_t j = 0; j < column_sums_.size(); ++j) {
      if (to.mass[j] == 0) {
        continue;
      }
      const double sum = column_sums_[j];
      const double log_sum = sum >= least_column_sum && std::isfinite(sum) ? std::log(sum) - h_[j] : summed_anew(j);
      to.potential[j] += step * (-damped * log_sum - to.potential[j]);
    }
  }

  /// Of a column whose share of every row is too small for f64.
  double summed_anew(std::size_t j) {
    row_space space(tile_width);
    const double log_sum = log_sum_column(p_.costs, j, p_.from.exponents(epsilon_), 1 / epsilon_, space);
    if (!std::isfinite(log_sum)) {
      refuse_unreachable(p_, "b", j);
    }
    return log_sum;
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
  entropic_sweep sweep_;
  over_relaxation relaxation_{};
  std::vector<double> h_{}, log_sums_, column_sums_;
  double epsilon_;
  bool scaling_ = false;
};

}  // namespace

sinkhorn_result solve(entropic_problem& problem) { return alternating(problem).run(); }

}  // namespace relent::transporting
