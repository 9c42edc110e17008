#include "mixture_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "distribution/special_functions.hpp"
#include "kernel/logit_rows.hpp"
#include "linear/dense.hpp"
#include "linear/row_products.hpp"

namespace relent {
namespace {

constexpr std::size_t least_part = 4096, most_parts = 64;
constexpr double negligible = 1e-17;  // of a row's share: it does not change a sum of doubles

/// Of all components the inverse factors of the covariances, with -(inverse factor) m as a last column, one above the
/// other; and what is constant in the log densities.
struct components {
  std::size_t count, columns;
  std::vector<double> inverse, constants;
};

components components_of(const mvnormal_mixture_parameters& at) {
  const std::size_t d = at.means.columns, k = at.weights.size();
  components out{k, d, std::vector<double>(k * d * (d + 1)), std::vector<double>(k)};
  for (std::size_t c = 0; c < k; ++c) {
    matrix lower = at.covariances[c];
    if (!linear::cholesky(lower)) {
      throw error(errc::out_of_range, "fit_mvnormal_mixture",
                  fmt::format("the covariance of component {} is not positive definite", c));
    }
    out.constants[c] =
        std::log(at.weights[c]) - 0.5 * linear::log_determinant(lower) - static_cast<double>(d) * log_sqrt_2pi;
    const matrix inverse = linear::solve_lower_for_lower(lower, linear::identity(d));
    double* to = out.inverse.data() + c * d * (d + 1);
    for (std::size_t i = 0; i < d; ++i) {
      double shift = 0;
      for (std::size_t j = 0; j <= i; ++j) {
        to[i * (d + 1) + j] = inverse(i, j);
        shift += inverse(i, j) * at.means(c, j);
      }
      to[i * (d + 1) + d] = -shift;
    }
  }
  return out;
}

/// As many rows at once as keep a product so small that BLAS does it on the caller's thread.
std::size_t rows_at_once(const components& of) {
  const std::size_t a_row = of.count * of.columns * (of.columns + 1);
  return std::clamp<std::size_t>((std::size_t{1} << 18U) / a_row / 8 * 8, 8, 256);
}

/// Rooms for one block of rows.
struct rooms {
  std::size_t size;
  std::vector<double> x, z, terms, largest, sums, weighed;

  rooms(const components& of, std::size_t rows)
      : size(rows),
        x(rows * (of.columns + 1)),
        z(rows * of.count * of.columns),
        terms(rows * of.count),
        largest(rows),
        sums(rows),
        weighed(rows * (of.columns + 1)) {}
};

/// Terms become shares, `n` of each component. Returns the log likelihood.
double shares_of(const components& of, rooms& in, std::size_t n) {
  const std::size_t d = of.columns, wide = of.count * d;
  linear::rows_times_transposed(in.x.data(), n, of.inverse.data(), wide, d + 1, in.z.data());
  std::fill_n(in.largest.begin(), n, -std::numeric_limits<double>::infinity());
  for (std::size_t c = 0; c < of.count; ++c) {
    double* t = in.terms.data() + c * n;
    for (std::size_t i = 0; i < n; ++i) {
      t[i] = of.constants[c] - 0.5 * linear::squared_norm({in.z.data() + i * wide + c * d, d});
      in.largest[i] = t[i] > in.largest[i] ? t[i] : in.largest[i];
    }
  }
  std::fill_n(in.sums.begin(), n, 0.0);
  for (std::size_t c = 0; c < of.count; ++c) {
    double* t = in.terms.data() + c * n;
    for (std::size_t i = 0; i < n; ++i) {
      t[i] -= in.largest[i];
    }
  }
  kernel::exponentials(in.terms.data(), static_cast<std::int64_t>(n * of.count));
  for (std::size_t c = 0; c < of.count; ++c) {
    const double* t = in.terms.data() + c * n;
    for (std::size_t i = 0; i < n; ++i) {
      in.sums[i] += t[i];
    }
  }
  double out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    out += in.largest[i];
    in.largest[i] = 1 / in.sums[i];
  }
  kernel::logarithms(in.sums.data(), static_cast<std::int64_t>(n));
  for (std::size_t i = 0; i < n; ++i) {
    out += in.sums[i];
  }
  for (std::size_t c = 0; c < of.count; ++c) {
    double* t = in.terms.data() + c * n;
    for (std::size_t i = 0; i < n; ++i) {
      t[i] *= in.largest[i];
    }
  }
  return out;
}

/// Adds what the rows of a block are to the component: those with a share that counts, times its root.
void add_moments(rooms& in, std::size_t n, const double* shares, std::span<const double> mean, double* moments) {
  const std::size_t d = mean.size();
  std::size_t taken = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (shares[i] < negligible) {
      continue;
    }
    const double root = std::sqrt(shares[i]);
    const double* x = in.x.data() + i * (d + 1);
    double* to = in.weighed.data() + taken++ * (d + 1);
    for (std::size_t j = 0; j < d; ++j) {
      to[j] = root * (x[j] - mean[j]);
    }
    to[d] = root;
  }
  if (taken > 0) {
    linear::add_gram(in.weighed.data(), taken, d + 1, moments);
  }
}

}  // namespace

