#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

#include "batches.hpp"
#include "call_arguments.hpp"
#include "distribution_object.hpp"
#include "values.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// relent.normal and its like: what stands behind the name.
struct family_object {
  const family_entry* entry;
};

/// A Python class for each family, so that each has its own signature.
template <std::size_t>
struct family_class : family_object {};
constexpr std::size_t most_families = 64;

std::string call_signature(const family_entry& f, const char* type, const char* result) {
  std::string out = "def __call__(self";
  for (const parameter_info& p : f.parameters) {
    const std::string kind = p.kind == parameter_kind::list ? "Numbers" : type;
    out += fmt::format(", {}: {}", p.name, kind);
    out += p.default_value ? fmt::format(" = {}", *p.default_value) : "";
  }
  return out + ") -> " + result;
}

std::string docstring(const family_entry& f) {
  std::string out = fmt::format("{}: {} {} for {}\n\n", signature_words(f.name, f.parameters),
                                f.discrete ? "mass" : "density", f.formula, f.support);
  for (const parameter_info& p : f.parameters) {
    out += fmt::format("{}: {}{}\n", p.name, p.requirement,
                       p.default_value ? fmt::format("; {} by default", *p.default_value) : "");
  }
  out += fmt::format(
      "Numbers give a relent.Distribution, arrays of them, which broadcast as numpy's do, a "
      "relent.DistributionBatch.\nRaises relent.InputError, which names the parameter and its bound. "
      "`.fit(values)` is\nthe maximum-likelihood fit.");
  if (!f.aliases.empty()) {
    out += fmt::format(" In texts also {}.", fmt::join(f.aliases, ", "));
  }
  return out;
}

parameter_value value_of(const family_entry& f, const parameter_info& p, const nb::object& given) {
  if (!given.is_valid()) {
    return *p.default_value;
  }
  if (p.kind == parameter_kind::list) {
    const values_argument list(given, p.name.data());
    if (list.shape().size() != 1) {
      throw error(errc::shape_mismatch, f.name,
                  fmt::format("{} has {} axes, must have one", p.name, list.shape().size()));
    }
    return std::vector<double>(list.values().begin(), list.values().end());
  }
  return to_number(given);
}

/// Whether some parameter is an array, or what may be one.
bool many(const family_entry& f, const std::vector<nb::object>& given) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i].is_valid() && f.parameters[i].kind == parameter_kind::number && !is_number(given[i])) {
      return true;
    }
  }
  return false;
}

batch_object make_many(const family_object& self, const nb::args& args, const nb::kwargs& kwargs) {
  return make_batch(*self.entry, call_arguments(self.entry->name, self.entry->parameters, args, kwargs));
}

distribution make(const family_object& self, const nb::args& args, const nb::kwargs& kwargs) {
  const family_entry& f = *self.entry;
  const std::vector<nb::object> given = call_arguments(f.name, f.parameters, args, kwargs);
  if (many(f, given)) {
    throw nb::next_overload();
  }
  std::vector<parameter_value> values;
  for (std::size_t i = 0; i < given.size(); ++i) {
    values.push_back(value_of(f, f.parameters[i], given[i]));
  }
  return f.make(values);
}

distribution fitted(const family_object& self, nb::handle values) {
  const values_argument x(values, "values");
  const nb::gil_scoped_release unlocked;
  return self.entry->fit(x.values());
}

/// What inspect.signature and editors show.
nb::object python_signature(const family_object& self) {
  const nb::module_ inspect = nb::module_::import_("inspect");
  const nb::object kind = inspect.attr("Parameter").attr("POSITIONAL_OR_KEYWORD");
  nb::list all;
  for (const parameter_info& p : self.entry->parameters) {
    const nb::str name(p.name.data(), p.name.size());
    all.append(p.default_value ? inspect.attr("Parameter")(name, kind, "default"_a = nb::float_(*p.default_value))
                               : inspect.attr("Parameter")(name, kind));
  }
  return inspect.attr("Signature")(all);
}

