#include "ratio_features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/core/summation.hpp"

namespace relent::estimating {
namespace {

constexpr std::size_t most_with_products = 10;  ///< coordinates; beyond, their squares alone

struct location {
  double centre, scale;
};

std::vector<double> column(const matrix& rows, std::size_t j) {
  std::vector<double> out(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    out[i] = rows(i, j);
  }
  return out;
}

/// Mean and standard deviation; of a constant column the deviation is one, so that its coordinate is zero throughout.
location by_moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  compensated_sum sum;
  for (const double v : values) {
    sum += v / n;
  }
  const double mean = sum.value();
  double largest = 0;
  for (const double v : values) {
    largest = std::max(largest, std::abs(v - mean));
  }
  if (!(largest > 0)) {
    return {mean, 1};
  }
  largest = std::min(largest, std::numeric_limits<double>::max());
  compensated_sum squares;
  for (const double v : values) {
    const double d = v / largest - mean / largest;  // neither of which overflows
    squares += d * d / n;
  }
  return {mean, largest * std::sqrt(squares.value())};
}

/// Median and half the distance between the quartiles; the deviation where that is none.
location by_quantiles(std::vector<double> values) {
  const location moments = by_moments(values);
  std::ranges::sort(values);
  const std::size_t n = values.size();
  const double scale = values[3 * n / 4] / 2 - values[n / 4] / 2;
  return {values[n / 2], scale > 0 ? scale : moments.scale};
}

}  // namespace

double farthest(const matrix& rows) {
  double out = 0;
  for (std::size_t j = 0; j < rows.columns; ++j) {
    const std::vector<double> values = column(rows, j);
    const location at = by_moments(values);
    for (const double v : values) {
      out = std::max(out, std::abs(v / at.scale - at.centre / at.scale));
    }
  }
  return out;
}

ratio_features::ratio_features(const matrix& rows, bool bent, std::size_t bumps, double width)
    : bent_(bent), products_(rows.columns <= most_with_products) {
  const std::size_t d = rows.columns;
  for (std::size_t j = 0; j < d; ++j) {
    const location at = bent ? by_quantiles(column(rows, j)) : by_moments(column(rows, j));
    centre_.push_back(at.centre);
    scale_.push_back(at.scale);
  }
  smooth_ = 1 + d + (products_ ? d * (d + 1) / 2 : d);
  const matrix z = coordinates(rows);
  bumps = std::min(bumps, rows.rows);
  centres_ = matrix(bumps, d);
  std::vector<double> sorted = d == 1 ? z.values : std::vector<double>{};
  std::ranges::sort(sorted);
  for (std::size_t b = 0; b < bumps; ++b) {
    const std::size_t at = (2 * b + 1) * z.rows / (2 * bumps);
    for (std::size_t j = 0; j < d; ++j) {
      centres_(b, j) = d == 1 ? sorted[at] : z(at, j);
    }
  }
  double spread = 0;  // of the coordinates; one for each where they are not bent
  for (std::size_t j = 0; j < d; ++j) {
    spread += std::pow(by_moments(column(z, j)).scale, 2);
  }
  falloff_ = 1 / (2 * width * width * spread);
}

matrix ratio_features::coordinates(const matrix& rows) const {
  matrix z(rows.rows, rows.columns);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.columns; ++j) {
      const double plain = rows(i, j) / scale_[j] - centre_[j] / scale_[j];
      z(i, j) = bent_ ? std::asinh(plain) : plain;
    }
  }
  return z;
}

matrix ratio_features::of(const matrix& rows) const {
  const matrix z = coordinates(rows);
  const std::size_t d = z.columns;
  matrix out(z.rows, size());
  for (std::size_t i = 0; i < z.rows; ++i) {
    double* to = out.values.data() + i * out.columns;
    *to++ = 1;
    to = std::ranges::copy(z.row(i), to).out;
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = j; k < (products_ ? d : j + 1); ++k) {
        *to++ = z(i, j) * z(i, k);
      }
    }
    for (std::size_t b = 0; b < centres_.rows; ++b) {
      double squared = 0;
      for (std::size_t j = 0; j < d; ++j) {
        const double gap = z(i, j) - centres_(b, j);
        squared += gap * gap;
      }
      *to++ = std::exp(-squared * falloff_);
    }
  }
  return out;
}

}  // namespace relent::estimating
