#include "loss_arguments.hpp"

#include <string_view>
#include <type_traits>

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include "relent/core/error.hpp"

namespace nb = nanobind;

namespace relent::python {
namespace {

dtype to_type(nb::handle word, const char* name) {
  const auto text = nb::cast<std::string>(word);
  for (const auto& [known, type] : {std::pair{"f32", dtype::f32}, std::pair{"f64", dtype::f64},
                                    std::pair{"bf16", dtype::bf16}, std::pair{"f16", dtype::f16}}) {
    if (text == known) {
      return type;
    }
  }
  throw error(errc::type_mismatch, fmt::format("{} has elements {}, must be f64, f32, bf16 or f16", name, text));
}

void* address(nb::handle number) {
  // Python's integer is where the caller's array lies.
  return reinterpret_cast<void*>(nb::cast<std::uintptr_t>(number));  // NOLINT(performance-no-int-to-ptr)
}

class_rows from_tuple(nb::handle tuple, const char* name, row_content holds) {
  return {address(tuple[0]),
          to_type(tuple[1], name),
          nb::cast<std::int64_t>(tuple[2]),
          nb::cast<std::int64_t>(tuple[3]),
          nb::cast<std::int64_t>(tuple[4]),
          holds};
}

}  // namespace

rows_argument::rows_argument(nb::handle array, const char* name, row_content holds) {
  if (PyTuple_CheckExact(array.ptr()) && PyTuple_Size(array.ptr()) == 5) {
    rows_ = from_tuple(array, name, holds);
    return;
  }
  array_ = std::make_unique<array_argument>(array, name);
  const array_view& view = array_->view();
  if (view.shape.empty() || view.shape.size() > 2) {
    throw error(errc::shape_mismatch,
                fmt::format("{} has {} axes, must have two: rows and classes", name, view.shape.size()));
  }
  const bool one = view.shape.size() == 1;
  rows_ = {view.data, view.type, one ? 1 : view.shape[0], view.shape.back(), one ? 0 : view.strides[0], holds};
  if (rows_.classes > 1 && view.strides.back() != 1) {
    throw error(errc::unsupported, fmt::format("{} has classes that are not contiguous", name));
  }
}

gradient_rows to_gradient(nb::handle array, const class_rows& of, const char* name) {
  if (array.is_none()) {
    return {};
  }
  if (PyTuple_CheckExact(array.ptr())) {
    return {address(array[0]), nb::cast<std::int64_t>(array[4])};
  }
  Py_buffer buffer;
  if (PyObject_GetBuffer(array.ptr(), &buffer, PyBUF_CONTIG) != 0) {
    throw nb::python_error();
  }
  const gradient_rows to{buffer.buf, -1};
  const bool fits = buffer.len == of.rows * of.classes * size_of(of.type) && buffer.itemsize == size_of(of.type);
  PyBuffer_Release(&buffer);  // the array outlives the call
  if (!fits) {
    throw error(errc::shape_mismatch, fmt::format("{} must have the shape and element type of its argument", name));
  }
  return to;
}

template <class T>
std::span<T> to_run(nb::handle array, const char* name) {
  if (array.is_none()) {
    return {};
  }
  if (PyTuple_CheckExact(array.ptr())) {
    return {static_cast<T*>(address(array[0])), nb::cast<std::size_t>(array[1])};
  }
  Py_buffer buffer;
  if (PyObject_GetBuffer(array.ptr(), &buffer, std::is_const_v<T> ? PyBUF_CONTIG_RO : PyBUF_CONTIG) != 0) {
    throw nb::python_error();
  }
  const std::span<T> run{static_cast<T*>(buffer.buf), static_cast<std::size_t>(buffer.len) / sizeof(T)};
  const bool fits = buffer.itemsize == static_cast<Py_ssize_t>(sizeof(T));
  PyBuffer_Release(&buffer);
  if (!fits) {
    throw error(errc::type_mismatch, fmt::format("{} must have elements of {} bytes", name, sizeof(T)));
  }
  return run;
}

template std::span<double> to_run(nb::handle, const char*);
template std::span<const double> to_run(nb::handle, const char*);
template std::span<const std::int64_t> to_run(nb::handle, const char*);
template std::span<const std::uint8_t> to_run(nb::handle, const char*);

loss_options to_options(const std::string& reduction, nb::handle mask, std::int64_t batch_size,
                        const std::string& nan_policy, bool strict, int threads) {
  loss_options how;
  how.reduce = reduction_of(reduction);
  how.mask = to_run<const std::uint8_t>(mask, "mask");
  how.batch_size = batch_size;
  how.nans = nan_policy_of(nan_policy);
  how.strict = strict;
  how.threads = threads;
  return how;
}

loss_outputs to_outputs(nb::handle rows, nb::handle upstream, gradient_rows input, gradient_rows target) {
  return {to_run<double>(rows, "rows"), to_run<const double>(upstream, "upstream"), input, target};
}

}  // namespace relent::python
