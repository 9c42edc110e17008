#include "values.hpp"

#include <algorithm>

#include "relent/core/parallel.hpp"

#include "call.hpp"

namespace nb = nanobind;

namespace relent::python {
namespace {

constexpr std::int64_t elements_a_task = 1024;

bool is_plain(const array_view& a) noexcept {
  std::int64_t step = 1;
  for (std::size_t i = a.shape.size(); i-- > 0;) {
    if (a.shape[i] != 1 && a.strides[i] != step) {
      return false;
    }
    step *= a.shape[i];
  }
  return a.type == dtype::f64;
}

}  // namespace

values_argument::values_argument(nb::handle array, const char* name) {
  taken_.emplace(array, name);
  library_ = taken_->library();
  if (!is_plain(taken_->view())) {
    const nb::module_ numpy = nb::module_::import_("numpy");
    const nb::object detached = library_ == library::torch
                                    ? array.attr("to")(nb::module_::import_("torch").attr("float64")).attr("numpy")()
                                    : nb::borrow(array);
    taken_.emplace(numpy.attr("array")(detached, nb::arg("dtype") = numpy.attr("float64"), nb::arg("order") = "C"),
                   name);
  }
}

std::span<const double> values_argument::values() const noexcept {
  std::int64_t n = 1;
  for (const std::int64_t size : shape()) {
    n *= size;
  }
  return {static_cast<const double*>(taken_->view().data), static_cast<std::size_t>(n)};
}

nb::object map_values(nb::handle x, const char* name, const std::function<double(double)>& f) {
  if (PyFloat_Check(x.ptr()) != 0) {
    return nb::float_(f(PyFloat_AS_DOUBLE(x.ptr())));
  }
  const values_argument in(x, name);
  const array_result out(in.shape(), in.library());
  const std::span<const double> from = in.values();
  const auto n = static_cast<std::int64_t>(from.size());
  {
    const nb::gil_scoped_release unlocked;
    parallel_for((n + elements_a_task - 1) / elements_a_task, 0, [&](std::int64_t task) {
      const std::int64_t end = std::min(n, (task + 1) * elements_a_task);
      for (std::int64_t i = task * elements_a_task; i < end; ++i) {
        out.values()[static_cast<std::size_t>(i)] = f(from[static_cast<std::size_t>(i)]);
      }
    });
  }
  return out.object();
}

}  // namespace relent::python