void bind_base(nb::module_& m) {
  nb::class_<parameter_info>(m, "ParameterInfo", "One parameter of a family.")
      .def_prop_ro("name", [](const parameter_info& p) { return std::string(p.name); })
      .def_prop_ro("requirement", [](const parameter_info& p) { return std::string(p.requirement); })
      .def_prop_ro(
          "default",
          [](const parameter_info& p) {
            return p.default_value ? nb::object(nb::float_(*p.default_value)) : nb::none();
          },
          nb::sig("def default(self) -> float | None"))
      .def("__repr__", [](const parameter_info& p) { return fmt::format("{} {}", parameter_words(p), p.requirement); });
  nb::class_<family_object>(m, "Family", "A named family: call it with its parameters for a relent.Distribution.")
      .def_prop_ro("name", [](const family_object& f) { return std::string(f.entry->name); })
      .def_prop_ro("aliases",
                   [](const family_object& f) {
                     return std::vector<std::string>(f.entry->aliases.begin(), f.entry->aliases.end());
                   })
      .def_prop_ro("parameters",
                   [](const family_object& f) {
                     return std::vector<parameter_info>(f.entry->parameters.begin(), f.entry->parameters.end());
                   })
      .def_prop_ro(
          "discrete", [](const family_object& f) { return f.entry->discrete; }, "Masses on whole numbers.")
      .def_prop_ro("formula", [](const family_object& f) { return std::string(f.entry->formula); })
      .def_prop_ro("support", [](const family_object& f) { return std::string(f.entry->support); })
      .def_prop_ro("__signature__", &python_signature, nb::sig("def __signature__(self) -> typing.Any"))
      .def("fit", &fitted, nb::sig("def fit(self, values: Numbers) -> Distribution"), "values"_a,
           "The maximum-likelihood fit to an array of values. Raises relent.InputError without values, for NaN, for a "
           "value\noutside the support, and where the likelihood has no maximum (all values equal).")
      .def(  // pickled by its name in the module
          "__reduce__", [](const family_object& f) { return std::string(f.entry->name); },
          nb::sig("def __reduce__(self) -> str"))
      .def("__repr__", [](const family_object& f) {
        return fmt::format("<relent family {}>", signature_words(f.entry->name, f.entry->parameters));
      });
}

template <std::size_t I>
void bind_one(nb::module_& m, nb::list& all) {
  if (I >= families().size()) {
    return;
  }
  const family_entry& f = families()[I];
  const std::string name(f.name), class_name = "_" + name + "_family";
  const std::string doc = docstring(f), sig = call_signature(f, "float", "Distribution"),
                    sig_of_many = call_signature(f, "Numbers", "DistributionBatch");
  nb::class_<family_class<I>, family_object>(m, class_name.c_str(), doc.c_str())
      .def("__call__", &make, nb::sig(sig.c_str()))
      .def("__call__", &make_many, nb::sig(sig_of_many.c_str()));
  auto* object = new family_class<I>;
  object->entry = &f;
  const nb::object made = nb::cast(object, nb::rv_policy::take_ownership);
  m.attr(name.c_str()) = made;
  all.append(made);
}

template <std::size_t... I>
void bind_all(nb::module_& m, nb::list& all, std::index_sequence<I...> /*indices*/) {
  (bind_one<I>(m, all), ...);
}

}  // namespace

bool is_number(nb::handle value) {
  if (PyFloat_Check(value.ptr()) != 0 || PyLong_Check(value.ptr()) != 0) {
    return true;
  }
  if (!nb::hasattr(value, "__float__") || PyUnicode_Check(value.ptr()) != 0) {
    return false;
  }
  return !nb::hasattr(value, "shape") || nb::len(nb::object(value.attr("shape"))) == 0;
}

double to_number(nb::handle value) {
  const double x = PyFloat_AsDouble(value.ptr());
  if (x == -1 && PyErr_Occurred() != nullptr) {
    throw nb::python_error();
  }
  return x;
}

void bind_families(nb::module_& m) {
  if (families().size() > most_families) {
    throw std::length_error("more families than Python classes for them");
  }
  bind_base(m);
  nb::list all;
  bind_all(m, all, std::make_index_sequence<most_families>{});
  m.def(
      "families", [all] { return nb::list(all); }, nb::sig("def families() -> list[Family]"),
      "The list of families: each with its parameters, formula and support; call one to make a distribution.");
}

}  // namespace relent::python
