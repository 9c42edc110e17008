#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/joint/joint_space.hpp"

namespace relent {

/// A distribution of several numbers at once. A point is a span of `space().size` numbers; matrices go row by row.
///
/// - `log_density(x)`: log of the density (of the mass, for counts), -infinity outside the space
/// - `mean()`, `covariance()`: moments of the point as a vector; NaN where they do not exist, infinite where they
/// diverge
/// - `entropy()`: -E[log_density] in nats; NaN where it is no closed form (mixtures)
/// - `sample(stream, out)`: one draw
/// - `text()`: the expression that makes it again
template <class D>
concept multivariate = std::copy_constructible<D> &&
    requires(const D& d, std::span<const double> x, std::span<double> out, counter_stream& stream) {
  { D::name } -> std::convertible_to<std::string_view>;
  { d.text() } -> std::same_as<std::string>;
  { d.space() } -> std::convertible_to<joint_space>;
  { d.log_density(x) } -> std::same_as<double>;
  { d.mean() } -> std::convertible_to<std::vector<double>>;
  { d.covariance() } -> std::convertible_to<matrix>;
  { d.entropy() } -> std::same_as<double>;
  { d.sample(stream, out) } -> std::same_as<void>;
};

/// One whose draws are a smooth function of `uniform_count()` independent uniform numbers: what quasi-Monte-Carlo
/// needs. `from_uniforms(u, out)` is that function, u inside (0, 1).
template <class D>
concept from_uniforms = multivariate<D> && requires(const D& d, std::span<const double> u, std::span<double> out) {
  { d.uniform_count() } -> std::same_as<std::size_t>;
  { d.from_uniforms(u, out) } -> std::same_as<void>;
};

/// One over R^n with coordinates s in which it looks like a standard normal: `chart(s, x)` sets x and gives the log
/// of the volume that ds becomes. What cubature needs.
template <class D>
concept charted = multivariate<D> && requires(const D& d, std::span<const double> s, std::span<double> x) {
  { d.chart(s, x) } -> std::same_as<double>;
};

}  // namespace relent
