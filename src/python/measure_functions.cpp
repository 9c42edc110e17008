#include "measure_functions.hpp"

#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/core/error.hpp"
#include "relent/measure/batch.hpp"

#include "answers.hpp"
#include "batches.hpp"
#include "call.hpp"
#include "operands.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// The options that every measure function has, and the one parameter that some have.
struct call_options {
  nb::handle unit;
  int axis = -1;
  parameters how{};
};

row_view row_of(const array_view& a) { return {a.data, a.type, a.shape[0], a.strides[0]}; }

/// One value a row. A single pair, the call whose overhead counts, goes to its rule without a plan of the batch.
nb::object on_arrays(const measure_entry& entry, nb::handle p, nb::handle q, const call_options& options) {
  const call_arrays arrays(entry, p, q);
  const unit u = to_unit(options.unit);
  parameters how = options.how;
  arrays.shape_into(how);
  const int axis = entry.takes == arity::joint ? -1 : options.axis;
  if (arrays.plain() && (axis == -1 || axis == 0)) {
    double value = 0;
    {
      const release_lock unlocked(arrays.elements());
      value = entry.rule.value(row_of(arrays.p()), arrays.q() != nullptr ? row_of(*arrays.q()) : row_view{}, how);
    }
    return scalar_result(in_unit(entry, value, u), arrays.give());
  }
  const array_result result(result_shape(arrays.p(), arrays.q(), axis), arrays.give());
  {
    const release_lock unlocked(arrays.elements());
    evaluate(entry.rule, arrays.p(), arrays.q(), axis, how, result.values());
    if (u != unit::nats) {
      for (double& v : result.values()) {
        v = in_unit(entry, v, u);
      }
    }
  }
  return result.object();
}

nb::object call(const measure_entry& entry, nb::handle p, nb::handle q, const call_options& options) {
  const bool pair = q.ptr() != nullptr;
  const bool arrays = !is_operand(p) && !(pair && is_operand(q));
  if (arrays && pair && entry.takes == arity::joint) {
    throw error(errc::syntax,
                fmt::format("{}: of two columns give relent.samples(x) and relent.samples(y)", entry.name));
  }
  if (arrays) {
    return on_arrays(entry, p, q, options);
  }
  const nb::object left = translated(p), right = pair ? translated(q) : nb::object();
  if (is_batch(left) || (pair && is_batch(right))) {
    return on_batches(entry, left, right, to_unit(options.unit), options.how);
  }
  return answer_to(entry, left, right, to_unit(options.unit), options.how);
}

void set(parameters& how, const measure_entry& entry, double value) {
  (entry.parameter == "weight" ? how.weight : how.alpha) = value;
}
void set(parameters& how, const measure_entry&, const std::string& text) { how.normaliser = to_normaliser(text); }
void set(parameters& how, const measure_entry&, const places& support) { how.positions = places_in(support); }

std::string parameter_text(const measure_entry& entry) {
  const parameters usual;
  if (entry.parameter == "normaliser") {
    return "normaliser: str = \"arithmetic\", ";
  }
  if (entry.parameter == "support") {
    return "support: typing.Sequence[float] | None = None, ";
  }
  if (entry.parameter.empty()) {
    return "";
  }
  return fmt::format("{}: float = {}, ", entry.parameter, entry.parameter == "weight" ? usual.weight : usual.alpha);
}

std::string signature(const measure_entry& entry) {
  const char* const operands = entry.takes == arity::one   ? "p: Masses, *, "
                               : entry.takes == arity::two ? "p: Masses, q: Masses, *, "
                                                           : "table: Masses, other: Masses | None = None, *, ";
  return fmt::format(
      "def {}({}{}unit: Unit = \"nats\", {}normalize: bool = False, generalized: bool = False, "
      "threads: int = 0) -> typing.Any",
      entry.name, operands, parameter_text(entry), entry.takes == arity::joint ? "" : "axis: int = -1, ");
}

std::string docstring(const measure_entry& entry) {
  std::string text = fmt::format("{} = {}\n\n", entry.label, entry.formula);
  switch (entry.takes) {
    case arity::one:
      text += "p: masses along `axis`; every other axis is a batch. Returns one value for each distribution.\n";
      break;
    case arity::two:
      text += "p, q: masses along `axis`; their other axes broadcast as numpy's do. Returns one value for each pair.\n";
      break;
    case arity::joint:
      text +=
          "table: the masses of a joint distribution, one axis for each variable; or one column of a data set, as\n"
          "relent.samples(x) or a text, and then other: the other column of the same rows.\n";
      break;
  }
  const char* const unit = entry.in_units          ? " in nats"
                           : !entry.on_line        ? ", without a unit"
                           : entry.unit_power == 1 ? ", in the unit of x"
                                                   : ", in the root of the unit of x";
  text += fmt::format("Range {}{}. At zero: {}\n", entry.range, unit, entry.zeros);
  if (entry.on_line) {
    text += "support: where the masses lie on the line, one finite position for each, rising; None: 0, 1, 2, ...\n";
  }
  text +=
      "Masses must sum to 1 within 8 eps sqrt(n) of their type, unless `normalize` divides them by their sum or "
      "`generalized`\ntakes them as they are. f64, f32, f16 and bf16 are read where they lie, without a copy, and "
      "summed in f64; the answer\ndoes not depend on `threads` (0: all). numpy in, numpy or a float out; torch in, "
      "torch out. With a relent.Distribution,\nrelent.samples, relent.counts, relent.masses or a text such as "
      "\"data.csv:age\" for an argument, returns a relent.Answer\nwith its interval or error bound. Raises "
      "relent.InputError for masses that are "
      "negative, not finite, or do not sum to 1.\n";
  text += fmt::format("\nSource: {}", entry.source);
  return text;
}

