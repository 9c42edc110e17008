#include "relent/compare/histogram.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "array_argument.hpp"
#include "call.hpp"
#include "histogram.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

constexpr const char* doc =
    "How many values lie in every bin: bin i holds edges[i] <= x < edges[i + 1], the last bin its upper edge too, as\n"
    "numpy.histogram has it. Values outside and NaN are not counted.\n\n"
    "edges: at least two, increasing, of any spacing; numpy.linspace gives equal bins, numpy.quantile those of equal\n"
    "mass. x: any shape; contiguous f64 is read where it lies, other types are converted first. The counts, int64, do "
    "not\n"
    "depend on `threads` (0: all). Raises relent.InputError for edges that are not finite or not increasing,\n"
    "relent.InputTypeError for what is no array of numbers.";

std::span<const double> values_of(const array_argument& a) {
  return {static_cast<const double*>(a.view().data), static_cast<std::size_t>(a.view().shape[0])};
}

nb::object counts_in(nb::handle x, nb::handle edges, int threads) {
  const nb::object held = float64_run(x, "x"), held_edges = float64_run(edges, "edges");
  const array_argument values(held, "x"), cuts(held_edges, "edges");
  std::vector<std::int64_t> counts;
  {
    const release_lock unlocked(values.view().shape[0]);
    counts = histogram(values_of(values), values_of(cuts), threads);
  }
  const nb::module_ numpy = nb::module_::import_("numpy");
  const nb::object out = numpy.attr("empty")(counts.size(), numpy.attr("int64"));
  Py_buffer b;
  if (PyObject_GetBuffer(out.ptr(), &b, PyBUF_CONTIG) != 0) {
    throw nb::python_error();
  }
  std::ranges::copy(counts, static_cast<std::int64_t*>(b.buf));
  PyBuffer_Release(&b);
  return out;
}

}  // namespace

void bind_histogram(nb::module_& m) {
  m.def("histogram", &counts_in,
        nb::sig("def histogram(x: typing.Any, edges: typing.Any, *, threads: int = 0) -> "
                "numpy.typing.NDArray[numpy.int64]"),
        doc, "x"_a.none(), "edges"_a.none(), nb::kw_only(), "threads"_a = 0);
}

}  // namespace relent::python
