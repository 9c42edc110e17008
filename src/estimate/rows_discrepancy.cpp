#include "relent/estimate/rows_discrepancy.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "estimate/pair_sums_of_splits.hpp"
#include "kernel/softmin.hpp"

namespace relent {
namespace {

constexpr std::size_t rows_a_task = 16, tile = 1024;
constexpr double largest = 1e150, least_width = 1e-150, least_distance = 1e-300;

void check_rows(std::string_view function, std::string_view argument, const matrix& rows) {
  if (rows.rows == 0 || rows.columns == 0) {
    throw error(errc::empty, function, fmt::format("{} has {} rows of {}", argument, rows.rows, rows.columns));
  }
  for (std::size_t i = 0; i < rows.values.size(); ++i) {
    if (!(std::abs(rows.values[i]) <= largest)) {
      throw bad_value(function, fmt::format("{}[{}]", argument, i / rows.columns),
                      static_cast<std::int64_t>(i % rows.columns), rows.values[i],
                      std::isfinite(rows.values[i]) ? "of size <= 1e150, whose square is a number" : "finite");
    }
  }
}

/// The sum of weights; of none, how many rows there are.
double total_weight(std::string_view function, std::string_view argument, const weighted_rows& side) {
  if (side.weights.empty()) {
    return static_cast<double>(side.rows.rows);
  }
  if (side.weights.size() != side.rows.rows) {
    throw error(errc::shape_mismatch, function,
                fmt::format("{} has {} rows and {} weights", argument, side.rows.rows, side.weights.size()));
  }
  compensated_sum sum;
  for (std::size_t i = 0; i < side.weights.size(); ++i) {
    if (!(side.weights[i] >= 0) || !std::isfinite(side.weights[i])) {
      throw bad_value(function, fmt::format("{}_weights", argument), static_cast<std::int64_t>(i), side.weights[i],
                      "finite and >= 0");
    }
    sum += side.weights[i];
  }
  if (!(sum.value() > 0) || !std::isfinite(sum.value())) {
    throw bad_value(function, fmt::format("the sum of {}_weights", argument), std::nullopt, sum.value(),
                    "finite and > 0");
  }
  return sum.value();
}

/// Both samples as one: rows around their mean, so that differences of coordinates lose nothing to where they are, and
/// signed shares.
class signed_rows {
 public:
  signed_rows(std::string_view function, const weighted_rows& x, const weighted_rows& y, bool unbiased)
      : n_(x.rows.rows), all_(x.rows.rows + y.rows.rows), d_(x.rows.columns), rows_(x.rows) {
    check_rows(function, "x", x.rows);
    check_rows(function, "y", y.rows);
    if (x.rows.columns != y.rows.columns) {
      throw error(errc::shape_mismatch, function,
                  fmt::format("rows have {} and {} columns", x.rows.columns, y.rows.columns));
    }
    totals_[0] = total_weight(function, "x", x);
    totals_[1] = total_weight(function, "y", y);
    if (unbiased && (!x.weights.empty() || !y.weights.empty() || n_ < 2 || all_ - n_ < 2)) {
      throw error(errc::unsupported, function,
                  "the unbiased statistic is of equal weights and at least two rows a side");
    }
    rows_.rows = all_;
    rows_.values.insert(rows_.values.end(), y.rows.values.begin(), y.rows.values.end());
    by_coordinate_.resize(rows_.values.size());
    for (std::size_t k = 0; k < d_; ++k) {
      double mean = 0;
      for (std::size_t i = 0; i < all_; ++i) {
        mean += rows_(i, k) / static_cast<double>(all_);
      }
      for (std::size_t i = 0; i < all_; ++i) {
        rows_(i, k) -= mean;
        by_coordinate_[k * all_ + i] = rows_(i, k);
      }
    }
    pairs_.emplace(rows_, matrix(0, d_));
    for (const weighted_rows* side : {&x, &y}) {
      const double sign = side == &x ? 1 : -1, total = totals_[side == &x ? 0 : 1];
      for (std::size_t i = 0; i < side->rows.rows; ++i) {
        shares_.push_back(sign * (side->weights.empty() ? 1 : side->weights[i]) / total);
      }
    }
  }

  [[nodiscard]] std::size_t of_x() const noexcept { return n_; }
  [[nodiscard]] std::size_t size() const noexcept { return all_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return d_; }
  [[nodiscard]] double share(std::size_t i) const noexcept { return shares_[i]; }
  [[nodiscard]] double total(bool x) const noexcept { return totals_[x ? 0 : 1]; }
  [[nodiscard]] double at(std::size_t i, std::size_t k) const noexcept { return rows_(i, k); }
  [[nodiscard]] const double* shares_from(std::size_t first) const noexcept { return shares_.data() + first; }
  [[nodiscard]] const double* coordinate(std::size_t k, std::size_t first) const noexcept {
    return by_coordinate_.data() + k * all_ + first;
  }
  [[nodiscard]] const estimating::pooled_rows& pairs() const noexcept { return *pairs_; }

 private:
  std::size_t n_, all_, d_;
  double totals_[2]{};
  std::vector<double> by_coordinate_{}, shares_{};
  matrix rows_;
  std::optional<estimating::pooled_rows> pairs_{};
};

/// What one row has with a stretch of rows: k itself, and r with d k / d z_i = r (z_i - z_j).
struct pair_terms {
  double* k;
  double* pull;
};

/// |z_i - z_j|, less.
struct minus_distance {
  static constexpr double with_itself = 0;

