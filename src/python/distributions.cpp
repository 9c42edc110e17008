#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/unit.hpp"
#include "relent/distribution/affine.hpp"
#include "relent/distribution/exp_of.hpp"
#include "relent/distribution/from_data.hpp"
#include "relent/distribution/log_of.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/truncated.hpp"

#include "call.hpp"
#include "distribution_object.hpp"
#include "values.hpp"
#include "weighted_parts.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t shown = 200;  // so many characters of an expression are written out

nb::object as_list(const std::vector<distribution>& all) { return nb::cast(all); }

/// The X of exp(X) and log(X).
const distribution* transformed(const distribution& d) {
  const auto* grown = d.get<exp_of>();
  const auto* logged = d.get<log_of>();
  return grown != nullptr ? &grown->of() : logged != nullptr ? &logged->of() : nullptr;
}

/// The parameters by name: numbers, lists, or other distributions.
nb::dict parameters_of(const distribution& d) {
  nb::dict out;
  if (const family_entry* family = family_of(d)) {
    const std::vector<double> values = family->values(d);
    if (!family->parameters.empty() && family->parameters[0].kind == parameter_kind::list) {
      out[nb::str(family->parameters[0].name.data())] = nb::cast(values);
      return out;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      out[nb::str(family->parameters[i].name.data())] = nb::float_(values[i]);
    }
  } else if (const auto* mixed = d.get<mixture>()) {
    out["weights"] = nb::cast(std::vector<double>(mixed->weights().begin(), mixed->weights().end()));
    out["components"] = as_list({mixed->components().begin(), mixed->components().end()});
  } else if (const auto* moved = d.get<affine>()) {
    out["of"] = nb::cast(moved->of());
    out["shift"] = nb::float_(moved->shift());
    out["factor"] = nb::float_(moved->factor());
  } else if (const distribution* within = transformed(d)) {
    out["of"] = nb::cast(*within);
  } else if (const auto* cut = d.get<truncated>()) {
    out["of"] = nb::cast(cut->of());
    out["low"] = nb::float_(cut->low());
    out["high"] = nb::float_(cut->high());
  }
  return out;
}

nb::object log_density_gradient(const distribution& d, nb::handle x) {
  const values_argument in(x, "x");
  const std::size_t count = d.parameter_count();
  std::vector<std::int64_t> shape = in.shape();
  shape.push_back(static_cast<std::int64_t>(count));
  const array_result out(shape, in.library());
  {
    const release_lock unlocked(static_cast<std::int64_t>(in.values().size()) * 64);
    for (std::size_t i = 0; i < in.values().size(); ++i) {
      const std::span<double> slopes = out.values().subspan(i * count, count);
      if (d.support().contains(in.values()[i])) {
        d.log_density_gradient(in.values()[i], slopes);
      } else {
        std::ranges::fill(slopes, std::numeric_limits<double>::quiet_NaN());
      }
    }
  }
  return out.object();
}

nb::object draws(const distribution& d, std::int64_t count, std::optional<std::uint64_t> seed, int threads) {
  std::random_device entropy;
  const std::uint64_t key = seed ? *seed : (std::uint64_t{entropy()} << 32) | entropy();
  std::vector<double> drawn;
  {
    const nb::gil_scoped_release unlocked;
    drawn = sample(d, count, key, threads);
  }
  const array_result out({count}, library::numpy);
  std::ranges::copy(drawn, out.values().begin());
  return out.object();
}

/// A method of one number, over arrays.
using number_method = double (distribution::*)(double) const;

void bind_functions(nb::class_<distribution>& c) {
  const auto define = [&](const char* name, const char* argument, number_method method, const char* doc) {
    const std::string sig = fmt::format("def {}(self, {}: Numbers) -> typing.Any", name, argument);
    c.def(
        name,
        [method, argument](const distribution& d, nb::handle x) {
          return map_values(x, argument, [&](double at) { return (d.*method)(at); });
        },
        nb::sig(sig.c_str()), nb::arg(argument), doc);
  };
  define("log_density", "x", &distribution::log_density,
         "The log of the density, or of the mass on whole numbers; -inf outside the support. A float for a number, an\n"
         "array of x's shape for an array.");
  define("cdf", "x", &distribution::cdf, "P(X <= x).");
  define("survival", "x", &distribution::survival, "P(X > x), without the cancellation of 1 - cdf(x).");
  define("quantile", "u", &distribution::quantile, "The least x with cdf(x) >= u; NaN where u is no probability.");
  define("quantile_survival", "u", &distribution::quantile_survival, "The least x with survival(x) <= u.");
  c.def(
      "density",
      [](const distribution& d, nb::handle x) {
        return map_values(x, "x", [&](double at) { return std::exp(d.log_density(at)); });
      },
      nb::sig("def density(self, x: Numbers) -> typing.Any"), "x"_a,
      "The density, or the mass on whole numbers; 0 outside the support.");
  c.def("log_density_gradient", &log_density_gradient,
        nb::sig("def log_density_gradient(self, x: Numbers) -> typing.Any"), "x"_a,
        "The derivatives of log_density(x) with respect to `parameter_names`, along a last axis that x has not; NaN\n"
        "outside the support.");
  c.def("sample", &draws,
        nb::sig("def sample(self, count: int, seed: int | None = None, *, threads: int = 0) -> "
                "numpy.typing.NDArray[numpy.float64]"),
        "count"_a, "seed"_a = nb::none(), nb::kw_only(), "threads"_a = 0,
        "So many draws. Draw i depends on the seed and on i alone, whatever the number of threads (0: all); without a\n"
        "seed every call draws anew.");
}

