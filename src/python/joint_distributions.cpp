#include "joint_distributions.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/core/unit.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_families.hpp"
#include "relent/joint/joint_mixture.hpp"

#include "call.hpp"
#include "call_arguments.hpp"
#include "distribution_object.hpp"
#include "values.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

nb::object as_array(std::span<const double> values, const std::vector<std::int64_t>& shape) {
  const array_result out(shape, library::numpy);
  std::ranges::copy(values, out.values().begin());
  return out.object();
}

nb::object as_array(const matrix& m) {
  return as_array(m.values, {static_cast<std::int64_t>(m.rows), static_cast<std::int64_t>(m.columns)});
}

matrix as_matrix(nb::handle from, std::string_view family, const char* name) {
  const values_argument in(from, name);
  if (in.shape().size() != 2) {
    throw error(errc::shape_mismatch, family,
                fmt::format("{} has {} axes, must have two: rows and columns", name, in.shape().size()));
  }
  matrix out(static_cast<std::size_t>(in.shape()[0]), static_cast<std::size_t>(in.shape()[1]));
  std::ranges::copy(in.values(), out.values.begin());
  return out;
}

parameter_value value_of(std::string_view family, const parameter_info& p, const nb::object& given) {
  switch (p.kind) {
    case parameter_kind::number:
      return to_number(given);
    case parameter_kind::matrix:
      return as_matrix(given, family, p.name.data());
    case parameter_kind::list: {
      const values_argument list(given, p.name.data());
      if (list.shape().size() != 1) {
        throw error(errc::shape_mismatch, family,
                    fmt::format("{} has {} axes, must have one", p.name, list.shape().size()));
      }
      return std::vector<double>(list.values().begin(), list.values().end());
    }
  }
  return 0.0;
}

/// log densities of points along the last axis.
nb::object log_density(const joint_distribution& d, nb::handle x) {
  const values_argument in(x, "x");
  const std::size_t size = d.space().size;
  std::vector<std::int64_t> shape = in.shape();
  if (shape.empty() || static_cast<std::size_t>(shape.back()) != size) {
    throw error(errc::shape_mismatch, "log_density",
                fmt::format("x has {} along its last axis, must have the {} of a point",
                            shape.empty() ? "nothing" : fmt::format("{} numbers", shape.back()), size));
  }
  shape.pop_back();
  const array_result out(shape, in.library());
  {
    const nb::gil_scoped_release unlocked;
    for (std::size_t i = 0; i < out.values().size(); ++i) {
      out.values()[i] = d.log_density(in.values().subspan(i * size, size));
    }
  }
  return out.object();
}

nb::object draws(const joint_distribution& d, std::int64_t count, std::optional<std::uint64_t> seed, int threads) {
  std::random_device entropy;
  const std::uint64_t key = seed ? *seed : (std::uint64_t{entropy()} << 32) | entropy();
  matrix drawn;
  {
    const nb::gil_scoped_release unlocked;
    drawn = sample(d, count, key, threads);
  }
  return as_array(drawn);
}

void bind_identity(nb::class_<joint_distribution>& c) {
  c.def_prop_ro(
      "name", [](const joint_distribution& d) { return std::string(d.name()); }, "\"mvnormal\", \"mixture\", ...");
  c.def_prop_ro("text", &joint_distribution::text, "The expression that makes it again, as the command line reads it.");
  c.def_prop_ro(
      "size", [](const joint_distribution& d) { return d.space().size; }, "How many numbers a point has.");
  c.def_prop_ro(
      "space", [](const joint_distribution& d) { return d.space().words(); }, "What the points are, in words.");
  c.def("__repr__", &joint_distribution::text);
  c.def("__str__", &joint_distribution::text);
  c.def(
      "__eq__",
      [](const joint_distribution& d, nb::handle other) {
        return nb::isinstance<joint_distribution>(other) &&
               nb::cast<const joint_distribution&>(other).text() == d.text();
      },
      nb::sig("def __eq__(self, other: object, /) -> bool"), nb::arg("other").none());
  c.def("__hash__", [](const joint_distribution& d) { return nb::hash(nb::cast(d.text())); });
  c.def(
      "__copy__", [](nb::object self) { return self; }, nb::sig("def __copy__(self) -> JointDistribution"));
  c.def(
      "__deepcopy__", [](nb::object self, nb::handle) { return self; },
      nb::sig("def __deepcopy__(self, memo: typing.Any, /) -> JointDistribution"), nb::arg("memo").none());
  c.def(
      "__reduce__",
      [](const joint_distribution& d) {
        return nb::make_tuple(nb::module_::import_("relent._operands").attr("distribution"), nb::make_tuple(d.text()));
      },
      nb::sig("def __reduce__(self) -> tuple[typing.Any, ...]"));
}

