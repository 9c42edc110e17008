#include "answers.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/answer.hpp"
#include "relent/core/error.hpp"
#include "relent/report/report.hpp"

#include "answer.hpp"
#include "call.hpp"
#include "operands.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

using ends = std::optional<std::pair<double, double>>;

ends interval_of(const estimate& e) { return e.interval ? ends({e.interval->lower, e.interval->upper}) : std::nullopt; }

measurement ask_unlocked(const question& what, nb::handle p, nb::handle q) {
  const nb::object left = to_operand(p);
  const nb::object right = q.ptr() == nullptr || q.is_none() ? nb::none() : to_operand(q);
  const auto& first = nb::cast<const operand&>(left);
  const operand* second = right.is_none() ? nullptr : &nb::cast<const operand&>(right);
  nb::gil_scoped_release unlocked;
  return ask(what, first, second);
}

std::vector<python_answer> answers_of(const measurement& m) {
  std::vector<python_answer> all;
  for (const answer& a : m.answers) {
    all.push_back({a, m.unit});
  }
  return all;
}

const answer& first_of(const measurement& m) {
  if (m.answers.empty()) {
    throw error(errc::empty, "no measure was asked for");
  }
  return m.answers.front();
}

python_answer find(const measurement& m, const std::string& name) {
  const std::string_view full = find_measure(name).name;
  for (const answer& a : m.answers) {
    if (a.name == full) {
      return {a, m.unit};
    }
  }
  throw nb::key_error(fmt::format("{} was not asked for", full).c_str());
}

void bind_answer(nb::module_& m) {
  nb::class_<contribution>(m, "Contribution", "One element's share of an answer.")
      .def_ro("index", &contribution::index)
      .def_ro("label", &contribution::label)
      .def_ro("p", &contribution::p)
      .def_ro("q", &contribution::q)
      .def_ro("value", &contribution::value)
      .def("__repr__", [](const contribution& c) {
        return fmt::format("Contribution(index={}, label='{}', p={}, q={}, value={})", c.index, c.label, c.p, c.q,
                           c.value);
      });
  nb::class_<python_answer>(m, "Answer", "One measure's reply: a number with how it was got. float() is the value.")
      .def_prop_ro(
          "name", [](const python_answer& a) { return a.reply.name; }, "The measure's full name.")
      .def_prop_ro("label", [](const python_answer& a) { return a.reply.label; })
      .def_prop_ro("value", [](const python_answer& a) { return a.reply.estimate.value; })
      .def_prop_ro(
          "interval", [](const python_answer& a) { return interval_of(a.reply.estimate); },
          "(lower, upper), or None for an exact answer.")
      .def_prop_ro(
          "level", [](const python_answer& a) { return a.reply.estimate.level; }, "The interval's, 0.95.")
      .def_prop_ro("standard_error", [](const python_answer& a) { return a.reply.estimate.standard_error; })
      .def_prop_ro("error_bound", [](const python_answer& a) { return a.reply.estimate.error_bound; })
      .def_prop_ro(
          "method", [](const python_answer& a) { return std::string(name(a.reply.estimate.method)); },
          "\"exact\", \"plug_in\", \"binned\", ...")
      .def_prop_ro("notes", [](const python_answer& a) { return a.reply.estimate.notes; })
      .def_prop_ro(
          "unit", [](const python_answer& a) { return std::string(a.reply.in_units ? name(a.unit) : ""); },
          "\"nats\", \"bits\", \"bans\", or \"\" where the measure has none.")
      .def_prop_ro(
          "contributions", [](const python_answer& a) { return a.reply.contributions; },
          "Largest first; filled by relent.measure(..., explain=True).")
      .def("__float__", [](const python_answer& a) { return a.reply.estimate.value; })
      .def(
          "__format__",
          [](const python_answer& a, const std::string& spec) {
            return nb::float_(a.reply.estimate.value).attr("__format__")(spec);
          },
          nb::sig("def __format__(self, spec: str, /) -> str"))
      .def("__repr__", &words_of);
}

std::string text_of(const measurement& m) {
  bool explained = false;
  for (const answer& a : m.answers) {
    explained = explained || !a.contributions.empty();
  }
  return to_text(m, explained);
}

