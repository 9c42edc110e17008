#include "relent/fit/rows_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

#include "distribution/special_functions.hpp"
#include "joint/checks.hpp"
#include "joint/moments.hpp"
#include "linear/dense.hpp"
#include "mixture_rows.hpp"
#include "mixture_start.hpp"

namespace relent {
namespace {

constexpr std::string_view name = "fit_mvnormal_mixture";

/// Covariances as the likeliest that are nowhere below the floor. Returns whether it was cut.
bool raise(matrix& covariance, double floor, bool diagonal) {
  const std::size_t d = covariance.rows;
  bool low = false;
  if (diagonal) {
    for (std::size_t i = 0; i < d; ++i) {
      low = low || covariance(i, i) < floor;
      covariance(i, i) = std::max(covariance(i, i), floor);
    }
    return low;
  }
  matrix above = covariance;
  for (std::size_t i = 0; i < d; ++i) {
    above(i, i) -= floor;
  }
  if (linear::cholesky(above)) {
    return false;
  }
  const linear::eigen parts = linear::symmetric_eigen(covariance);
  matrix scaled = parts.vectors;
  for (std::size_t k = 0; k < d; ++k) {
    low = low || parts.values[k] < floor;
    const double root = std::sqrt(std::max(parts.values[k], floor));
    for (std::size_t j = 0; j < d; ++j) {
      scaled(k, j) *= root;
    }
  }
  covariance = linear::transposed_product(scaled, scaled);
  return low;
}

/// The maximisation step; how many covariances the floor cut.
std::size_t maximise(const mixture_sums& sums, double total, double floor, mvnormal_mixture_parameters& at) {
  const std::size_t d = at.means.columns, n = d + 1;
  std::size_t floored = 0;
  for (std::size_t k = 0; k < at.weights.size(); ++k) {
    const double* s = sums.moments.data() + k * n * n;
    const double weight = s[d * n + d];
    // A component that lost all its share keeps its place, with next to no weight.
    at.weights[k] = std::max(weight / total, std::numeric_limits<double>::min());
    if (!(weight > 0)) {
      continue;
    }
    std::vector<double> shift(d);
    for (std::size_t i = 0; i < d; ++i) {
      shift[i] = s[d * n + i] / weight;
      at.means(k, i) += shift[i];
    }
    matrix& c = at.covariances[k];
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        c(i, j) = c(j, i) = at.diagonal && i != j ? 0 : s[i * n + j] / weight - shift[i] * shift[j];
      }
    }
    floored += raise(c, floor, at.diagonal) ? 1 : 0;
  }
  return floored;
}

struct stepped {
  double mean_log_likelihood;
  std::size_t floored;
};

/// Of rows in units of their own.
stepped step(const unit_rows& rows, mvnormal_mixture_parameters& at, double floor, int threads) {
  const mixture_sums sums = sums_of_mixture(rows, at, true, threads);
  const auto total = static_cast<double>(rows.count());
  const std::size_t floored = maximise(sums, total, floor, at);
  return {sums.log_likelihood / total, floored};
}

struct run {
  mvnormal_mixture_parameters at;
  double mean_log_likelihood = -std::numeric_limits<double>::infinity();
  int iterations = 0;
  bool converged = false;
  std::size_t floored = 0;
};

run improved(const unit_rows& rows, mvnormal_mixture_parameters at, const rows_mixture_options& how, double tolerance,
             int most_iterations) {
  run out{.at = std::move(at)};
  while (out.iterations < most_iterations && !out.converged) {
    mvnormal_mixture_parameters next = out.at;
    const stepped s = step(rows, next, how.covariance_floor, how.threads);
    ++out.iterations;
    out.converged = s.mean_log_likelihood - out.mean_log_likelihood < tolerance;
    out.mean_log_likelihood = s.mean_log_likelihood;
    if (!out.converged) {
      out.at = std::move(next);
      out.floored = s.floored;
    }
  }
  return out;
}

void check(const matrix& rows, std::size_t components) {
  joint::check_rows(name, rows);
  if (components == 0) {
    throw bad_value(name, "components", std::nullopt, 0, ">= 1", errc::out_of_range);
  }
  std::vector<std::size_t> distinct;  // no more of them than are asked for
  for (std::size_t i = 0; i < rows.rows && distinct.size() < components; ++i) {
    const auto known = [&](std::size_t k) { return std::ranges::equal(rows.row(i), rows.row(k)); };
    if (std::ranges::none_of(distinct, known)) {
      distinct.push_back(i);
    }
  }
  if (distinct.size() < components) {
    throw error(errc::out_of_range, name,
                fmt::format("components = {}, must be at most the {} distinct rows", components, distinct.size()));
  }
}