void bind_functions(nb::class_<joint_distribution>& c) {
  c.def("log_density", &log_density, nb::sig("def log_density(self, x: Numbers) -> typing.Any"), "x"_a,
        "The log of the density, or of the mass on whole numbers, at points along x's last axis; -inf outside the "
        "space.");
  c.def(
      "mean",
      [](const joint_distribution& d) { return as_array(d.mean(), {static_cast<std::int64_t>(d.space().size)}); },
      nb::sig("def mean(self) -> numpy.typing.NDArray[numpy.float64]"), "E[X]; NaN where it does not exist.");
  c.def(
      "covariance", [](const joint_distribution& d) { return as_array(d.covariance()); },
      nb::sig("def covariance(self) -> numpy.typing.NDArray[numpy.float64]"),
      "E[(X - mean)(X - mean)^T], infinite or NaN where it does not exist.");
  c.def(
      "entropy",
      [](const joint_distribution& d, nb::handle unit) {
        const relent::unit to = to_unit(unit);
        const nb::gil_scoped_release unlocked;
        return from_nats(entropy_of(d).value, to);
      },
      nb::sig("def entropy(self, unit: Unit = \"nats\") -> float"), "unit"_a = "nats",
      "-E[log_density(X)], differential for densities. relent.entropy(d) says how it was got, with its error.");
  c.def(
      "sample", &draws,
      nb::sig("def sample(self, count: int, seed: int | None = None, *, threads: int = 0) -> "
              "numpy.typing.NDArray[numpy.float64]"),
      "count"_a, "seed"_a = nb::none(), nb::kw_only(), "threads"_a = 0,
      "So many draws, a row each. Draw i depends on the seed and on i alone, whatever the number of threads (0: all);\n"
      "without a seed every call draws anew.");
}

/// relent.mvnormal and its like: what stands behind the name.
struct joint_family {
  const joint_family_entry* entry;
};

joint_distribution made(const joint_family& self, const nb::args& args, const nb::kwargs& kwargs) {
  const joint_family_entry& f = *self.entry;
  const std::vector<nb::object> given = call_arguments(f.name, f.parameters, args, kwargs);
  std::vector<parameter_value> values;
  for (std::size_t i = 0; i < given.size(); ++i) {
    values.push_back(value_of(f.name, f.parameters[i], given[i]));
  }
  return f.make(values);
}

joint_distribution fitted(const joint_family& self, nb::handle rows) {
  if (self.entry->fit == nullptr) {
    throw error(errc::unsupported, self.entry->name, "rows alone do not say the matrices' shape; there is no fit");
  }
  const matrix values = as_matrix(rows, self.entry->name, "rows");
  const nb::gil_scoped_release unlocked;
  return self.entry->fit(values);
}

std::string docstring(const joint_family_entry& f) {
  std::string out = fmt::format("{}: {} {}, {}\n\n", signature_words(f.name, f.parameters),
                                f.discrete ? "mass" : "density", f.formula, f.support);
  for (const parameter_info& p : f.parameters) {
    constexpr std::string_view kinds[] = {"", "array, ", "matrix, "};
    out += fmt::format("{}: {}{}\n", p.name, kinds[static_cast<std::size_t>(p.kind)], p.requirement);
  }
  return out + "Raises relent.InputError, which names the parameter, the place and the bound.";
}

