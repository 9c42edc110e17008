#include "mixture_start.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "relent/distribution/counter_stream.hpp"

namespace relent {
namespace {

constexpr int rounds = 8;  // of k-means

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double out = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    out += (a[j] - b[j]) * (a[j] - b[j]);
  }
  return out;
}

matrix rows_of(const unit_rows& rows) {
  const std::size_t d = rows.columns();
  matrix out(rows.count(), d);
  std::vector<double> row(d + 1);
  for (std::size_t i = 0; i < out.rows; ++i) {
    rows.block(i, 1, row.data());
    std::copy_n(row.begin(), d, out.values.begin() + static_cast<std::ptrdiff_t>(i * d));
  }
  return out;
}

/// Each centre is drawn with a chance that grows with the squared distance to those before.
matrix centres_of(const matrix& x, std::size_t count, counter_stream& stream) {
  matrix centres(count, x.columns);
  std::vector<double> nearest(x.rows, std::numeric_limits<double>::infinity()), chance(x.rows, 1);
  for (std::size_t c = 0; c < count; ++c) {
    const double u = stream.uniform() * std::accumulate(chance.begin(), chance.end(), 0.0);
    double sum = 0;
    std::size_t pick = 0;
    while (pick + 1 < x.rows && (sum += chance[pick]) < u) {
      ++pick;
    }
    std::ranges::copy(x.row(pick), centres.values.begin() + static_cast<std::ptrdiff_t>(c * x.columns));
    for (std::size_t i = 0; i < x.rows; ++i) {
      nearest[i] = std::min(nearest[i], squared_distance(x.row(i), centres.row(c)));
      chance[i] = nearest[i];
    }
  }
  return centres;
}

std::vector<std::size_t> nearest_centres(const matrix& x, const matrix& centres) {
  std::vector<std::size_t> out(x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < centres.rows; ++c) {
      const double away = squared_distance(x.row(i), centres.row(c));
      if (away < least) {
        least = away;
        out[i] = c;
      }
    }
  }
  return out;
}

/// Means of the rows of each centre; a centre without rows stays.
std::vector<double> move_centres(const matrix& x, const std::vector<std::size_t>& of, matrix& centres) {
  matrix sums(centres.rows, centres.columns);
  std::vector<double> counts(centres.rows);
  for (std::size_t i = 0; i < x.rows; ++i) {
    counts[of[i]] += 1;
    for (std::size_t j = 0; j < x.columns; ++j) {
      sums(of[i], j) += x(i, j);
    }
  }
  for (std::size_t c = 0; c < centres.rows; ++c) {
    for (std::size_t j = 0; counts[c] > 0 && j < x.columns; ++j) {
      centres(c, j) = sums(c, j) / counts[c];
    }
  }
  return counts;
}

}  // namespace

mvnormal_mixture_parameters start_of_mixture(const unit_rows& rows, const rows_mixture_options& how,
                                             std::uint64_t attempt) {
  const matrix x = rows_of(rows);
  const std::size_t d = x.columns, k = how.components;
  counter_stream stream(how.seed, attempt);
  mvnormal_mixture_parameters out{std::vector<double>(k), centres_of(x, k, stream), {}, how.diagonal};
  std::vector<std::size_t> of;
  std::vector<double> counts;
  for (int round = 0; round < rounds; ++round) {
    of = nearest_centres(x, out.means);
    counts = move_centres(x, of, out.means);
  }
  out.covariances.assign(k, matrix(d, d));
  matrix common(d, d);
  for (std::size_t i = 0; i < x.rows; ++i) {
    matrix& own = out.covariances[of[i]];
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b < d; ++b) {
        const double term =
            a == b || !how.diagonal ? (x(i, a) - out.means(of[i], a)) * (x(i, b) - out.means(of[i], b)) : 0;
        own(a, b) += term;
        common(a, b) += term / static_cast<double>(x.rows);
      }
    }
  }
  // As if each centre had some rows more, of the common covariance.
  const double more = 2 * static_cast<double>(d) + 2;
  for (std::size_t c = 0; c < k; ++c) {
    out.weights[c] = (counts[c] + 1) / (static_cast<double>(x.rows) + static_cast<double>(k));
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b < d; ++b) {
        out.covariances[c](a, b) =
            (out.covariances[c](a, b) + more * common(a, b)) / (counts[c] + more) + (a == b ? how.covariance_floor : 0);
      }
    }
  }
  return out;
}

}  // namespace relent
