#include "equality.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/test_equality.hpp"
#include "relent/estimate/permutation_test.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

using places = nb::ndarray<nb::numpy, const std::size_t, nb::ndim<1>>;

nb::object as_array(std::span<const std::size_t> numbers) {
  return nb::cast(places(numbers.data(), {numbers.size()}, nb::handle()), nb::rv_policy::copy);
}

equality_test by_callable(std::size_t n, std::size_t m, const nb::callable& statistic, int permutations,
                          std::uint64_t seed) {
  const split_statistic of = [&](std::span<const std::size_t> p, std::span<const std::size_t> q) {
    if (PyErr_CheckSignals() != 0) {
      throw nb::python_error();
    }
    return nb::cast<double>(nb::float_(statistic(as_array(p), as_array(q))));
  };
  return permutation_test(n, m, of, {.permutations = permutations, .seed = seed, .threads = 1});
}

}  // namespace

void bind_equality(nb::module_& m) {
  nb::class_<equality_test>(m, "EqualityTest", "What a test of \"both samples come from the same distribution\" found.")
      .def_ro("test", &equality_test::test, "Which test, and how the p-value was got.")
      .def_ro("statistic", &equality_test::statistic)
      .def_ro("p_value", &equality_test::p_value,
              "The chance of a statistic at least as large, had both come from the same distribution.")
      .def_ro("notes", &equality_test::notes)
      .def("__repr__", [](const equality_test& t) {
        std::string text = fmt::format("p = {:.6g}, statistic {:.6g}, {}", t.p_value, t.statistic, t.test);
        for (const std::string& note : t.notes) {
          text += "\n  " + note;
        }
        return text;
      });
  m.def(
      "_test_equality",
      [](const operand& p, const operand& q, const std::string& test, int permutations, std::uint64_t seed,
         int threads) {
        const nb::gil_scoped_release unlocked;
        return test_equality(p, q, test, {.permutations = permutations, .seed = seed, .threads = threads});
      },
      "p"_a, "q"_a, "test"_a, "permutations"_a, "seed"_a, "threads"_a);
  m.def("_permutation_test", &by_callable, "n"_a, "m"_a, "statistic"_a, "permutations"_a, "seed"_a);
}

}  // namespace relent::python