void bind_moments(nb::class_<distribution>& c) {
  c.def("mean", &distribution::mean, "E[X]; NaN where it does not exist.");
  c.def("variance", &distribution::variance, "E[(X - mean)^2]; infinite or NaN where it does not exist.");
  c.def(
      "sd", [](const distribution& d) { return std::sqrt(d.variance()); }, "The root of the variance.");
  c.def(
      "entropy",
      [](const distribution& d, nb::handle unit) {
        const relent::unit to = to_unit(unit);
        const nb::gil_scoped_release unlocked;
        return from_nats(d.entropy(), to);
      },
      nb::sig("def entropy(self, unit: Unit = \"nats\") -> float"), "unit"_a = "nats",
      "-E[log_density(X)], differential for densities. relent.entropy(d) says how it was got.");
}

void bind_identity(nb::class_<distribution>& c) {
  c.def_prop_ro(
      "name", [](const distribution& d) { return std::string(d.name()); }, "\"normal\", \"mixture\", ...");
  c.def_prop_ro("text", &distribution::text, "The expression that makes it again, as the command line reads it.");
  c.def_prop_ro("parameters", &parameters_of, nb::sig("def parameters(self) -> dict[str, typing.Any]"),
                "By name: numbers, a list, or the distributions that it is built from.");
  c.def_prop_ro("parameter_names", &parameter_names, "In the order of `log_density_gradient`.");
  c.def_prop_ro(
      "support", [](const distribution& d) { return std::pair(d.support().lower, d.support().upper); },
      "(lower, upper); whole numbers only where `discrete`.");
  c.def_prop_ro(
      "discrete", [](const distribution& d) { return d.support().lattice; }, "Masses on whole numbers, no density.");
  c.def("__repr__", &short_text);
  c.def("__str__", &distribution::text);
  c.def(
      "__eq__",
      [](const distribution& d, nb::handle other) {
        return nb::isinstance<distribution>(other) && nb::cast<const distribution&>(other).text() == d.text();
      },
      nb::sig("def __eq__(self, other: object, /) -> bool"), nb::arg("other").none());
  c.def("__hash__", [](const distribution& d) { return nb::hash(nb::cast(d.text())); });
  c.def(
      "__copy__", [](nb::object self) { return self; }, nb::sig("def __copy__(self) -> Distribution"));
  c.def(
      "__deepcopy__", [](nb::object self, nb::handle) { return self; },
      nb::sig("def __deepcopy__(self, memo: typing.Any, /) -> Distribution"), nb::arg("memo").none());
  c.def(
      "__reduce__",
      [](const distribution& d) {
        return nb::make_tuple(nb::module_::import_("relent._operands").attr("distribution"), nb::make_tuple(d.text()));
      },
      nb::sig("def __reduce__(self) -> tuple[typing.Any, ...]"));
}

std::vector<distribution> components_of(nb::handle components) {
  const nb::object convert = nb::module_::import_("relent._operands").attr("distribution");
  std::vector<distribution> out;
  for (const nb::handle c : nb::iter(components)) {
    out.push_back(nb::cast<distribution>(convert(c)));
  }
  return out;
}

distribution one_of(nb::handle of) {
  return nb::cast<distribution>(nb::module_::import_("relent._operands").attr("distribution")(of));
}