mvnormal_mixture_parameters ordered(mvnormal_mixture_parameters from) {
  std::vector<std::size_t> order(from.weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t k) { return from.means(k, 0); });
  mvnormal_mixture_parameters out{{}, matrix(order.size(), from.means.columns), {}, from.diagonal};
  for (std::size_t k = 0; k < order.size(); ++k) {
    out.weights.push_back(from.weights[order[k]]);
    out.covariances.push_back(std::move(from.covariances[order[k]]));
    std::ranges::copy(from.means.row(order[k]),
                      out.means.values.begin() + static_cast<std::ptrdiff_t>(k * out.means.columns));
  }
  return out;
}

/// Parameters in the rows' own units, and back.
void to_units(mvnormal_mixture_parameters& p, const unit_rows& rows) {
  for (std::size_t k = 0; k < p.weights.size(); ++k) {
    for (std::size_t i = 0; i < p.means.columns; ++i) {
      p.means(k, i) = (p.means(k, i) - rows.centre()[i]) / rows.unit()[i];
      for (std::size_t j = 0; j < p.means.columns; ++j) {
        p.covariances[k](i, j) /= rows.unit()[i] * rows.unit()[j];
      }
    }
  }
}

void from_units(mvnormal_mixture_parameters& p, const unit_rows& rows) {
  for (std::size_t k = 0; k < p.weights.size(); ++k) {
    for (std::size_t i = 0; i < p.means.columns; ++i) {
      p.means(k, i) = rows.centre()[i] + rows.unit()[i] * p.means(k, i);
      for (std::size_t j = 0; j < p.means.columns; ++j) {
        p.covariances[k](i, j) *= rows.unit()[i] * rows.unit()[j];
      }
    }
  }
}

matrix every(const matrix& rows, std::size_t stride) {
  matrix out((rows.rows + stride - 1) / stride, rows.columns);
  for (std::size_t i = 0; i < out.rows; ++i) {
    std::ranges::copy(rows.row(i * stride), out.values.begin() + static_cast<std::ptrdiff_t>(i * rows.columns));
  }
  return out;
}

}  // namespace

joint_mixture mvnormal_mixture_parameters::model() const {
  std::vector<double> shares = weights;
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<joint_distribution> parts;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    shares[k] /= sum;
    std::vector<double> mean(means.row(k).begin(), means.row(k).end());
    if (!diagonal) {
      parts.emplace_back(mvnormal(std::move(mean), covariances[k]));
      continue;
    }
    std::vector<double> sd;
    for (std::size_t i = 0; i < means.columns; ++i) {
      sd.push_back(std::sqrt(covariances[k](i, i)));
    }
    parts.emplace_back(mvnormal_diagonal(std::move(mean), std::move(sd)));
  }
  return {std::move(shares), std::move(parts)};
}

double em_steps(const matrix& rows, mvnormal_mixture_parameters& at, int iterations, double covariance_floor,
                int threads) {
  const unit_rows seen(rows);
  to_units(at, seen);
  double out = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < iterations; ++i) {
    out = step(seen, at, covariance_floor, threads).mean_log_likelihood;
  }
  from_units(at, seen);
  return out - seen.log_unit();
}

double mean_log_likelihood(const matrix& rows, const mvnormal_mixture_parameters& of, int threads) {
  const unit_rows seen(rows);
  mvnormal_mixture_parameters at = of;
  to_units(at, seen);
  return sums_of_mixture(seen, at, false, threads).log_likelihood / static_cast<double>(rows.rows) - seen.log_unit();
}

rows_mixture fit_mvnormal_mixture(const matrix& rows, const rows_mixture_options& how) {
  constexpr std::size_t enough = 20'000;
  check(rows, how.components);
  const joint::row_moments all = joint::moments_of(rows);
  if (how.diagonal) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      if (!(all.covariance(j, j) > 0)) {
        throw error(errc::out_of_range, name, fmt::format("no maximum-likelihood fit: column {} is constant", j));
      }
    }
  } else {
    joint::refuse_collinear(name, all.covariance);
  }
  const unit_rows seen(rows);
  const std::size_t stride = std::max<std::size_t>(1, rows.rows / enough);
  const matrix some = stride > 1 ? every(rows, stride) : matrix();
  const unit_rows few(stride > 1 ? some : rows, seen);
  run best;
  const int starts = how.components == 1 ? 1 : std::max(how.starts, 1);
  for (int attempt = 0; attempt < starts; ++attempt) {
    run next = improved(few, start_of_mixture(few, how, static_cast<std::uint64_t>(attempt)), how, 1e-6, 200);
    if (next.mean_log_likelihood > best.mean_log_likelihood) {
      best = std::move(next);
    }
  }
  run found = improved(seen, std::move(best.at), how, how.tolerance, how.most_iterations);
  from_units(found.at, seen);
  return {ordered(std::move(found.at)), found.mean_log_likelihood - seen.log_unit(), found.iterations, found.converged,
          found.floored};
}

}  // namespace relent