void bind_joint_family_base(nb::module_& m) {
  nb::class_<joint_family>(m, "JointFamily",
                           "A family of several numbers: call it with its parameters for a relent.JointDistribution.")
      .def_prop_ro("name", [](const joint_family& f) { return std::string(f.entry->name); })
      .def_prop_ro("parameters",
                   [](const joint_family& f) {
                     return std::vector<parameter_info>(f.entry->parameters.begin(), f.entry->parameters.end());
                   })
      .def_prop_ro("formula", [](const joint_family& f) { return std::string(f.entry->formula); })
      .def_prop_ro("support", [](const joint_family& f) { return std::string(f.entry->support); })
      .def("fit", &fitted, nb::sig("def fit(self, rows: Numbers) -> JointDistribution"), "rows"_a,
           "The maximum-likelihood fit to rows of data. Raises relent.InputError without rows, for NaN, for a row "
           "outside\n"
           "the space, and where the likelihood has no maximum (a constant column, collinear ones).")
      .def(  // pickled by its name in the module
          "__reduce__", [](const joint_family& f) { return std::string(f.entry->name); },
          nb::sig("def __reduce__(self) -> str"))
      .def("__repr__", [](const joint_family& f) {
        return fmt::format("<relent family {}>", signature_words(f.entry->name, f.entry->parameters));
      });
}

std::string call_signature(const joint_family_entry& f) {
  std::string out = "def __call__(self";
  for (const parameter_info& p : f.parameters) {
    out += fmt::format(", {}: {}", p.name, p.kind == parameter_kind::number ? "float" : "Numbers");
  }
  return out + ") -> JointDistribution";
}

/// A Python class for each family, so that each has its own signature and documentation.
template <std::size_t>
struct joint_family_class : joint_family {};
constexpr std::size_t most_families = 16;

template <std::size_t I>
void bind_one(nb::module_& m, nb::list& all) {
  if (I >= joint_families().size()) {
    return;
  }
  const joint_family_entry& f = joint_families()[I];
  const std::string class_name = fmt::format("_{}_family", f.name), doc = docstring(f), sig = call_signature(f);
  nb::class_<joint_family_class<I>, joint_family>(m, class_name.c_str(), doc.c_str())
      .def("__call__", &made, nb::sig(sig.c_str()));
  auto* object = new joint_family_class<I>;
  object->entry = &f;
  const nb::object found = nb::cast(object, nb::rv_policy::take_ownership);
  m.attr(std::string(f.name).c_str()) = found;
  all.append(found);
}

template <std::size_t... I>
void bind_all(nb::module_& m, nb::list& all, std::index_sequence<I...> /*indices*/) {
  (bind_one<I>(m, all), ...);
}

void bind_joint_families(nb::module_& m) {
  if (joint_families().size() > most_families) {
    throw std::length_error("more families than Python classes for them");
  }
  bind_joint_family_base(m);
  nb::list all;
  bind_all(m, all, std::make_index_sequence<most_families>{});
  m.def(
      "joint_families", [all] { return nb::list(all); }, nb::sig("def joint_families() -> list[JointFamily]"),
      "The list of families of several numbers; call one to make a distribution.");
}

/// Arguments that are distributions of one number, or texts of such.
std::vector<distribution> factors_of(const nb::args& args) {
  const nb::object convert = nb::module_::import_("relent._operands").attr("distribution");
  std::vector<distribution> out;
  for (const nb::handle a : args) {
    const nb::object d = convert(a);
    if (!nb::isinstance<distribution>(d)) {
      throw error(errc::type_mismatch, independent::name, "needs distributions of one number each");
    }
    out.push_back(nb::cast<distribution>(d));
  }
  return out;
}

}  // namespace

void bind_joint_distributions(nb::module_& m) {
  nb::class_<joint_distribution> c(
      m, "JointDistribution",
      "A distribution of several numbers: a family's member, a product, or a mixture. Immutable; an operand wherever\n"
      "relent takes one.");
  bind_identity(c);
  bind_functions(c);
  bind_joint_families(m);
  m.def(
      "independent", [](const nb::args& factors) { return joint_distribution(independent(factors_of(factors))); },
      nb::sig("def independent(*factors: DistributionLike) -> JointDistribution"),
      "Independent numbers, each with its own distribution. Raises relent.InputError without any.");
  m.def(
      "joint_mixture",
      [](nb::handle weights, const std::vector<joint_distribution>& components) {
        const values_argument w(weights, "weights");
        return joint_distribution(joint_mixture({w.values().begin(), w.values().end()}, components));
      },
      nb::sig("def joint_mixture(weights: Numbers, components: typing.Sequence[JointDistribution]) -> "
              "JointDistribution"),
      "weights"_a, "components"_a,
      "The mixture whose density is the sum of weight times density. Weights > 0 that sum to 1, one a component; all\n"
      "components over points of one kind. Raises relent.InputError.");
}

}  // namespace relent::python