void bind_built(nb::module_& m) {
  m.def(
      "mixture",
      [](nb::handle weights, nb::handle components) -> distribution {
        const values_argument w(weights, "weights");
        return mixture({w.values().begin(), w.values().end()}, components_of(components));
      },
      nb::sig("def mixture(weights: Numbers, components: typing.Iterable[DistributionLike]) -> Distribution"),
      "weights"_a, "components"_a,
      "The mixture whose density is the sum of weight times density. Weights > 0 that sum to 1, one a component; all\n"
      "components densities, or all on whole numbers. `0.5*p + 0.5*q` is the same. Raises relent.InputError.");
  m.def(
      "affine",
      [](nb::handle of, double shift, double factor) -> distribution { return affine(one_of(of), shift, factor); },
      nb::sig("def affine(of: DistributionLike, shift: float, factor: float) -> Distribution"), "of"_a, "shift"_a,
      "factor"_a,
      "shift + factor X. A distribution on whole numbers needs a whole shift and a factor of 1 or -1.\n"
      "Raises relent.InputError.");
  m.def(
      "truncated",
      [](nb::handle of, double low, double high) -> distribution { return truncated(one_of(of), low, high); },
      nb::sig("def truncated(of: DistributionLike, low: float = float(\"-inf\"), high: float = float(\"inf\")) -> "
              "Distribution"),
      "of"_a, "low"_a = -infinity, "high"_a = infinity,
      "X conditioned on low <= X <= high. Raises relent.InputError where there is no probability between them.");
  m.def(
      "exp_of", [](nb::handle of) -> distribution { return exp_of(one_of(of)); },
      nb::sig("def exp_of(of: DistributionLike) -> Distribution"), "of"_a,
      "e^X, for an X with a density. Raises relent.InputError for masses on whole numbers.");
  m.def(
      "log_of", [](nb::handle of) -> distribution { return log_of(one_of(of)); },
      nb::sig("def log_of(of: DistributionLike) -> Distribution"), "of"_a,
      "The logarithm of X, for an X >= 0 with a density. Raises relent.InputError for masses on whole numbers, and\n"
      "where X can be below 0.");
  m.def(
      "_parse_distribution", [](const std::string& text) { return parse_any_distribution(text); }, "text"_a);
}

void bind_from_data(nb::module_& m) {
  m.def(
      "kernel_density",
      [](nb::handle values, std::optional<double> bandwidth) -> distribution {
        const values_argument x(values, "values");
        return kernel_density(x.values(), bandwidth);
      },
      nb::sig("def kernel_density(values: Numbers, bandwidth: float | None = None) -> Distribution"), "values"_a,
      "bandwidth"_a = nb::none(),
      "A normal density around each value, weighted equally. The bandwidth, > 0, is Silverman's by default:\n"
      "0.9 min(sd, interquartile range / 1.34) n^(-1/5). Each evaluation takes time proportional to the number of\n"
      "different values. Raises relent.InputError without values, or where all are equal and no bandwidth is given.\n\n"
      "Source: Silverman 1986, eq. 3.31");
  m.def(
      "histogram_density",
      [](nb::handle values, std::int64_t bins) -> distribution {
        const values_argument x(values, "values");
        return histogram_density(x.values(), bins);
      },
      nb::sig("def histogram_density(values: Numbers, bins: int) -> Distribution"), "values"_a, "bins"_a,
      "Uniform within each of `bins` bins of equal width between the least and the greatest value, with the share of\n"
      "values there; empty bins have no density. relent.histogram counts instead. Raises relent.InputError.");
  m.def(
      "empirical_masses",
      [](nb::handle values) -> distribution {
        const values_argument x(values, "values");
        return empirical_masses(x.values());
      },
      nb::sig("def empirical_masses(values: Numbers) -> Distribution"), "values"_a,
      "The shares of 0, 1, 2, ...: the empirical distribution of whole numbers. Raises relent.InputError for a value\n"
      "that is no whole number >= 0.");
}

}  // namespace

std::string short_text(const distribution& d) {
  std::string text = d.text();
  if (text.size() <= shown) {
    return text;
  }
  const auto* mixed = d.get<mixture>();
  return fmt::format("{}... ({} {})", text.substr(0, shown),
                     mixed != nullptr ? mixed->components().size() : text.size(),
                     mixed != nullptr ? "components" : "characters");
}

std::vector<std::string> parameter_names(const distribution& d) {
  std::vector<std::string> out;
  if (const family_entry* family = family_of(d)) {
    const bool list = family->parameters[0].kind == parameter_kind::list;
    for (std::size_t i = 0; i < d.parameter_count(); ++i) {
      out.push_back(list ? fmt::format("{}[{}]", family->parameters[0].name, i)
                         : std::string(family->parameters[i].name));
    }
  } else if (const auto* mixed = d.get<mixture>()) {
    for (std::size_t i = 0; i < mixed->weights().size(); ++i) {
      out.push_back(fmt::format("weights[{}]", i));
    }
    for (std::size_t i = 0; i < mixed->components().size(); ++i) {
      for (const std::string& name : parameter_names(mixed->components()[i])) {
        out.push_back(fmt::format("components[{}].{}", i, name));
      }
    }
  } else {
    const auto* moved = d.get<affine>();
    const auto* cut = d.get<truncated>();
    const distribution* of = moved != nullptr ? &moved->of() : cut != nullptr ? &cut->of() : transformed(d);
    for (const std::string& name : of != nullptr ? parameter_names(*of) : std::vector<std::string>{}) {
      out.push_back("of." + name);
    }
  }
  return out;
}

void bind_distributions(nb::module_& m) {
  nb::class_<distribution> c(
      m, "Distribution",
      "A distribution of one number: a named family's member, or built from others. Immutable; an operand wherever\n"
      "relent takes one. Its functions take numbers and arrays. `0.5*p + 0.5*q` is a mixture.");
  bind_identity(c);
  bind_functions(c);
  bind_moments(c);
  bind_weighted_parts(m, c);
  bind_built(m);
  bind_from_data(m);
}

}  // namespace relent::python
