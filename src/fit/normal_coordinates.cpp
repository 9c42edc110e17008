#include "normal_coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

#include "linear/dense.hpp"

namespace relent {

normal_coordinates::normal_coordinates(std::vector<double> centre, matrix scale, bool diagonal)
    : centre_(std::move(centre)), scale_(std::move(scale)), diagonal_(diagonal) {}

std::size_t normal_coordinates::size() const noexcept {
  const std::size_t n = centre_.size();
  return diagonal_ ? 2 * n : n + n * (n + 1) / 2;
}

double normal_coordinates::log_scale() const { return linear::log_determinant(scale_) / 2; }

std::size_t normal_coordinates::index(std::size_t i, std::size_t j) const noexcept {
  const std::size_t n = centre_.size();
  return i == j ? n + i : 2 * n + i * (i - 1) / 2 + j;
}

matrix normal_coordinates::inner_factor(std::span<const double> u) const {
  const std::size_t n = centre_.size();
  matrix out(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    out(i, i) = std::exp(u[index(i, i)]);
    for (std::size_t j = 0; !diagonal_ && j < i; ++j) {
      out(i, j) = u[index(i, j)];
    }
  }
  return out;
}

normal_coordinates::place normal_coordinates::at(std::span<const double> u) const {
  place out{centre_, linear::product(scale_, inner_factor(u))};
  linear::add_lower_product(scale_, u.first(centre_.size()), out.mean);
  return out;
}

std::vector<double> normal_coordinates::from(std::span<const double> mean, const matrix& covariance) const {
  const std::size_t n = centre_.size();
  std::vector<double> out(size()), away(n);
  std::ranges::transform(mean, centre_, away.begin(), std::minus{});
  linear::solve_lower(scale_, away);
  std::ranges::copy(away, out.begin());
  if (diagonal_) {
    for (std::size_t i = 0; i < n; ++i) {
      out[index(i, i)] = 0.5 * std::log(covariance(i, i)) - std::log(scale_(i, i));
    }
    return out;
  }
  matrix inner = linear::whitened(scale_, covariance);
  if (!linear::cholesky(inner)) {
    inner = linear::identity(n);
  }
  for (std::size_t i = 0; i < n; ++i) {
    out[index(i, i)] = std::log(inner(i, i));
    for (std::size_t j = 0; j < i; ++j) {
      out[index(i, j)] = inner(i, j);
    }
  }
  return out;
}

joint_distribution normal_coordinates::member(std::span<const double> u) const {
  place here = at(u);
  if (diagonal_) {
    std::vector<double> sd(numbers());
    for (std::size_t i = 0; i < sd.size(); ++i) {
      sd[i] = here.factor(i, i);
    }
    return mvnormal_diagonal(std::move(here.mean), std::move(sd));
  }
  return mvnormal(std::move(here.mean), linear::product_transposed(here.factor, here.factor));
}

}  // namespace relent
