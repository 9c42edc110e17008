#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "relent/core/array_view.hpp"

namespace relent::python {

/// Looks up what is needed of numpy; once, when the module is imported.
void import_numpy();

/// Exactly a numpy array, of no class of its own.
[[nodiscard]] bool is_plain_array(nanobind::handle object);

/// Whose array came in, and so whose goes out.
enum class library { numpy, torch };

/// A Python array, borrowed for the length of a call. The memory of f64, f32, f16 and bf16 arrays is read where
/// it lies (buffer protocol, DLPack): strided, reversed, broadcast or read-only. Lists, integers and booleans
/// are made f64 by numpy first. Anything else is refused, by the argument's name.
class array_argument {
 public:
  array_argument(nanobind::handle array, const char* name);
  array_argument(const array_argument&) = delete;
  array_argument& operator=(const array_argument&) = delete;
  ~array_argument();

  [[nodiscard]] const array_view& view() const noexcept { return view_; }
  [[nodiscard]] relent::python::library library() const noexcept { return library_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return view_.shape.size(); }

 private:
  bool take_buffer(nanobind::handle array);
  bool take_dlpack(nanobind::handle array);
  void take_through_numpy(nanobind::handle array);
  [[nodiscard]] bool readable_in_place() const noexcept;

  const char* name_;
  relent::python::library library_ = library::numpy;
  array_view view_{};
  Py_buffer buffer_{};
  nanobind::ndarray<nanobind::ro> dlpack_{};
  nanobind::object keep_{};
};

/// Fresh f64 memory of numpy for an answer, and the object to return: a numpy array, a torch tensor over the
/// same memory, or a float where there is no axis left.
class array_result {
 public:
  array_result(const std::vector<std::int64_t>& shape, library give);
  [[nodiscard]] std::span<double> values() const noexcept { return values_; }
  [[nodiscard]] nanobind::object object() const;

 private:
  library library_;
  nanobind::object array_{};
  std::span<double> values_{};
};

/// A number as the library of the arguments shows it: a float, or a torch tensor without axes.
[[nodiscard]] nanobind::object scalar_result(double value, library give);

/// All elements of an array as one run of f64, of numpy: over the array's own memory where they lie so, else a copy.
/// Refuses what array_argument refuses.
[[nodiscard]] nanobind::object float64_run(nanobind::handle array, const char* name);

/// The array itself where its elements lie in C order without gaps, else a copy that does.
[[nodiscard]] nanobind::object contiguous(nanobind::handle array);

}  // namespace relent::python
