#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <nanobind/nanobind.h>

#include "array_argument.hpp"

namespace relent::python {

/// A Python number or array as f64 in C order: read where it lies where it is that already, else copied.
class values_argument {
 public:
  values_argument(nanobind::handle array, const char* name);

  [[nodiscard]] std::span<const double> values() const noexcept;
  [[nodiscard]] const std::vector<std::int64_t>& shape() const noexcept { return taken_->view().shape; }
  [[nodiscard]] relent::python::library library() const noexcept { return library_; }

 private:
  std::optional<array_argument> taken_{};
  relent::python::library library_;
};

/// f(x) for every element, on all threads where they are many: a float for a number, else an array of x's shape.
[[nodiscard]] nanobind::object map_values(nanobind::handle x, const char* name, const std::function<double(double)>& f);

}  // namespace relent::python
