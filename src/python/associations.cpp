#include "relent/compare/associations.hpp"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/words.hpp"
#include "relent/report/associations.hpp"

#include "answer.hpp"
#include "arrow_streams.hpp"
#include "call.hpp"
#include "comparisons.hpp"
#include "progress_report.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// One pair, which remembers its unit.
struct pair_view {
  association pair;
  relent::unit unit;
};

std::vector<pair_view> pairs_of(const associations& a) {
  std::vector<pair_view> out;
  for (const association& p : a.pairs) {
    out.push_back({p, a.unit});
  }
  return out;
}

pair_view pair_of(const associations& a, const std::pair<std::string, std::string>& names) {
  for (const association& p : a.pairs) {
    if ((p.x == names.first && p.y == names.second) || (p.x == names.second && p.y == names.first)) {
      return {p, a.unit};
    }
  }
  throw nb::key_error(fmt::format("no pair of columns {} and {}", quoted(names.first), quoted(names.second)).c_str());
}

nb::dict skipped_of(const associations& a) {
  nb::dict out;
  for (const skipped_column& s : a.skipped) {
    out[nb::str(s.name.c_str(), s.name.size())] = s.reason;
  }
  return out;
}

std::vector<std::string> names_of(const associations& a) {
  std::vector<std::string> out;
  for (const association_column& c : a.columns) {
    out.push_back(c.name);
  }
  return out;
}

nb::object html_of(const associations& a, nb::handle path, const std::string& command) {
  std::string page;
  {
    const nb::gil_scoped_release unlocked;
    page = to_html(a, command);
  }
  if (path.is_none()) {
    return nb::cast(page);
  }
  write_whole(nb::cast<std::string>(nb::module_::import_("os").attr("fspath")(path)), page);
  return nb::none();
}

associations run(const nb::callable& make_stream, const std::string& name, const std::vector<std::string>& columns,
                 nb::handle unit, std::int64_t rows, double level, int threads, nb::handle report) {
  association_options how{columns, to_unit(unit), rows, level, threads, progress_to(report)};
  const auto data = python_source(name, make_stream);
  const nb::gil_scoped_release unlocked;
  return find_associations(*data, how);
}

void bind_pair(nb::module_& m) {
  nb::class_<pair_view>(m, "Association", "What two columns of the same rows tell of each other.")
      .def_prop_ro("x", [](const pair_view& p) { return p.pair.x; })
      .def_prop_ro("y", [](const pair_view& p) { return p.pair.y; })
      .def_prop_ro("mutual_information",
                   [](const pair_view& p) {
                     return python_answer{p.pair.mutual_information, p.unit};
                   })
      .def_prop_ro(
          "strength", [](const pair_view& p) { return p.pair.strength; },
          "The same from 0 to 1: of numbers sqrt(1 - exp(-2 I)), with words the share of their entropy.")
      .def_prop_ro(
          "p_value", [](const pair_view& p) { return p.pair.p_value; }, "Of independence.")
      .def_prop_ro(
          "adjusted_p_value", [](const pair_view& p) { return p.pair.adjusted_p_value; },
          "After Benjamini and Hochberg, over all pairs.")
      .def_prop_ro(
          "test", [](const pair_view& p) { return p.pair.test; }, "Which test gave the p-value.")
      .def_prop_ro(
          "rows", [](const pair_view& p) { return p.pair.rows; }, "How many have both.")
      .def("__repr__", [](const pair_view& p) {
        return fmt::format("<relent association of {} and {}: strength {:.3g}>", quoted(p.pair.x), quoted(p.pair.y),
                           p.pair.strength);
      });
}

}  // namespace

void bind_associations(nb::module_& m) {
  bind_pair(m);
  nb::class_<associations>(m, "Associations", "The mutual information of every pair of columns, strongest first.")
      .def_prop_ro("pairs", &pairs_of)
      .def("__getitem__", &pair_of, "columns"_a, "One pair: found[\"age\", \"income\"], in any order.")
      .def("__len__", [](const associations& a) { return a.pairs.size(); })
      .def_prop_ro("columns", &names_of)
      .def_prop_ro("skipped", &skipped_of, nb::sig("def skipped(self) -> dict[str, str]"),
                   "Columns that tell nothing, and why.")
      .def_ro("rows", &associations::rows)
      .def_ro("rows_used", &associations::rows_used, "At most those asked for, drawn at random.")
      .def_prop_ro("unit", [](const associations& a) { return std::string(name(a.unit)); })
      .def("__repr__", [](const associations& a) { return to_text(a); })
      .def(
          "to_json", [](const associations& a) { return to_json(a); }, "The same JSON as `relent associations --json`.")
      .def("to_html", &html_of, "path"_a = nb::none(), nb::kw_only(), "command"_a = "",
           nb::sig("def to_html(self, path: str | os.PathLike[str] | None = None, *, command: str = '') -> str | None"),
           "The map and the table as one self-contained page: returned, or written whole to `path`.")
      .def(
          "vega_lite",
          [](const associations& a) { return nb::module_::import_("json").attr("loads")(to_vega_lite(a)); },
          nb::sig("def vega_lite(self) -> dict[str, typing.Any]"),
          "The map as a Vega-Lite specification, data inside.");
  m.def("_associations", &run, "make_stream"_a, "name"_a, "columns"_a, "unit"_a, "rows"_a, "level"_a, "threads"_a,
        "report"_a.none());
}

}  // namespace relent::python
