#include "batches.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "call.hpp"
#include "distribution/batch_reader.hpp"
#include "distribution_object.hpp"
#include "values.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

constexpr std::int64_t members_a_task = 64;
/// Larger batches are looked at while they are used, since another pass over memory costs as much as a divergence.
constexpr std::int64_t checked_at_once = 1 << 16;

void for_members(std::int64_t n, int threads, const std::function<void(std::int64_t)>& body) {
  parallel_for((n + members_a_task - 1) / members_a_task, threads, [&](std::int64_t task) {
    for (std::int64_t i = task * members_a_task; i < std::min(n, (task + 1) * members_a_task); ++i) {
      body(i);
    }
  });
}

/// f(member) for all of them.
nb::object of_members(const batch_object& b, const std::function<double(const distribution&)>& f) {
  const borrowed_batch all(b);
  const array_result out(all.get().shape(), all.give());
  {
    const nb::gil_scoped_release unlocked;
    const batch_reader members(all.get(), all.get().shape());
    for_members(all.get().size(), 0,
                [&](std::int64_t i) { out.values()[static_cast<std::size_t>(i)] = f(members.at(i)); });
  }
  return out.object();
}

/// f(member, x), members and x broadcast together.
nb::object of_members_and(const batch_object& b, nb::handle x, const char* name,
                          const std::function<double(const distribution&, double)>& f) {
  const borrowed_batch all(b);
  const values_argument at(x, name);
  const std::vector<std::vector<std::int64_t>> shapes{all.get().shape(), at.shape()};
  const std::vector<std::int64_t> shape = broadcast_shape(shapes);
  array_view view{at.values().data(), dtype::f64, at.shape(), {}};
  view.strides.resize(view.shape.size());
  for (std::size_t i = view.shape.size(), step = 1; i-- > 0; step *= static_cast<std::size_t>(view.shape[i])) {
    view.strides[i] = static_cast<std::int64_t>(step);
  }
  const array_result out(shape, at.library() == library::torch ? library::torch : all.give());
  {
    const nb::gil_scoped_release unlocked;
    const batch_reader members(all.get(), shape);
    const broadcast_reader places(view, shape);
    for_members(elements(shape), 0,
                [&](std::int64_t i) { out.values()[static_cast<std::size_t>(i)] = f(members.at(i), places.at(i)); });
  }
  return out.object();
}

nb::object draws(const batch_object& b, std::int64_t count, std::optional<std::uint64_t> seed, int threads) {
  if (count < 0) {
    throw bad_value("sample", "count", std::nullopt, static_cast<double>(count), ">= 0", errc::out_of_range);
  }
  std::random_device entropy;
  const std::uint64_t key = seed ? *seed : (std::uint64_t{entropy()} << 32) | entropy();
  const borrowed_batch all(b);
  std::vector<std::int64_t> shape = all.get().shape();
  const std::int64_t size = elements(shape);
  shape.insert(shape.begin(), count);
  const array_result out(shape, all.give());
  {
    const nb::gil_scoped_release unlocked;
    const batch_reader members(all.get(), all.get().shape());
    for_members(size, threads, [&](std::int64_t i) {
      const distribution member = members.at(i);
      for (std::int64_t k = 0; k < count; ++k) {
        counter_stream stream(key, static_cast<std::uint64_t>(k * size + i));
        out.values()[static_cast<std::size_t>(k * size + i)] = member.sample(stream);
      }
    });
  }
  return out.object();
}

nb::tuple shape_of(const batch_object& b) {
  nb::list out;
  const borrowed_batch all(b);
  for (const std::int64_t n : all.get().shape()) {
    out.append(n);
  }
  return nb::tuple(out);
}

/// A member, or a batch of some: what numpy's indexing takes of each parameter.
nb::object item(const batch_object& b, nb::handle index) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  const nb::tuple shape = shape_of(b);
  std::vector<nb::object> parts;
  bool single = true;
  for (const nb::object& a : b.arrays) {
    parts.push_back(numpy.attr("broadcast_to")(a, shape)[index]);
    single = single && is_number(parts.back());
  }
  if (!single) {
    return nb::cast(batch_object{b.family, parts, b.give});
  }
  std::vector<parameter_value> values;
  for (const nb::object& x : parts) {
    values.emplace_back(to_number(x));
  }
  return nb::cast(b.family->make(values));
}

nb::dict parameters_of(const batch_object& b) {
  nb::dict out;
  for (std::size_t i = 0; i < b.arrays.size(); ++i) {
    out[nb::str(b.family->parameters[i].name.data())] = b.arrays[i];
  }
  return out;
}

std::string words(const batch_object& b) {
  const borrowed_batch all(b);
  return fmt::format("<{} {} distributions, shape ({})>", all.get().size(), b.family->name,
                     fmt::join(all.get().shape(), ", "));
}

