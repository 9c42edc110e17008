#include "transport/entropic_sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "kernel/softmin.hpp"

namespace relent::transporting {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t rows_a_task = 16, most_rest = 64;
constexpr std::size_t most_kept_pairs = std::size_t{1} << 24;  // where little memory is promised
// Sums outside are taken again from the largest exponent: what underflows inside is below 1e-290 of the mass.
constexpr double least_sum = 1e-30, most_sum = 1e30;

/// Space for one row.
struct row_space {
  explicit row_space(std::size_t width) : exponentials(width), costs(tile_width) {}
  std::vector<double> exponentials, costs;
};

/// A row's exponentials exp(h_j - c_ij / epsilon - offset), the log of their sum without the offset, and the sum of
/// their costs.
struct row_sum {
  double log_sum, offset, cost;
};

/// `guess` of the log of the sum is the offset, where it serves; else the largest exponent. out has space for the row.
row_sum sum_row(const cost_tiles& costs, std::size_t i, std::span<const double> h, double inverse, double guess,
                bool priced, double* out, double* cost_space) noexcept {
  const std::size_t m = costs.columns();
  const auto sum_from = [&](double offset) {
    row_sum all{0, offset, 0};
    for (std::size_t first = 0; first < m; first += tile_width) {
      const std::size_t count = std::min(tile_width, m - first);
      const double* const c = costs.row(i, first, count, cost_space);
      all.log_sum += kernel::exponentials(c, h.data() + first, inverse, offset, count, out + first);
      all.cost += priced ? kernel::plan_cost(out + first, c, count) : 0;
    }
    return all;
  };
  if (std::isfinite(guess)) {
    if (const row_sum all = sum_from(guess); all.log_sum >= least_sum && all.log_sum <= most_sum) {
      return {guess + std::log(all.log_sum), guess, all.cost};
    }
  }
  double top = -infinity;
  for (std::size_t first = 0; first < m; first += tile_width) {
    const std::size_t count = std::min(tile_width, m - first);
    top = std::max(top,
                   kernel::largest_exponent(costs.row(i, first, count, cost_space), h.data() + first, inverse, count));
  }
  if (!std::isfinite(top)) {
    std::fill_n(out, m, 0.0);
    return {-infinity, 0, 0};
  }
  const row_sum all = sum_from(top);
  return {top + std::log(all.log_sum), top, all.cost};
}

double log_sum_column(const cost_tiles& costs, std::size_t j, std::span<const double> h, double inverse,
                      row_space& space) noexcept {
  const std::size_t n = costs.rows();
  double top = -infinity, sum = 0;
  for (std::size_t first = 0; first < n; first += tile_width) {
    const std::size_t count = std::min(tile_width, n - first);
    const double* const c = costs.column(j, first, count, space.costs.data());
    const double peak = kernel::largest_exponent(c, h.data() + first, inverse, count);
    if (!std::isfinite(peak)) {
      continue;
    }
    const double part = kernel::exponentials(c, h.data() + first, inverse, peak, count, space.exponentials.data());
    if (peak > top) {
      sum = sum * std::exp(top - peak) + part;
      top = peak;
    } else {
      sum += part * std::exp(peak - top);
    }
  }
  return top + std::log(sum);
}

/// body(begin, end) over parts of [0, n).
template <class Body>
void in_tasks(std::size_t n, int threads, const Body& body) {
  parallel_for(static_cast<std::int64_t>((n + rows_a_task - 1) / rows_a_task), threads, [&](std::int64_t task) {
    const std::size_t begin = static_cast<std::size_t>(task) * rows_a_task;
    body(begin, std::min(n, begin + rows_a_task));
  });
}

/// Whether there is room for a kernel.
bool keeps_kernel(const cost_tiles& costs, sinkhorn_form form, std::size_t sweeps) noexcept {
  return form == sinkhorn_form::scaling || (costs.dense() && sweeps == 1) ||
         sweeps * costs.rows() <= most_kept_pairs / std::max<std::size_t>(costs.columns(), 1);
}

}  // namespace

entropic_sweep::entropic_sweep(const cost_tiles& costs, std::span<const double> mass, sinkhorn_form form, int threads,
                               std::size_t sweeps)
    : gibbs_sums(costs.rows(), costs.columns()),
      costs_(costs),
      threads_(threads),
      points_(dynamic_cast<const point_costs*>(&costs)),
      quickly_(form != sinkhorn_form::log),
      keeps_(keeps_kernel(costs, form, sweeps)) {
  for (std::size_t i = 0; i < mass.size(); ++i) {
    if (mass[i] > 0) {
      rows_.push_back(i);
    }
  }
}

