#include "array_argument.hpp"

#include <bit>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "relent/core/error.hpp"

namespace nb = nanobind;

namespace relent::python {
namespace {

/// The element type of a buffer, where relent reads it as it is; none for integers, foreign byte order, ...
std::optional<dtype> element_type(const Py_buffer& b) noexcept {
  std::string_view format = b.format == nullptr ? "B" : b.format;
  constexpr char foreign = std::endian::native == std::endian::little ? '>' : '<';
  if (!format.empty() && std::string_view("@=<>!").find(format.front()) != std::string_view::npos) {
    if (format.front() == foreign || (format.front() == '!' && foreign == '>')) {
      return std::nullopt;
    }
    format.remove_prefix(1);
  }
  if (format == "d" && b.itemsize == 8) {
    return dtype::f64;
  }
  if (format == "f" && b.itemsize == 4) {
    return dtype::f32;
  }
  if (format == "e" && b.itemsize == 2) {
    return dtype::f16;
  }
  return std::nullopt;
}

std::optional<dtype> element_type(nb::dlpack::dtype t) noexcept {
  if (t.lanes != 1) {
    return std::nullopt;
  }
  if (t == nb::dtype<double>()) {
    return dtype::f64;
  }
  if (t == nb::dtype<float>()) {
    return dtype::f32;
  }
  if (t.bits == 16 && t.code == static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float)) {
    return dtype::f16;
  }
  if (t.bits == 16 && t.code == static_cast<std::uint8_t>(nb::dlpack::dtype_code::Bfloat)) {
    return dtype::bf16;
  }
  return std::nullopt;
}

/// What is needed of numpy, looked up once.
struct numpy_names {
  nb::handle ndarray, asarray, ascontiguousarray, empty, float64;
};

const numpy_names& numpy() {
  static const numpy_names names = [] {
    const nb::module_ module = nb::module_::import_("numpy");
    const auto find = [&](const char* name) { return nb::object(module.attr(name)).release(); };
    return numpy_names{find("ndarray"), find("asarray"), find("ascontiguousarray"), find("empty"), find("float64")};
  }();
  return names;
}

bool has(nb::handle object, const char* attribute) { return nb::hasattr(object, attribute); }

/// torch, if the program has it loaded; none otherwise (then nothing can be a tensor).
nb::object loaded_torch() { return nb::module_::import_("sys").attr("modules").attr("get")("torch"); }

bool is_tensor(nb::handle object) {
  const nb::object torch = loaded_torch();
  return !torch.is_none() && nb::isinstance(object, torch.attr("Tensor"));
}

std::string class_name(nb::handle object) { return nb::cast<std::string>(nb::str(object.type().attr("__name__"))); }

[[noreturn]] void refuse_type(const char* name, std::string_view what) {
  throw error(errc::type_mismatch, fmt::format("{} {}", name, what));
}

/// A masked array's hidden elements are no masses: refused, not read.
void refuse_masked(nb::handle array, const char* name) {
  if (has(array, "mask") && has(array, "filled") && nb::bool_(array.attr("mask").attr("any")())) {
    throw error(errc::invalid_value,
                fmt::format("{} has masked elements; say what they are, for example {}.filled(0)", name, name));
  }
}

nb::object call_asarray(nb::handle array, const char* name) {
  try {
    return numpy().asarray(array);
  } catch (nb::python_error& e) {
    if (e.matches(PyExc_ValueError) && nb::isinstance<nb::sequence>(array)) {
      throw error(errc::shape_mismatch, fmt::format("{} is a nested list whose rows differ in length", name));
    }
    throw;
  }
}

/// Integers, booleans, foreign byte order and Python numbers as f64; words and dates are refused.
nb::object as_float64(const nb::object& array, const char* name) {
  const nb::object type = array.attr("dtype");
  const auto kind = nb::cast<std::string>(nb::str(type.attr("kind")));
  const auto words = nb::cast<std::string>(nb::str(type));
  if (std::string_view("fiubO").find(kind) == std::string_view::npos) {
    refuse_type(name, fmt::format("holds {}, numbers are needed", words));
  }
  try {
    return array.attr("astype")(numpy().float64, nb::arg("order") = "C");  // fresh, aligned and whole
  } catch (nb::python_error& e) {
    refuse_type(name,
                fmt::format("holds {}, numbers are needed: {}", words, nb::cast<std::string>(nb::str(e.value()))));
  }
}

}  // namespace

void import_numpy() { numpy(); }

bool is_plain_array(nb::handle object) { return object.type().is(numpy().ndarray); }

nb::object contiguous(nb::handle array) { return numpy().ascontiguousarray(array); }

nb::object float64_run(nb::handle array, const char* name) {
  const array_argument checked(array, name);
  nb::object known = nb::borrow(array);
  if (checked.library() == library::torch && checked.view().type == dtype::bf16) {
    known = array.attr("double")();  // numpy does not know the type
  }
  return numpy().ascontiguousarray(known, nb::arg("dtype") = numpy().float64).attr("reshape")(-1);
}

array_argument::array_argument(nb::handle array, const char* name) : name_(name) {
  if (array.type().is(numpy().ndarray)) {
    if (take_buffer(array)) {
      return;
    }
  } else if (array.is_none()) {
    refuse_type(name, "is None, an array of numbers is needed");
  } else {
    refuse_masked(array, name);
    if (PyObject_CheckBuffer(array.ptr()) != 0 && take_buffer(array)) {
      return;
    }
    if (has(array, "__dlpack__") && take_dlpack(array)) {
      return;
    }
  }
  take_through_numpy(array);
}