  void operator()(const signed_rows& z, std::size_t i, std::size_t first, std::size_t count,
                  const pair_terms& out) const {
    z.pairs().distances(false, i, first, count, out.k);
    for (std::size_t j = 0; j < count; ++j) {
      out.pull[j] = out.k[j] > least_distance ? -1 / out.k[j] : 0;
      out.k[j] = -out.k[j];
    }
  }
};

/// The mean of the Gaussians.
struct gaussians {
  static constexpr double with_itself = 1;
  std::span<const double> bandwidths;

  void operator()(const signed_rows& z, std::size_t i, std::size_t first, std::size_t count,
                  const pair_terms& out) const {
    double squares[tile], terms[tile], nothing[tile]{};
    z.pairs().distances(true, i, first, count, squares);
    std::fill_n(out.k, count, 0.0);
    std::fill_n(out.pull, count, 0.0);
    const double share = 1 / static_cast<double>(bandwidths.size());
    const double* const row = terms;
    for (const double h : bandwidths) {
      const double steep = -share / h / h;
      kernel::exponentials(squares, nothing, 0.5 / h / h, 0, count, terms);
      kernel::add_rows(&row, &share, 1, count, out.k);
      kernel::add_rows(&row, &steep, 1, count, out.pull);
    }
  }
};

/// Row i's half of the quadratic form: s_i = sum_j c_j k_ij, and its gradient 2 c_i sum_j c_j d k_ij / d z_i.
template <class Kernel>
double half_row(const signed_rows& z, std::size_t i, const Kernel& kernel_of, bool unbiased, double* gradient) {
  double k[tile], pull[tile], sum = 0;
  for (const bool x : {true, false}) {
    const std::size_t begin = x ? 0 : z.of_x(), end = x ? z.of_x() : z.size();
    const bool own = unbiased && x == (i < z.of_x());
    const auto rows = static_cast<double>(end - begin);
    const double scale = own ? rows / (rows - 1) : 1;
    for (std::size_t first = begin; first < end; first += tile) {
      const std::size_t count = std::min(tile, end - first);
      kernel_of(z, i, first, count, {k, pull});
      const double* const c = z.shares_from(first);
      sum += scale * kernel::dot_product(k, c, count);
      double pulls = 0;
      for (std::size_t j = 0; j < count; ++j) {
        pull[j] *= scale * c[j];
        pulls += pull[j];
      }
      for (std::size_t d = 0; d < z.dimensions(); ++d) {
        const double there = kernel::dot_product(pull, z.coordinate(d, first), count);
        gradient[d] += 2 * z.share(i) * (z.at(i, d) * pulls - there);
      }
    }
    sum -= own ? scale * z.share(i) * Kernel::with_itself : 0;
  }
  return sum;
}

template <class Kernel>
discrepancy of_kernel(const signed_rows& z, const Kernel& kernel_of, const discrepancy_options& how) {
  const std::size_t n = z.of_x(), m = z.size() - n, d = z.dimensions();
  discrepancy out{.x = matrix(n, d), .y = matrix(m, d)};
  std::vector<double> halves(z.size());
  const std::size_t tasks = (z.size() + rows_a_task - 1) / rows_a_task;
  parallel_for(static_cast<std::int64_t>(tasks), how.threads, [&](std::int64_t task) {
    const std::size_t begin = static_cast<std::size_t>(task) * rows_a_task;
    for (std::size_t i = begin; i < std::min(z.size(), begin + rows_a_task); ++i) {
      double* const row = i < n ? out.x.values.data() + i * d : out.y.values.data() + (i - n) * d;
      halves[i] = half_row(z, i, kernel_of, how.unbiased, row);
    }
  });
  compensated_sum of_x, of_y;  // of the shares times their derivatives: c^T K c is the difference
  for (std::size_t i = 0; i < z.size(); ++i) {
    (i < n ? of_x : of_y) += z.share(i) * halves[i];
  }
  compensated_sum value = of_x;
  value += of_y.value();
  out.value = value.value();
  if (how.of_weights) {
    for (std::size_t i = 0; i < z.size(); ++i) {
      const bool x = i < n;
      const double sign = x ? 1 : -1, mean = (x ? of_x : of_y).value();
      (x ? out.x_weights : out.y_weights).push_back(2 * (sign * halves[i] - mean) / z.total(x));
    }
  }
  return out;
}

}  // namespace

discrepancy energy_discrepancy(const weighted_rows& x, const weighted_rows& y, const discrepancy_options& how) {
  return of_kernel(signed_rows("energy_discrepancy", x, y, how.unbiased), minus_distance{}, how);
}

discrepancy mmd_discrepancy(const weighted_rows& x, const weighted_rows& y, std::span<const double> bandwidths,
                            const discrepancy_options& how) {
  constexpr std::string_view function = "mmd_discrepancy";
  if (bandwidths.empty()) {
    throw error(errc::out_of_range, function, "no bandwidths: at least one is needed");
  }
  for (std::size_t i = 0; i < bandwidths.size(); ++i) {
    if (!(bandwidths[i] >= least_width) || !std::isfinite(bandwidths[i])) {
      throw bad_value(function, "bandwidths", static_cast<std::int64_t>(i), bandwidths[i], "finite and >= 1e-150",
                      errc::out_of_range);
    }
  }
  return of_kernel(signed_rows(function, x, y, how.unbiased), gaussians{bandwidths}, how);
}

}  // namespace relent
