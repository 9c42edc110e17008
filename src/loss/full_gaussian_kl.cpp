// KL between a normal with a full covariance and the standard normal, row by row.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/matrix.hpp"
#include "relent/core/summation.hpp"
#include "relent/loss/gaussian_kl.hpp"

#include "kernel/logit_rows.hpp"
#include "linear/dense.hpp"
#include "loss/checks.hpp"
#include "loss/elements.hpp"
#include "loss/gaussian_rows.hpp"
#include "loss/row_plan.hpp"

namespace relent {
namespace {

constexpr std::string_view function = "full_vae_kl_loss";

/// One row: the mean and the factor, in whose places come their derivatives.
struct full_normal {
  std::vector<double> mean;
  matrix factor;
  std::vector<double> rest;  ///< L_ii^2 - 1 - log L_ii^2

  explicit full_normal(std::size_t dimensions) : mean(dimensions), factor(dimensions, dimensions), rest(dimensions) {}

  double run(const vae_options& which, double from_above);
};

double full_normal::run(const vae_options& which, double from_above) {
  const std::size_t d = mean.size();
  for (std::size_t i = 0; i < d; ++i) {
    rest[i] = 2 * std::log(std::abs(factor(i, i)));
  }
  kernel::exponential_rests(rest.data(), static_cast<std::int64_t>(d));
  compensated_sum sum;
  for (std::size_t i = 0; i < d; ++i) {
    double squares = mean[i] * mean[i];
    for (std::size_t j = 0; j < i; ++j) {
      squares += factor(i, j) * factor(i, j);
    }
    const double cost = (squares + rest[i]) / 2;
    const bool free = cost < which.free_bits;
    sum += which.beta * (free ? which.free_bits : cost);
    const double times = free ? 0 : which.beta * from_above, own = factor(i, i);
    const double slope = std::abs(own - 1) < 0.5 ? (own - 1) * (own + 1) / own : own - 1 / own;
    mean[i] *= times;
    for (std::size_t j = 0; j < i; ++j) {
      factor(i, j) *= times;
    }
    factor(i, i) = times == 0 || own == 0 ? 0 : times * slope;
  }
  return sum.value();
}

/// From the derivative with respect to the Cholesky factor L, `by_factor`, that with respect to the covariance:
/// the symmetric part of L^-T F L^-1, F = L^T D below the diagonal and half of it there. Source: Murray 2016.
matrix by_covariance(const matrix& lower, const matrix& by_factor) {
  const std::size_t d = lower.rows;
  matrix part = linear::transposed_product(lower, by_factor);
  for (std::size_t i = 0; i < d; ++i) {
    part(i, i) /= 2;
    std::fill_n(part.values.begin() + static_cast<std::ptrdiff_t>(i * d + i + 1), d - i - 1, 0.0);
  }
  linear::solve_lower_transposed(lower, part);
  matrix turned = linear::transposed(part);
  linear::solve_lower_transposed(lower, turned);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      turned(i, j) = turned(j, i) = (turned(i, j) + turned(j, i)) / 2;
    }
  }
  return turned;
}

void check(const class_rows& mean, const class_rows& spread, const vae_options& which) {
  losses::check_rows(function, "mean", mean);
  losses::check_rows(function, "spread", spread);
  if (mean.rows != spread.rows || spread.classes != mean.classes * mean.classes) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("mean has shape ({}, {}), spread ({}, {}), must be ({}, {}): dimensions x dimensions a row",
                    mean.rows, mean.classes, spread.rows, spread.classes, mean.rows, mean.classes * mean.classes));
  }
  losses::check_parameter(function, "beta", which.beta, std::isfinite(which.beta), "finite");
  losses::check_parameter(function, "free_bits", which.free_bits,
                          which.free_bits >= 0 && std::isfinite(which.free_bits), "finite and at least 0");
}

/// The lower triangle of a square matrix, zeros above.
void load_lower(const class_rows& spread, std::int64_t row, matrix& to) {
  const auto d = static_cast<std::int64_t>(to.rows);
  for (std::int64_t i = 0; i < d; ++i) {
    double* line = to.values.data() + i * d;
    losses::load_block(spread, row, i * d, i + 1, line);
    std::fill(line + i + 1, line + d, 0.0);
  }
}

}  // namespace

double full_vae_kl_loss(const class_rows& mean, const class_rows& spread, covariance_form form,
                        const vae_options& which, const loss_options& how, const loss_outputs& out) {
  check(mean, spread, which);
  const auto d = static_cast<std::size_t>(mean.classes);
  losses::row_plan plan(function, mean.rows, how, out);
  losses::leave_out_nan(plan, how, {&mean, &spread});
  plan.set_mean_divisor(losses::elements_of(mean));
  plan.settle();
  plan.for_rows(spread.classes, [&](std::int64_t row) {
    full_normal normal(d);
    double value = 0;
    if (plan.counts(row)) {
      losses::load_block(mean, row, 0, mean.classes, normal.mean.data());
      load_lower(spread, row, normal.factor);
      matrix lower;
      if (form == covariance_form::covariance) {
        const bool sound = std::none_of(normal.factor.values.begin(), normal.factor.values.end(),
                                        [](double x) { return std::isnan(x); });
        for (std::size_t i = 0; i < d; ++i) {
          for (std::size_t j = 0; j < i; ++j) {
            normal.factor(j, i) = normal.factor(i, j);
          }
        }
        if (!sound) {
          std::fill(normal.factor.values.begin(), normal.factor.values.end(), std::nan(""));
        } else if (!linear::cholesky(normal.factor)) {
          throw losses::bad_row(function, "spread", row, "is not positive definite");
        }
        lower = normal.factor;
      }
      value = normal.run(which, plan.factor(row));
      if (std::isnan(value) && how.nans == nan_policy::raise) {
        throw losses::bad_row(function, "mean or spread", row, "holds NaN");
      }
      if (form == covariance_form::covariance && out.target) {
        normal.factor = by_covariance(lower, normal.factor);
      }
    }
    plan.loss(row) = value;
    losses::store_block(out.input, mean, row, 0, mean.classes, normal.mean.data());
    losses::store_block(out.target, spread, row, 0, spread.classes, normal.factor.values.data());
  });
  return plan.reduced();
}

}  // namespace relent