void bind_functions(nb::class_<batch_object>& c) {
  using number_method = double (distribution::*)(double) const;
  const auto define = [&](const char* name, const char* argument, number_method method, const char* doc) {
    const std::string sig = fmt::format("def {}(self, {}: Numbers) -> typing.Any", name, argument);
    c.def(
        name,
        [method, argument](const batch_object& b, nb::handle x) {
          return of_members_and(b, x, argument, [&](const distribution& d, double at) { return (d.*method)(at); });
        },
        nb::sig(sig.c_str()), nb::arg(argument), doc);
  };
  define("log_density", "x", &distribution::log_density, "As relent.Distribution's, x broadcast with the members.");
  define("cdf", "x", &distribution::cdf, "P(X <= x), x broadcast with the members.");
  define("survival", "x", &distribution::survival, "P(X > x), x broadcast with the members.");
  define("quantile", "u", &distribution::quantile, "The least x with cdf(x) >= u, u broadcast with the members.");
  define("quantile_survival", "u", &distribution::quantile_survival, "The least x with survival(x) <= u.");
  c.def(
      "density",
      [](const batch_object& b, nb::handle x) {
        return of_members_and(b, x, "x", [](const distribution& d, double at) { return std::exp(d.log_density(at)); });
      },
      nb::sig("def density(self, x: Numbers) -> typing.Any"), "x"_a, "The density or mass.");
  const auto moment = [&](const char* name, double (*f)(const distribution&), const char* doc) {
    const std::string sig = fmt::format("def {}(self) -> typing.Any", name);
    c.def(
        name, [f](const batch_object& b) { return of_members(b, f); }, nb::sig(sig.c_str()), doc);
  };
  moment(
      "mean", [](const distribution& d) { return d.mean(); }, "Of each member.");
  moment(
      "variance", [](const distribution& d) { return d.variance(); }, "Of each member.");
  moment(
      "sd", [](const distribution& d) { return std::sqrt(d.variance()); }, "Of each member.");
  c.def(
      "entropy",
      [](const batch_object& b, nb::handle unit) {
        const relent::unit to = to_unit(unit);
        return of_members(b, [to](const distribution& d) { return from_nats(d.entropy(), to); });
      },
      nb::sig("def entropy(self, unit: Unit = \"nats\") -> typing.Any"), "unit"_a = "nats", "Of each member.");
  c.def("sample", &draws,
        nb::sig("def sample(self, count: int, seed: int | None = None, *, threads: int = 0) -> typing.Any"), "count"_a,
        "seed"_a = nb::none(), nb::kw_only(), "threads"_a = 0,
        "So many draws of each member, along a first axis. They do not depend on the number of threads (0: all).");
}

}  // namespace

borrowed_batch::borrowed_batch(const batch_object& from) : give_(from.give) {
  std::vector<array_view> views;
  for (std::size_t i = 0; i < from.arrays.size(); ++i) {
    held_.push_back(std::make_unique<array_argument>(from.arrays[i], from.family->parameters[i].name.data()));
    views.push_back(held_.back()->view());
  }
  batch_.emplace(*from.family, std::move(views));
}

batch_object make_batch(const family_entry& family, const std::vector<nb::object>& parameters) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  batch_object out{&family, {}};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const parameter_info& p = family.parameters[i];
    const nb::object given = parameters[i].is_valid() ? parameters[i] : nb::object(nb::float_(*p.default_value));
    const array_argument looked_at(given, p.name.data());  // refuses what is no array of numbers
    nb::object array = given;
    if (looked_at.library() == library::torch) {
      out.give = library::torch;
      array = given.attr("to")(nb::module_::import_("torch").attr("float64")).attr("numpy")();
    }
    out.arrays.push_back(numpy.attr("asarray")(array, nb::arg("dtype") = numpy.attr("float64")));
  }
  const borrowed_batch made(out);
  if (made.get().size() <= checked_at_once) {
    made.get().check();
  }
  return out;
}

bool is_batch(nb::handle object) { return nb::isinstance<batch_object>(object); }

borrowed_batch to_batch(nb::handle object) {
  if (is_batch(object)) {
    return borrowed_batch(nb::cast<const batch_object&>(object));
  }
  return borrowed_batch(nb::cast<distribution>(nb::module_::import_("relent._operands").attr("distribution")(object)));
}

void bind_batches(nb::module_& m) {
  nb::class_<batch_object> c(
      m, "DistributionBatch",
      "Many members of one family, as relent.normal(means, sds) makes them: parameters are arrays that broadcast as\n"
      "numpy's do. Contiguous f64 is not copied. Bad values are refused with their place: when the batch is made, or, "
      "beyond 65,536\n"
      "members, when it is used. Measures of two batches, or of a batch and one distribution, give an\n"
      "array; `batch[i]` is a member.");
  c.def_prop_ro("name", [](const batch_object& b) { return std::string(b.family->name); });
  c.def_prop_ro("shape", &shape_of, nb::sig("def shape(self) -> tuple[int, ...]"));
  c.def_prop_ro(
      "size", [](const batch_object& b) { return borrowed_batch(b).get().size(); }, "How many they are.");
  c.def_prop_ro("parameters", &parameters_of, nb::sig("def parameters(self) -> dict[str, typing.Any]"),
                "By name, as arrays of f64.");
  c.def_prop_ro("discrete", [](const batch_object& b) { return b.family->discrete; });
  c.def("__len__", [](const batch_object& b) {
    const borrowed_batch all(b);
    if (all.get().shape().empty()) {
      throw nb::type_error("a batch without axes has no length");
    }
    return static_cast<std::size_t>(all.get().shape()[0]);
  });
  c.def("__getitem__", &item, nb::sig("def __getitem__(self, index: typing.Any, /) -> typing.Any"));
  c.def("__repr__", &words);
  bind_functions(c);
}

}  // namespace relent::python
