#include "transport/entropic_sweep.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>

#include "relent/core/parallel.hpp"

#include "kernel/softmin.hpp"

namespace relent::transporting {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t rows_together = 4;  // whose weighted exponentials are added to the columns at once
constexpr std::size_t most_parts = 32, least_rows_a_part = 32;
// Sums outside are taken again from the largest exponent: what underflows inside is below 1e-290 of the mass.
constexpr double least_sum = 1e-30, most_sum = 1e30;

}  // namespace

row_sum sum_row(const cost_tiles& costs, std::size_t i, std::span<const double> h, double inverse, double guess,
                double* out, double* cost_space) noexcept {
  const std::size_t m = costs.columns();
  const auto sum_from = [&](double offset) {
    double sum = 0;
    for (std::size_t first = 0; first < m; first += tile_width) {
      const std::size_t count = std::min(tile_width, m - first);
      sum += kernel::exponentials(costs.row(i, first, count, cost_space), h.data() + first, inverse, offset, count,
                                  out + first);
    }
    return sum;
  };
  if (std::isfinite(guess)) {
    if (const double sum = sum_from(guess); sum >= least_sum && sum <= most_sum) {
      return {guess + std::log(sum), guess};
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
    return {-infinity, 0};
  }
  return {top + std::log(sum_from(top)), top};
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

entropic_sweep::entropic_sweep(const cost_tiles& costs, int threads) : costs_(costs), threads_(threads) {}

void entropic_sweep::skip(std::span<const double> mass) {
  rows_.clear();
  for (std::size_t i = 0; i < mass.size(); ++i) {
    if (mass[i] > 0) {
      rows_.push_back(i);
    }
  }
}

void entropic_sweep::over_parts(std::span<double> column_sums,
                                const std::function<void(std::size_t, std::size_t, std::span<double>)>& body) {
  const std::size_t m = column_sums.size();
  const std::size_t parts = std::clamp<std::size_t>(rows_.size() / least_rows_a_part, 1, most_parts);
  part_sums_.assign(parts * m, 0.0);
  parallel_for(static_cast<std::int64_t>(parts), threads_, [&](std::int64_t task) {
    const auto part = static_cast<std::size_t>(task);
    body(rows_.size() * part / parts, rows_.size() * (part + 1) / parts,
         std::span<double>(part_sums_).subspan(part * m, m));
  });
  std::ranges::fill(column_sums, 0.0);
  const double one = 1;
  for (std::size_t part = 0; part < parts; ++part) {
    const double* const sums = part_sums_.data() + part * m;
    kernel::add_rows(&sums, &one, 1, m, column_sums.data());
  }
}

void entropic_sweep::by_logarithms(double epsilon, std::span<const double> h, const row_factor& factor,
                                   std::span<double> log_sums, std::span<double> column_sums) {
  const std::size_t m = costs_.columns();
  const double inverse = 1 / epsilon;
  over_parts(column_sums, [&](std::size_t begin, std::size_t end, std::span<double> columns) {
    row_space space(rows_together * m);
    std::array<const double*, rows_together> rows{};
    std::array<double, rows_together> weights{};
    std::size_t held = 0;
    for (std::size_t r = begin; r < end; ++r) {
      const std::size_t i = rows_[r];
      double* const row = space.exponentials.data() + held * m;
      const auto [log_sum, offset] = sum_row(costs_, i, h, inverse, log_sums[i], row, space.costs.data());
      log_sums[i] = log_sum;
      rows[held] = row;
      weights[held] = std::exp(factor(i, log_sum) + offset);
      if (++held == rows_together || r + 1 == end) {
        kernel::add_rows(rows.data(), weights.data(), held, m, columns.data());
        held = 0;
      }
    }
  });
}

void entropic_sweep::keep_kernel(double epsilon) {
  const std::size_t n = costs_.rows(), m = costs_.columns();
  kernel_.reset(new double[n * m]);
  shift_ = costs_.least() / epsilon;
  const std::vector<double> nothing(m, shift_);
  parallel_for(static_cast<std::int64_t>(n), threads_, [&](std::int64_t task) {
    const auto i = static_cast<std::size_t>(task);
    kernel::exponentials(costs_.row(i, 0, m, nullptr), nothing.data(), 1 / epsilon, 0, m, kernel_.get() + i * m);
  });
}

bool entropic_sweep::by_kernel(std::span<const double> h, const row_factor& factor, std::span<double> log_sums,
                               std::span<double> column_sums) {
  const std::size_t m = costs_.columns();
  std::vector<double> v(m);
  std::ranges::transform(h, v.begin(), [](double x) { return std::exp(x); });
  std::atomic<bool> safe = true;
  over_parts(column_sums, [&](std::size_t begin, std::size_t end, std::span<double> columns) {
    std::array<const double*, rows_together> rows{};
    std::array<double, rows_together> weights{};
    std::array<double, rows_together> sums{};
    for (std::size_t r = begin; r < end; r += rows_together) {
      const std::size_t count = std::min(rows_together, end - r);
      for (std::size_t k = 0; k < count; ++k) {
        rows[k] = kernel_.get() + rows_[r + k] * m;
      }
      kernel::dot_products(rows.data(), count, v.data(), m, sums.data());
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t i = rows_[r + k];
        log_sums[i] = std::log(sums[k]) - shift_;
        weights[k] = sums[k] > 0 ? std::exp(factor(i, log_sums[i]) - shift_) : infinity;
        if (!std::isfinite(sums[k]) || !std::isfinite(weights[k])) {
          safe = false;
          return;
        }
      }
      kernel::add_rows(rows.data(), weights.data(), count, m, columns.data());
    }
  });
  for (std::size_t j = 0; j < m; ++j) {
    column_sums[j] *= v[j];
  }
  return safe;
}

}  // namespace relent::transporting
