#include "penalised_logistic.hpp"

#include <algorithm>
#include <cmath>

#include "relent/core/summation.hpp"

#include "linear/dense.hpp"

namespace relent::estimating {
namespace {

constexpr int most_steps = 30;
constexpr double done = 1e-8;  ///< the promised decrease of the loss, in its own unit, below which nothing is gained

/// log(1 + e^f), for any f.
double softplus(double f) { return std::max(f, 0.0) + std::log1p(std::exp(-std::abs(f))); }

/// One place on the way to the minimum.
struct place {
  std::vector<double> coefficients, odds;
  double loss = 0, target = 0;  ///< target: loss and penalties
};

place at(const labelled& data, std::span<const double> penalties, std::vector<double> coefficients) {
  place out{.coefficients = std::move(coefficients), .odds = {}};
  out.odds = log_odds(data.features, out.coefficients);
  compensated_sum loss, penalty;
  for (std::size_t i = 0; i < out.odds.size(); ++i) {
    out.odds[i] += data.offset.empty() ? 0 : data.offset[i];
    loss += data.weights[i] * softplus(i < data.first ? -out.odds[i] : out.odds[i]);
  }
  for (std::size_t j = 0; j < penalties.size(); ++j) {
    penalty += penalties[j] * out.coefficients[j] * out.coefficients[j] / 2;
  }
  out.loss = loss.value();
  out.target = out.loss + penalty.value();
  return out;
}

/// The features with every row times a factor of its own.
matrix scaled_rows(const matrix& features, std::span<const double> factors) {
  matrix out = features;
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j < out.columns; ++j) {
      out(i, j) *= factors[i];
    }
  }
  return out;
}

/// The slope of every row's loss in its log odds, and its second derivative.
struct slopes {
  std::vector<double> first, second;
};

slopes slopes_at(const labelled& data, const place& here) {
  const std::size_t n = here.odds.size();
  slopes out{std::vector<double>(n), std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    const double chance = 1 / (1 + std::exp(-here.odds[i]));
    out.first[i] = data.weights[i] * (i < data.first ? chance - 1 : chance);
    out.second[i] = data.weights[i] * chance * (1 - chance);
  }
  return out;
}

/// The lower factor of the second derivative of the target. Penalties make it positive definite but for rounding, which
/// a multiple of its size on the diagonal overcomes.
matrix curvature_factor(const labelled& data, std::span<const double> penalties, const slopes& slope) {
  const matrix bent = linear::transposed_product(scaled_rows(data.features, slope.second), data.features);
  double size = 0;
  for (std::size_t j = 0; j < bent.rows; ++j) {
    size = std::max(size, bent(j, j) + penalties[j]);
  }
  for (double jitter = 1e-13 * size;; jitter *= 100) {
    matrix lower = bent;
    for (std::size_t j = 0; j < lower.rows; ++j) {
      lower(j, j) += penalties[j] + jitter;
    }
    if (linear::cholesky(lower)) {
      return lower;
    }
  }
}

/// Takes from every row its weight's share of its side's sum: how many rows each side has is no accident, so that what
/// varies is within the sides.
void centre_by_side(const labelled& data, matrix& rows) {
  for (const bool first : {true, false}) {
    const std::size_t from = first ? 0 : data.first, to = first ? data.first : rows.rows;
    std::vector<double> sum(rows.columns);
    double weight = 0;
    for (std::size_t i = from; i < to; ++i) {
      weight += data.weights[i];
      for (std::size_t j = 0; j < rows.columns; ++j) {
        sum[j] += rows(i, j);
      }
    }
    for (std::size_t i = from; weight > 0 && i < to; ++i) {
      for (std::size_t j = 0; j < rows.columns; ++j) {
        rows(i, j) -= sum[j] * data.weights[i] / weight;
      }
    }
  }
}

void add_spread(const labelled& data, const slopes& slope, const matrix& lower, logistic_fit& out) {
  matrix rows = scaled_rows(data.features, slope.first);
  centre_by_side(data, rows);
  const matrix spread = linear::transposed_product(rows, rows), inverse = linear::inverse_of(lower);
  const matrix product = linear::product(inverse, spread);
  for (std::size_t j = 0; j < product.rows; ++j) {
    out.complexity += product(j, j);
  }
  out.covariance = linear::product(product, inverse);
}

}  // namespace

std::vector<double> log_odds(const matrix& features, std::span<const double> coefficients) {
  matrix column(coefficients.size(), 1);
  std::ranges::copy(coefficients, column.values.begin());
  return linear::product(features, column).values;
}

std::vector<double> odds_variance(const matrix& features, const matrix& covariance) {
  const matrix moved = linear::product(features, covariance);
  std::vector<double> out(features.rows);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = std::max(0.0, linear::dot(moved.row(i), features.row(i)));
  }
  return out;
}

logistic_fit fit_logistic(const labelled& data, std::span<const double> penalties, std::span<const double> start) {
  const std::size_t size = data.features.columns;
  std::vector<double> from(size);
  std::ranges::copy(start, from.begin());
  place here = at(data, penalties, std::move(from));
  slopes slope = slopes_at(data, here);
  matrix lower = curvature_factor(data, penalties, slope);
  for (int step = 0; step < most_steps; ++step) {
    matrix first(slope.first.size(), 1);
    first.values = slope.first;
    std::vector<double> gradient = linear::transposed_product(data.features, first).values;
    for (std::size_t j = 0; j < size; ++j) {
      gradient[j] += penalties[j] * here.coefficients[j];
    }
    std::vector<double> move = gradient;
    linear::solve_lower(lower, move);
    linear::solve_lower_transposed(lower, move);
    const double promised = linear::dot(gradient, move);
    if (!(promised > done)) {
      break;
    }
    bool moved = false;
    for (double length = 1; length > 1e-6 && !moved; length /= 2) {
      std::vector<double> next(size);
      for (std::size_t j = 0; j < size; ++j) {
        next[j] = here.coefficients[j] - length * move[j];
      }
      place there = at(data, penalties, std::move(next));
      moved = there.target < here.target - 1e-4 * length * promised;
      if (moved) {
        here = std::move(there);
      }
    }
    if (!moved) {
      break;  // as near as rounding lets it come
    }
    slope = slopes_at(data, here);
    lower = curvature_factor(data, penalties, slope);
  }
  logistic_fit out{.coefficients = here.coefficients, .covariance = {}, .loss = here.loss};
  add_spread(data, slope, lower, out);
  return out;
}

}  // namespace relent::estimating