array_argument::~array_argument() {
  if (buffer_.obj != nullptr) {
    PyBuffer_Release(&buffer_);
  }
}

bool array_argument::readable_in_place() const noexcept {
  return reinterpret_cast<std::uintptr_t>(view_.data) % static_cast<std::uintptr_t>(size_of(view_.type)) == 0;
}

bool array_argument::take_buffer(nb::handle array) {
  if (PyObject_GetBuffer(array.ptr(), &buffer_, PyBUF_RECORDS_RO) != 0) {
    PyErr_Clear();  // an element type that has no buffer format; numpy may still know it
    buffer_.obj = nullptr;
    return false;
  }
  const std::optional<dtype> type = element_type(buffer_);
  bool whole_steps = true;
  if (type) {
    view_.data = buffer_.buf;
    view_.type = *type;
    const auto n = static_cast<std::size_t>(buffer_.ndim);
    view_.shape.assign(buffer_.shape, buffer_.shape + n);
    view_.strides.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      view_.strides[i] = buffer_.strides[i] / buffer_.itemsize;
      whole_steps = whole_steps && buffer_.strides[i] % buffer_.itemsize == 0;
    }
  }
  if (!type || !whole_steps || !readable_in_place()) {
    PyBuffer_Release(&buffer_);
    buffer_.obj = nullptr;
    return false;
  }
  return true;
}

bool array_argument::take_dlpack(nb::handle array) {
  if (is_tensor(array)) {
    library_ = library::torch;
    if (nb::bool_(array.attr("requires_grad"))) {
      throw error(errc::unsupported, fmt::format("{} requires grad, which these functions do not carry; pass "
                                                 "{}.detach(), and see relent.gradient",
                                                 name_, name_));
    }
    if (!array.attr("device").attr("type").equal(nb::str("cpu"))) {
      throw error(errc::unsupported, fmt::format("{} is on {}, must be on the CPU; pass {}.cpu()", name_,
                                                 nb::cast<std::string>(nb::str(array.attr("device"))), name_));
    }
  }
  if (!nb::try_cast(array, dlpack_) || dlpack_.device_type() != nb::device::cpu::value) {
    return false;
  }
  const std::optional<dtype> type = element_type(dlpack_.dtype());
  if (!type) {
    return false;
  }
  view_.data = dlpack_.data();
  view_.type = *type;
  view_.shape.resize(dlpack_.ndim());
  view_.strides.resize(dlpack_.ndim());
  for (std::size_t i = 0; i < dlpack_.ndim(); ++i) {
    view_.shape[i] = static_cast<std::int64_t>(dlpack_.shape(i));
    view_.strides[i] = dlpack_.stride(i);
  }
  return readable_in_place();
}

void array_argument::take_through_numpy(nb::handle array) {
  if (PyUnicode_Check(array.ptr()) || PyDict_Check(array.ptr())) {
    refuse_type(name_, fmt::format("is a {}, an array of numbers is needed", class_name(array)));
  }
  keep_ = call_asarray(array, name_);
  if (nb::cast<std::string>(nb::str(keep_.attr("dtype").attr("name"))) == "bfloat16") {
    keep_ = keep_.attr("view")("uint16");
    const nb::object bytes = keep_;
    if (PyObject_GetBuffer(bytes.ptr(), &buffer_, PyBUF_RECORDS_RO) != 0) {
      throw nb::python_error();
    }
    view_.data = buffer_.buf;
    view_.type = dtype::bf16;
    view_.shape.assign(buffer_.shape, buffer_.shape + buffer_.ndim);
    view_.strides.clear();
    for (int i = 0; i < buffer_.ndim; ++i) {
      view_.strides.push_back(buffer_.strides[i] / buffer_.itemsize);
    }
    return;
  }
  if (take_buffer(keep_)) {
    return;
  }
  keep_ = as_float64(keep_, name_);
  if (!take_buffer(keep_)) {
    refuse_type(name_, fmt::format("of type {} cannot be read as an array of numbers", class_name(array)));
  }
}

array_result::array_result(const std::vector<std::int64_t>& shape, enum library give) : library_(give) {
  nb::object sizes = nb::steal(PyTuple_New(static_cast<Py_ssize_t>(shape.size())));
  std::int64_t n = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    PyTuple_SetItem(sizes.ptr(), static_cast<Py_ssize_t>(i), PyLong_FromLongLong(shape[i]));
    n *= shape[i];
  }
  array_ = numpy().empty(sizes);
  Py_buffer b;
  if (PyObject_GetBuffer(array_.ptr(), &b, PyBUF_CONTIG) != 0) {
    throw nb::python_error();
  }
  values_ = {static_cast<double*>(b.buf), static_cast<std::size_t>(n)};
  PyBuffer_Release(&b);  // the array keeps its memory
}

nb::object array_result::object() const {
  if (values_.size() == 1 && nb::cast<int>(array_.attr("ndim")) == 0) {
    return scalar_result(values_.front(), library_);
  }
  return library_ == library::torch ? loaded_torch().attr("from_numpy")(array_) : array_;
}

nb::object scalar_result(double value, library give) {
  if (give == library::torch) {
    const nb::object torch = loaded_torch();
    return torch.attr("tensor")(value, nb::arg("dtype") = torch.attr("float64"));
  }
  return nb::float_(value);
}

}  // namespace relent::python
