#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"

#include "arrow_streams.hpp"
#include "call.hpp"
#include "comparison_view.hpp"
#include "comparisons.hpp"
#include "progress_report.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

preset to_preset(nb::handle name) {
  if (name.is_none()) {
    return preset::relent;
  }
  const auto text = nb::cast<std::string>(nb::str(name));
  if (text == "relent") {
    return preset::relent;
  }
  if (text == "evidently") {
    return preset::evidently;
  }
  if (text == "nannyml") {
    return preset::nannyml;
  }
  throw error(errc::unknown_name, fmt::format("preset \"{}\" is not one of relent, evidently, nannyml", text));
}

/// pyarrow tells an exception raised in a Python generator as the text of its traceback; Ctrl-C that came while
/// the generator ran is Ctrl-C all the same.
bool stopped_in_generator(const error& e) {
  std::string_view said = e.message();
  while (said.ends_with('\n')) {
    said.remove_suffix(1);
  }
  return e.code() == errc::corrupt && said.ends_with("\nKeyboardInterrupt");
}

comparison_view run(const nb::callable& reference, const std::string& reference_name, const nb::callable& current,
                    const std::string& current_name, const std::vector<std::string>& columns, nb::handle unit,
                    double alpha, int bins, nb::handle preset, int threads, nb::handle report) {
  compare_options how;
  how.columns = columns;
  how.unit = to_unit(unit);
  how.alpha = alpha;
  how.bins = bins;
  how.preset = to_preset(preset);
  how.threads = threads;
  how.on_progress = progress_to(report);
  const auto before = python_source(reference_name, reference);
  const auto after = python_source(current_name, current);
  auto whole = std::make_shared<comparison>();
  try {
    const nb::gil_scoped_release unlocked;
    *whole = compare(*before, *after, how);
  } catch (const error& e) {
    if (stopped_in_generator(e)) {
      throw error(errc::interrupted, "interrupted");
    }
    throw;
  }
  whole->options.on_progress = {};
  return {std::move(whole)};
}

/// The same comparison with columns said to be skipped before Arrow ever saw them.
comparison_view with_skipped(const comparison_view& c, const std::vector<std::pair<std::string, std::string>>& more) {
  auto whole = std::make_shared<comparison>(*c.whole);
  for (const auto& [name, reason] : more) {
    whole->skipped.push_back({name, reason});
  }
  return {std::move(whole)};
}

}  // namespace

void bind_compare(nb::module_& m) {
  m.def("_compare", &run, "reference"_a, "reference_name"_a, "current"_a, "current_name"_a, "columns"_a, "unit"_a,
        "alpha"_a, "bins"_a, "preset"_a.none(), "threads"_a, "report"_a.none());
  m.def("_with_skipped", &with_skipped, "comparison"_a, "skipped"_a);
}

}  // namespace relent::python
