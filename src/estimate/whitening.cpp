#include "estimate/whitening.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "relent/core/summation.hpp"

namespace relent::estimating {
namespace {

std::vector<double> means_of(const matrix& rows) {
  std::vector<double> out(rows.columns);
  for (std::size_t j = 0; j < rows.columns; ++j) {
    compensated_sum sum;
    for (std::size_t i = 0; i < rows.rows; ++i) {
      sum += rows(i, j) / static_cast<double>(rows.rows);  // divided first: the sum of huge numbers would overflow
    }
    out[j] = sum.value();
  }
  return out;
}

/// The largest distance of each column from its mean, to scale by: squares of what is left do not overflow.
void stretch_scales(const matrix& rows, const std::vector<double>& means, std::vector<double>& scales) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      scales[j] = std::max(scales[j], std::fabs(rows(i, j) - means[j]));
    }
  }
}

void add_covariance(const matrix& rows, const std::vector<double>& means, const std::vector<double>& scales,
                    matrix& sum) {
  const std::size_t d = rows.columns;
  std::vector<double> away(d);
  matrix mine(d, d);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      away[j] = (rows(i, j) - means[j]) / scales[j];
    }
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t l = 0; l <= j; ++l) {
        mine(j, l) += away[j] * away[l];
      }
    }
  }
  for (std::size_t e = 0; e < sum.values.size(); ++e) {
    sum.values[e] += mine.values[e] / static_cast<double>(rows.rows);
  }
}

/// In place, the lower triangle; false where a column is a combination of those before it, to rounding.
bool factorise(matrix& a) {
  constexpr double nothing_left = 64 * std::numeric_limits<double>::epsilon();
  for (std::size_t j = 0; j < a.rows; ++j) {
    const double whole = a(j, j);
    for (std::size_t l = 0; l < j; ++l) {
      a(j, j) -= a(j, l) * a(j, l);
    }
    if (!(a(j, j) > nothing_left * whole)) {
      return false;
    }
    a(j, j) = std::sqrt(a(j, j));
    for (std::size_t i = j + 1; i < a.rows; ++i) {
      for (std::size_t l = 0; l < j; ++l) {
        a(i, j) -= a(i, l) * a(j, l);
      }
      a(i, j) /= a(j, j);
    }
  }
  return true;
}

}  // namespace

namespace {

/// The sum of the samples' covariances, of columns divided by `scales`.
struct covariance_sum {
  std::vector<double> centre, scales;
  matrix sum;
};

covariance_sum covariances_of(const matrix& p, const matrix* q) {
  const std::size_t d = p.columns;
  covariance_sum out{means_of(p), std::vector<double>(d, std::numeric_limits<double>::min()), matrix(d, d)};
  const std::vector<double> q_means = q != nullptr ? means_of(*q) : out.centre;
  stretch_scales(p, out.centre, out.scales);
  if (q != nullptr) {
    stretch_scales(*q, q_means, out.scales);
  }
  add_covariance(p, out.centre, out.scales, out.sum);
  if (q != nullptr) {
    add_covariance(*q, q_means, out.scales, out.sum);
  }
  return out;
}

whitening by_factor(covariance_sum from) {
  whitening out{.centre = std::move(from.centre), .factor = std::move(from.sum)};
  out.singular = !factorise(out.factor);
  for (std::size_t j = 0; j < out.factor.rows; ++j) {
    for (std::size_t l = 0; l <= j; ++l) {
      out.factor(j, l) *= from.scales[j];
    }
    out.log_volume += std::log(out.factor(j, j));
  }
  return out;
}

}  // namespace

whitening whitening_of(const matrix& p, const matrix* q) { return by_factor(covariances_of(p, q)); }

whitening column_scales(const matrix& p, const matrix& q) {
  covariance_sum all = covariances_of(p, &q);
  for (std::size_t j = 0; j < p.columns; ++j) {
    for (std::size_t l = 0; l < j; ++l) {
      all.sum(j, l) = 0;
    }
  }
  return by_factor(std::move(all));
}

matrix whitened(const matrix& rows, const whitening& by) {
  matrix out(rows.rows, rows.columns);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      double left = rows(i, j) - by.centre[j];
      for (std::size_t l = 0; l < j; ++l) {
        left -= by.factor(j, l) * out(i, l);
      }
      out(i, j) = left / by.factor(j, j);
    }
  }
  return out;
}

}  // namespace relent::estimating
