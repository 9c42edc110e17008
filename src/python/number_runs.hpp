#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "relent/core/matrix.hpp"
#include "relent/transport/regular_grid.hpp"

namespace relent::python {

// Arrays of f64 in C order, which the Python side has made before it calls.
using run = nanobind::ndarray<const double, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;
using table = nanobind::ndarray<const double, nanobind::ndim<2>, nanobind::c_contig, nanobind::device::cpu>;
using optional_run = std::optional<run>;
using optional_table = std::optional<table>;

[[nodiscard]] inline std::span<const double> in(const run& a) { return {a.data(), a.size()}; }
[[nodiscard]] inline std::span<const double> in(const optional_run& a) {
  return a ? in(*a) : std::span<const double>();
}

template <class T>
using array_of = nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<1>>;

/// A numpy array that keeps the numbers.
template <class T>
[[nodiscard]] array_of<T> as_array(std::vector<T> numbers) {
  auto* const kept = new std::vector<T>(std::move(numbers));
  const nanobind::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return {kept->data(), {kept->size()}, owner};
}

/// The same of two axes.
[[nodiscard]] inline nanobind::ndarray<nanobind::numpy, double, nanobind::ndim<2>> as_array(matrix numbers) {
  auto* const kept = new std::vector<double>(std::move(numbers.values));
  const nanobind::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<double>*>(p); });
  return {kept->data(), {numbers.rows, numbers.columns}, owner};
}

/// A grid that keeps its own numbers.
struct kept_grid {
  std::vector<std::size_t> shape;
  std::vector<double> spacing;
  double power;
  [[nodiscard]] regular_grid view() const { return {shape, spacing, power}; }
};

}  // namespace relent::python
