#include "relent/joint/joint_space.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "relent/core/matrix.hpp"

#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

bool is_positive_definite(std::span<const double> x) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(x.size()))));
  matrix m(n, n);
  m.values.assign(x.begin(), x.end());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (std::abs(m(i, j) - m(j, i)) > 1e-12 * std::max(std::abs(m(i, i)), std::abs(m(j, j)))) {
        return false;
      }
    }
  }
  return linear::cholesky(m);
}

/// Whether the sum of f(x_i), each f >= 0, is `total` within the roundings of as many terms.
template <class F>
bool sums_to(std::span<const double> x, double total, const F& f) {
  double sum = 0;
  for (const double v : x) {
    sum += f(v);
  }
  return std::abs(sum - total) <= 8 * eps * static_cast<double>(x.size()) * total;
}

}  // namespace

joint_space joint_space::reals(std::size_t n) {
  return {.kind = space_kind::box, .size = n, .axes = std::vector<support>(n, support{-infinity, infinity})};
}

bool joint_space::contains(std::span<const double> x) const noexcept {
  if (x.size() != size) {
    return false;
  }
  const auto all = [&](auto holds) {
    for (std::size_t i = 0; i < size; ++i) {
      if (!holds(x[i], i)) {
        return false;
      }
    }
    return true;
  };
  switch (kind) {
    case space_kind::box:
      return all([&](double v, std::size_t i) { return axes[i].contains(v); });
    case space_kind::simplex:
      return all([](double v, std::size_t) { return v > 0; }) && sums_to(x, 1, [](double v) { return v; });
    case space_kind::sphere:
      return sums_to(x, 1, [](double v) { return v * v; });
    case space_kind::positive_definite:
      return is_positive_definite(x);
    case space_kind::counts:
      return all([](double v, std::size_t) { return v >= 0 && v == std::floor(v); }) &&
             sums_to(x, total, [](double v) { return v; });
  }
  return false;
}

std::string joint_space::words() const {
  switch (kind) {
    case space_kind::box: {
      std::size_t lattices = 0;
      for (const support& s : axes) {
        lattices += s.lattice ? 1 : 0;
      }
      return lattices == 0 ? fmt::format("points of {} numbers", size)
                           : fmt::format("points of {} numbers, {} of them whole", size, lattices);
    }
    case space_kind::simplex:
      return fmt::format("{} shares of a whole", size);
    case space_kind::sphere:
      return fmt::format("directions in {} dimensions", size);
    case space_kind::positive_definite: {
      const auto n = std::lround(std::sqrt(static_cast<double>(size)));
      return fmt::format("positive definite {} x {} matrices", n, n);
    }
    case space_kind::counts:
      return fmt::format("counts of {} kinds, {} in all", size, total);
  }
  return "";
}

}  // namespace relent