/// Defines one function; Extra is the type of the measure's own parameter, or nothing.
template <typename... Extra, typename... ExtraArg>
void define(nb::module_& m, const measure_entry& entry, const ExtraArg&... extra_arg) {
  const measure_entry* const e = &entry;
  const std::string name(entry.name), sig = signature(entry), doc = docstring(entry);
  const auto options = [e](nb::handle unit, int axis, bool normalize, bool generalized, int threads,
                           const auto&... extra) {
    call_options o{unit, axis};
    o.how.mode = to_mode(normalize, generalized);
    o.how.threads = threads;
    (set(o.how, *e, extra), ...);
    return o;
  };
  switch (entry.takes) {
    case arity::one:
      m.def(
          name.c_str(),
          [e, options](nb::handle p, Extra... extra, nb::handle unit, int axis, bool normalize, bool generalized,
                       int threads) {
            return call(*e, p, nb::handle(), options(unit, axis, normalize, generalized, threads, extra...));
          },
          nb::sig(sig.c_str()), doc.c_str(), "p"_a.none(), nb::kw_only(), extra_arg..., "unit"_a = "nats",
          "axis"_a = -1, "normalize"_a = false, "generalized"_a = false, "threads"_a = 0);
      break;
    case arity::two:
      m.def(
          name.c_str(),
          [e, options](nb::handle p, nb::handle q, Extra... extra, nb::handle unit, int axis, bool normalize,
                       bool generalized, int threads) {
            return call(*e, p, q, options(unit, axis, normalize, generalized, threads, extra...));
          },
          nb::sig(sig.c_str()), doc.c_str(), "p"_a.none(), "q"_a.none(), nb::kw_only(), extra_arg..., "unit"_a = "nats",
          "axis"_a = -1, "normalize"_a = false, "generalized"_a = false, "threads"_a = 0);
      break;
    case arity::joint:
      m.def(
          name.c_str(),
          [e, options](nb::handle table, nb::handle other, Extra... extra, nb::handle unit, bool normalize,
                       bool generalized, int threads) {
            return call(*e, table, other.is_none() ? nb::handle() : other,
                        options(unit, -1, normalize, generalized, threads, extra...));
          },
          nb::sig(sig.c_str()), doc.c_str(), "table"_a.none(), "other"_a = nb::none(), nb::kw_only(), extra_arg...,
          "unit"_a = "nats", "normalize"_a = false, "generalized"_a = false, "threads"_a = 0);
      break;
  }
}

void bind_entry(nb::module_& m) {
  nb::enum_<arity>(m, "Arity", "What a measure looks at.")
      .value("one", arity::one)
      .value("two", arity::two)
      .value("joint", arity::joint);
  nb::class_<measure_entry>(m, "MeasureInfo", "One line of the catalogue.")
      .def_prop_ro("name", [](const measure_entry& e) { return std::string(e.name); })
      .def_prop_ro("aliases",
                   [](const measure_entry& e) { return std::vector<std::string>(e.aliases.begin(), e.aliases.end()); })
      .def_prop_ro("label", [](const measure_entry& e) { return std::string(e.label); })
      .def_ro("takes", &measure_entry::takes)
      .def_prop_ro("formula", [](const measure_entry& e) { return std::string(e.formula); })
      .def_prop_ro("range", [](const measure_entry& e) { return std::string(e.range); })
      .def_prop_ro("zeros", [](const measure_entry& e) { return std::string(e.zeros); })
      .def_prop_ro("source", [](const measure_entry& e) { return std::string(e.source); })
      .def_prop_ro("parameter", [](const measure_entry& e) { return std::string(e.parameter); })
      .def_ro("in_units", &measure_entry::in_units)
      .def_ro("unit_power", &measure_entry::unit_power, "The value scales with this power of the unit.")
      .def_ro("symmetric", &measure_entry::symmetric)
      .def_ro("metric", &measure_entry::metric)
      .def_ro("zero_on_equal", &measure_entry::zero_on_equal)
      .def_ro("monotone", &measure_entry::monotone)
      .def_ro("bound", &measure_entry::bound)
      .def_ro("on_line", &measure_entry::on_line, "A distance along a line, in the unit of its places.")
      .def("__repr__", [](const measure_entry& e) { return fmt::format("{}: {} = {}", e.name, e.label, e.formula); });
}

}  // namespace

void bind_measure_functions(nb::module_& m) {
  bind_entry(m);
  const parameters usual;
  for (const measure_entry& entry : measures()) {
    if (entry.parameter.empty()) {
      define<>(m, entry);
    } else if (entry.parameter == "support") {
      define<places>(m, entry, nb::arg("support") = nb::none());
    } else if (entry.parameter == "normaliser") {
      define<std::string>(m, entry, nb::arg("normaliser") = "arithmetic");
    } else if (entry.parameter == "alpha" || entry.parameter == "weight") {
      const std::string name(entry.parameter);
      define<double>(m, entry, nb::arg(name.c_str()) = entry.parameter == "weight" ? usual.weight : usual.alpha);
    }
  }
  m.def(
      "measures",
      [] {
        nb::list all;
        for (const measure_entry& entry : measures()) {
          all.append(nb::cast(&entry, nb::rv_policy::reference));
        }
        return all;
      },
      nb::sig("def measures() -> list[MeasureInfo]"),
      "The catalogue: every measure with its formula, range, conventions at zero and source.");
}

}  // namespace relent::python