void bind_measurement(nb::module_& m) {
  nb::class_<measurement>(m, "Measurement",
                          "A question and its replies, in order; .value, .interval, .method are the first reply's.")
      .def_ro("p", &measurement::p)
      .def_ro("q", &measurement::q)
      .def_prop_ro("unit", [](const measurement& r) { return std::string(name(r.unit)); })
      .def_prop_ro("answers", &answers_of)
      .def_prop_ro("value", [](const measurement& r) { return first_of(r).estimate.value; })
      .def_prop_ro("interval", [](const measurement& r) { return interval_of(first_of(r).estimate); })
      .def_prop_ro("level", [](const measurement& r) { return first_of(r).estimate.level; })
      .def_prop_ro("standard_error", [](const measurement& r) { return first_of(r).estimate.standard_error; })
      .def_prop_ro("error_bound", [](const measurement& r) { return first_of(r).estimate.error_bound; })
      .def_prop_ro("method", [](const measurement& r) { return std::string(name(first_of(r).estimate.method)); })
      .def_prop_ro("notes", [](const measurement& r) { return first_of(r).estimate.notes; })
      .def("__getitem__", &find, "name"_a, "The reply of one measure, by name or alias.")
      .def("__len__", [](const measurement& r) { return r.answers.size(); })
      .def(
          "__iter__", [](const measurement& r) { return nb::cast(answers_of(r)).attr("__iter__")(); },
          nb::sig("def __iter__(self) -> typing.Iterator[Answer]"))
      .def("__float__", [](const measurement& r) { return first_of(r).estimate.value; })
      .def("__repr__", &text_of)
      .def(
          "to_json", [](const measurement& r) { return to_json(r); }, "The same JSON as `relent measure --json`.");
}

}  // namespace

std::string words_of(const python_answer& a) {
  const estimate& e = a.reply.estimate;
  std::string text = fmt::format("{} = {}", a.reply.label, e.value);
  if (a.reply.in_units) {
    text += fmt::format(" {}", name(a.unit));
  }
  text += fmt::format(", {}", name(e.method));
  if (e.interval) {
    text += fmt::format(", {}% interval {} to {}", 100 * e.level.value_or(0.95), e.interval->lower, e.interval->upper);
  } else if (e.error_bound && *e.error_bound > 0) {
    text += fmt::format(", error below {:.1g}", *e.error_bound);
  }
  for (const std::string& note : e.notes) {
    text += "\n  " + note;
  }
  return text;
}

nb::object answer_to(const measure_entry& entry, nb::handle p, nb::handle q, unit in, const parameters& how) {
  question what;
  what.measures = {std::string(entry.name)};
  what.unit = in;
  what.how = how;
  what.support.assign(how.positions.begin(), how.positions.end());
  const measurement m = ask_unlocked(what, p, q);
  return nb::cast(python_answer{first_of(m), m.unit});
}

void bind_answers(nb::module_& m) {
  bind_answer(m);
  bind_measurement(m);
  m.def(
      "_ask",
      [](nb::handle p, nb::handle q, const std::vector<std::string>& measures, nb::handle unit, bool explain,
         double level, bool normalize, bool generalized, double alpha, double weight, const std::string& normaliser,
         const places& support, bool serial, int threads) {
        question what;
        what.serial = serial;
        what.measures = measures;
        what.unit = to_unit(unit);
        what.explain = explain;
        what.level = level;
        what.how.mode = to_mode(normalize, generalized);
        what.how.alpha = alpha;
        what.how.weight = weight;
        what.how.normaliser = to_normaliser(normaliser);
        const std::span<const double> at = places_in(support);
        what.support.assign(at.begin(), at.end());
        what.how.threads = threads;
        return ask_unlocked(what, p, q);
      },
      "p"_a, "q"_a.none(), "measures"_a, "unit"_a, "explain"_a, "level"_a, "normalize"_a, "generalized"_a, "alpha"_a,
      "weight"_a, "normaliser"_a, "support"_a.none(), "serial"_a, "threads"_a);
}

}  // namespace relent::python
