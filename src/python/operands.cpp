#include "operands.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/table/read_operand.hpp"

#include "array_argument.hpp"
#include "arrow_streams.hpp"
#include "batches.hpp"
#include "distribution_object.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

using numbers = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using codes_array = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

std::vector<double> copied(const numbers& a) { return {a.data(), a.data() + a.size()}; }

std::string_view kind(const operand& o) {
  struct words {
    std::string_view operator()(const masses&) const { return "masses"; }
    std::string_view operator()(const counts&) const { return "counts"; }
    std::string_view operator()(const samples&) const { return "samples"; }
    std::string_view operator()(const categories&) const { return "categories"; }
    std::string_view operator()(const distribution&) const { return "density"; }
    std::string_view operator()(const joint_distribution&) const { return "joint"; }
  };
  return std::visit(words{}, o.content);
}

std::size_t length(const operand& o) {
  struct size {
    std::size_t operator()(const masses& c) const { return c.values.size(); }
    std::size_t operator()(const counts& c) const { return c.values.size(); }
    std::size_t operator()(const samples& c) const { return c.values.size(); }
    std::size_t operator()(const categories& c) const { return c.codes.size(); }
    std::size_t operator()(const distribution&) const { return 0; }
    std::size_t operator()(const joint_distribution&) const { return 0; }
  };
  return std::visit(size{}, o.content);
}

operand make_samples(const numbers& values, std::string text) {
  samples s;
  s.values.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values.data()[i];
    if (std::isnan(x)) {
      ++s.missing;
    } else if (std::isinf(x)) {
      throw bad_value("samples", "x", static_cast<std::int64_t>(i), x, "finite (NaN is a missing value)");
    } else {
      s.values.push_back(x);
    }
  }
  return {std::move(text), std::move(s)};
}

/// A distribution of another library, whose names relent._foreign knows.
bool is_foreign(nb::handle object) {
  return nb::cast<bool>(nb::module_::import_("relent._foreign").attr("is_distribution")(object));
}

/// The expression; of one with many numbers, whose matrices would be pages, its name and what its points are.
std::string described(const joint_distribution& d) {
  constexpr std::size_t few = 8;
  const joint_space space = d.space();
  return space.size <= few ? d.text() : fmt::format("{} of {}", d.name(), space.words());
}

operand parse(const std::string& text, const nb::callable& load) {
  return parse_operand(
      text, [&](const std::string& path, const std::string& column) { return nb::cast<operand>(load(path, column)); });
}

}  // namespace

void bind_operands(nb::module_& m) {
  nb::class_<operand>(m, "Operand",
                      "A distribution as relent takes it: masses, counts, samples, categories or a density.")
      .def_prop_ro(
          "text", [](const operand& o) { return o.text; }, "As it was written, or described.")
      .def_prop_ro(
          "kind", [](const operand& o) { return std::string(kind(o)); },
          "\"masses\", \"counts\", \"samples\", \"categories\", \"density\" or \"joint\".")
      .def("__len__", &length)
      .def("__repr__", [](const operand& o) { return fmt::format("<relent {}: {}>", kind(o), o.text); });
  m.def("_samples", &make_samples, "values"_a, "text"_a);
  m.def(
      "_masses",
      [](const numbers& values, std::vector<std::int64_t> shape, std::vector<std::string> labels, std::string text) {
        return operand{std::move(text), masses{copied(values), std::move(shape), std::move(labels)}};
      },
      "values"_a, "shape"_a, "labels"_a, "text"_a);
  m.def(
      "_counts",
      [](const numbers& values, std::vector<std::int64_t> shape, std::vector<std::string> labels, std::string text) {
        return operand{std::move(text), counts{copied(values), std::move(shape), std::move(labels)}};
      },
      "values"_a, "shape"_a, "labels"_a, "text"_a);
  m.def(
      "_categories",
      [](const codes_array& codes, std::vector<std::string> labels, std::string text) {
        return operand{std::move(text), categories{{codes.data(), codes.data() + codes.size()}, std::move(labels)}};
      },
      "codes"_a, "labels"_a, "text"_a);
  m.def(
      "_read_column",
      [](const nb::callable& make_stream, const std::string& name, const std::string& column, std::string text) {
        const auto from = python_source(name, make_stream);
        nb::gil_scoped_release unlocked;
        return read_operand(*from, column, std::move(text));
      },
      "make_stream"_a, "name"_a, "column"_a, "text"_a);
  m.def(
      "_density",
      [](const distribution& d) {
        return operand{short_text(d), d};
      },
      "of"_a);
  m.def(
      "_density",
      [](const joint_distribution& d) {
        return operand{described(d), d};
      },
      "of"_a);
  m.def("_parse_operand", &parse, "text"_a, "load"_a);
}

bool is_operand(nb::handle object) {
  if (PyUnicode_Check(object.ptr()) != 0) {
    return true;
  }
  if (PyList_Check(object.ptr()) != 0 || is_plain_array(object)) {
    return false;
  }
  return nb::isinstance<operand>(object) || nb::isinstance<distribution>(object) ||
         nb::isinstance<joint_distribution>(object) || is_batch(object) || is_foreign(object);
}

nb::object translated(nb::handle object) {
  if (PyUnicode_Check(object.ptr()) != 0 || PyList_Check(object.ptr()) != 0 || is_plain_array(object) ||
      !is_foreign(object)) {
    return nb::borrow(object);
  }
  return nb::module_::import_("relent._foreign").attr("convert")(object);
}

nb::object to_operand(nb::handle object) { return nb::module_::import_("relent._operands").attr("operand")(object); }

}  // namespace relent::python