/// Whether the pass that comes is to leave a kernel.
bool entropic_sweep::begin_kernel(double epsilon, std::span<const double> h, accuracy wanted) {
  if (!quickly_ || wanted == accuracy::once) {
    return false;
  }
  if (!keeps_ && (points_ == nullptr || !single_points::serves(*points_, epsilon))) {
    return false;
  }
  if (kernel_ != nullptr && served_ == 0) {
    rest_ = next_rest_;
    next_rest_ = std::min<int>(2 * next_rest_, most_rest);
    kernel_.reset();
  }
  if (rest_ > 0) {
    --rest_;
    return false;
  }
  if (kernel_ == nullptr) {
    kernel_ = keeps_ ? std::make_unique<kept_kernel>(rows_, columns(), threads_)
                     : std::make_unique<kept_kernel>(rows_, *points_, threads_);
  }
  served_ = 0;
  kernel_->begin(epsilon, h);
  return true;
}

bool entropic_sweep::both(double epsilon, std::span<const double> h, const row_factor& factor,
                          std::span<double> log_sums, std::span<double> column_sums, accuracy wanted, double* cost) {
  if (wanted == accuracy::quick && kernel_ != nullptr && kernel_->both(epsilon, h, factor, log_sums, column_sums)) {
    ++served_;
    return false;
  }
  const std::size_t m = columns();
  const bool kept = begin_kernel(epsilon, h, wanted);
  std::vector<double> factors(kept ? rows() : 0), costs(cost != nullptr ? rows() : 0);
  parts_.over(rows_.size(), threads_, column_sums, [&](std::size_t begin, std::size_t end, std::span<double> sums) {
    row_space space(rows_together * m);
    std::array<const double*, rows_together> held{};
    std::array<double, rows_together> weights{};
    std::size_t count = 0;
    for (std::size_t r = begin; r < end; ++r) {
      const std::size_t i = rows_[r];
      double* const row = space.exponentials.data() + count * m;
      const row_sum found = sum_row(costs_, i, h, 1 / epsilon, log_sums[i], cost != nullptr, row, space.costs.data());
      log_sums[i] = found.log_sum;
      const double log_factor = factor(i, found.log_sum);
      held[count] = row;
      weights[count] = std::exp(log_factor + found.offset);
      if (kept) {
        factors[i] = log_factor;
        kernel_->keep(r, row, std::exp(found.offset - found.log_sum), found.log_sum);
      }
      if (cost != nullptr) {
        costs[i] = weights[count] * found.cost;
      }
      if (++count == rows_together || r + 1 == end) {
        kernel::add_rows(held.data(), weights.data(), count, m, sums.data());
        count = 0;
      }
    }
  });
  if (kept) {
    kernel_->keep_columns(factors, column_sums);
  }
  if (cost != nullptr) {
    compensated_sum sum;
    for (const double c : costs) {
      sum += c;
    }
    *cost = sum.value();
  }
  return true;
}

bool entropic_sweep::by_rows(double epsilon, std::span<const double> h, std::span<double> log_sums, accuracy wanted) {
  if (wanted == accuracy::quick && kernel_ != nullptr && kernel_->by_rows(epsilon, h, log_sums)) {
    ++served_;
    return false;
  }
  const bool kept = begin_kernel(epsilon, h, wanted);
  in_tasks(rows_.size(), threads_, [&](std::size_t begin, std::size_t end) {
    row_space space(columns());
    double* const row = space.exponentials.data();
    for (std::size_t r = begin; r < end; ++r) {
      const std::size_t i = rows_[r];
      const row_sum found = sum_row(costs_, i, h, 1 / epsilon, log_sums[i], false, row, space.costs.data());
      log_sums[i] = found.log_sum;
      if (kept) {
        kernel_->keep(r, row, std::exp(found.offset - found.log_sum), found.log_sum);
      }
    }
  });
  return true;
}

void entropic_sweep::logs(side of, std::span<const std::size_t> places, double epsilon,
                          std::span<const double> exponents, std::span<double> log_sums) const {
  in_tasks(places.size(), threads_, [&](std::size_t begin, std::size_t end) {
    row_space space(std::max(columns(), tile_width));
    for (std::size_t k = begin; k < end; ++k) {
      log_sums[k] = of == side::columns
                        ? log_sum_column(costs_, places[k], exponents, 1 / epsilon, space)
                        : sum_row(costs_, places[k], exponents, 1 / epsilon, std::numeric_limits<double>::quiet_NaN(),
                                  false, space.exponentials.data(), space.costs.data())
                              .log_sum;
    }
  });
}

double entropic_sweep::cost(double epsilon, std::span<const double> k, std::span<const double> h) const {
  std::vector<double> costs(rows());
  in_tasks(rows(), threads_, [&](std::size_t begin, std::size_t end) {
    row_space space(tile_width);
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t first = 0; first < columns() && std::isfinite(k[i]); first += tile_width) {
        const std::size_t count = std::min(tile_width, columns() - first);
        const double* const c = costs_.row(i, first, count, space.costs.data());
        kernel::exponentials(c, h.data() + first, 1 / epsilon, -k[i], count, space.exponentials.data());
        costs[i] += kernel::plan_cost(space.exponentials.data(), c, count);
      }
    }
  });
  compensated_sum sum;
  for (const double c : costs) {
    sum += c;
  }
  return sum.value();
}

}  // namespace relent::transporting
