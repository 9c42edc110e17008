#include "transport/grid_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "kernel/softmin.hpp"
#include "linear/dense.hpp"
#include "transport/grid_axes.hpp"

namespace relent::transporting {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// A line's largest exponential is 1: with factors down to exp(-600) a sum is above e^-600, and what underflows on its
// way is below e^-100 of it.
constexpr double most_exponent = 600;
constexpr std::size_t longest_product = 4096, lines_a_task = 128, none = static_cast<std::size_t>(-1);

}  // namespace

grid_sums::grid_sums(const regular_grid& grid, std::span<const double> mass, int threads)
    : gibbs_sums(grid.size(), grid.size()), has_mass_(mass.size()), threads_(threads) {
  for (std::size_t k = 0; k < grid.shape.size(); ++k) {
    axis one{grid.shape[k], step_costs(grid, k)};
    range_ += one.costs.front();
    axes_.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < mass.size(); ++i) {
    has_mass_[i] = mass[i] > 0;
  }
}

std::vector<double> grid_sums::axis::priced(double epsilon) const {
  std::vector<double> out(costs.size());
  std::ranges::transform(costs, out.begin(), [&](double c) { return c > 0 ? c - epsilon * std::log(c) : infinity; });
  return out;
}

void grid_sums::along(const axis& of, double epsilon, bool priced, const std::vector<double>& in,
                      std::vector<double>& out) const {
  const std::size_t n = of.length, lines = in.size() / n;
  const std::vector<double> costs = priced ? of.priced(epsilon) : of.costs;
  const std::vector<double> nothing(n);
  if (of.costs.front() > most_exponent * epsilon || n > longest_product) {
    parallel_for(static_cast<std::int64_t>(n), threads_, [&](std::int64_t task) {
      const auto i = static_cast<std::size_t>(task);
      const double* const row = costs.data() + (n - 1 - i);
      std::vector<double> exponentials(n);
      for (std::size_t line = 0; line < lines; ++line) {
        const double* const h = in.data() + line * n;
        const double top = kernel::largest_exponent(row, h, 1 / epsilon, n);
        out[i * lines + line] =
            std::isfinite(top) ? top + std::log(kernel::exponentials(row, h, 1 / epsilon, top, n, exponentials.data()))
                               : -infinity;
      }
    });
    return;
  }
  matrix factors(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    kernel::exponentials(costs.data() + (n - 1 - i), nothing.data(), 1 / epsilon, 0, n, factors.values.data() + i * n);
  }
  parallel_for(static_cast<std::int64_t>((lines + lines_a_task - 1) / lines_a_task), threads_, [&](std::int64_t task) {
    const std::size_t begin = static_cast<std::size_t>(task) * lines_a_task,
                      count = std::min(lines_a_task, lines - begin);
    matrix part(count, n);
    std::vector<double> tops(count);
    for (std::size_t line = 0; line < count; ++line) {
      const double* const h = in.data() + (begin + line) * n;
      tops[line] = kernel::largest_exponent(nothing.data(), h, 0, n);
      if (std::isfinite(tops[line])) {
        kernel::exponentials(nothing.data(), h, 0, tops[line], n, part.values.data() + line * n);
      }
    }
    const matrix sums = linear::product_transposed(factors, part);
    for (std::size_t i = 0; i < n; ++i) {
      double* const to = out.data() + i * lines + begin;
      std::ranges::copy(tops, to);
      kernel::add_logs(sums.values.data() + i * count, count, to);
    }
  });
}

std::vector<double> grid_sums::everywhere(double epsilon, std::span<const double> exponents, std::size_t priced) const {
  std::vector<double> now(exponents.begin(), exponents.end()), next(now.size());
  for (std::size_t k = axes_.size(); k-- > 0;) {
    along(axes_[k], epsilon, k == priced, now, next);
    now.swap(next);
  }
  return now;
}

bool grid_sums::both(double epsilon, std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
                     std::span<double> column_sums, accuracy /*wanted*/, double* cost) {
  static_cast<void>(by_rows(epsilon, h, log_sums, accuracy::once));
  std::vector<double> k(rows(), -infinity);
  for (std::size_t i = 0; i < k.size(); ++i) {
    if (has_mass_[i]) {
      k[i] = factor(i, log_sums[i]);
    }
  }
  const std::vector<double> logs = everywhere(epsilon, k, none);
  for (std::size_t j = 0; j < column_sums.size(); ++j) {
    column_sums[j] = std::exp(h[j] + logs[j]);
  }
  if (cost != nullptr) {
    *cost = this->cost(epsilon, k, h);
  }
  return true;
}

bool grid_sums::by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums, accuracy /*wanted*/) {
  std::ranges::copy(everywhere(epsilon, h, none), log_sums.begin());
  return true;
}

void grid_sums::logs(side /*of*/, std::span<const std::size_t> places, double epsilon,
                     std::span<const double> exponents, std::span<double> log_sums) const {
  const std::vector<double> all = everywhere(epsilon, exponents, none);
  for (std::size_t k = 0; k < places.size(); ++k) {
    log_sums[k] = all[places[k]];
  }
}

double grid_sums::cost(double epsilon, std::span<const double> k, std::span<const double> h) const {
  compensated_sum sum;
  for (std::size_t a = 0; a < axes_.size(); ++a) {
    const std::vector<double> logs = everywhere(epsilon, h, a);
    for (std::size_t i = 0; i < k.size(); ++i) {
      sum += std::isfinite(k[i]) ? std::exp(k[i] + logs[i]) : 0;
    }
  }
  return sum.value();
}

}  // namespace relent::transporting