unit_rows::unit_rows(const matrix& rows) : rows_(&rows), centre_(rows.columns), unit_(rows.columns) {
  const auto n = static_cast<double>(rows.rows);
  std::vector<compensated_sum> first(rows.columns), second(rows.columns);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      first[j] += rows(i, j);
    }
  }
  for (std::size_t j = 0; j < rows.columns; ++j) {
    centre_[j] = first[j].value() / n;
  }
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      const double away = rows(i, j) - centre_[j];
      second[j] += away * away;
    }
  }
  for (std::size_t j = 0; j < rows.columns; ++j) {
    const double sd = std::sqrt(second[j].value() / n);
    unit_[j] = sd > 0 ? sd : 1;
  }
}

unit_rows::unit_rows(const matrix& rows, const unit_rows& as) : rows_(&rows), centre_(as.centre_), unit_(as.unit_) {}

double unit_rows::log_unit() const {
  double out = 0;
  for (const double u : unit_) {
    out += std::log(u);
  }
  return out;
}

void unit_rows::block(std::size_t from, std::size_t n, double* out) const noexcept {
  const std::size_t d = columns();
  const double* x = rows_->values.data() + from * d;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      *out++ = (*x++ - centre_[j]) / unit_[j];
    }
    *out++ = 1;
  }
}

mixture_sums sums_of_mixture(const unit_rows& rows, const mvnormal_mixture_parameters& at, bool moments, int threads) {
  const components of = components_of(at);
  const std::size_t n = rows.count(), square = (of.columns + 1) * (of.columns + 1), once = rows_at_once(of);
  const std::size_t part = std::max(least_part, (n + most_parts - 1) / most_parts), parts = (n + part - 1) / part;
  std::vector<mixture_sums> sums(parts);
  parallel_for(static_cast<std::int64_t>(parts), threads, [&](std::int64_t p) {
    mixture_sums& here = sums[static_cast<std::size_t>(p)];
    here.moments.resize(moments ? of.count * square : 0);
    rooms in(of, once);
    const std::size_t end = std::min(n, (static_cast<std::size_t>(p) + 1) * part);
    for (std::size_t from = static_cast<std::size_t>(p) * part; from < end; from += once) {
      const std::size_t count = std::min(once, end - from);
      rows.block(from, count, in.x.data());
      here.log_likelihood += shares_of(of, in, count);
      for (std::size_t c = 0; moments && c < of.count; ++c) {
        add_moments(in, count, in.terms.data() + c * count, at.means.row(c), here.moments.data() + c * square);
      }
    }
  });
  compensated_sum likelihood;
  mixture_sums out{.moments = std::vector<double>(moments ? of.count * square : 0)};
  for (const mixture_sums& s : sums) {
    likelihood += s.log_likelihood;
    for (std::size_t i = 0; i < out.moments.size(); ++i) {
      out.moments[i] += s.moments[i];
    }
  }
  out.log_likelihood = likelihood.value();
  return out;
}

}  // namespace relent
