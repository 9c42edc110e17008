#include <cstddef>
#include <string>
#include <utility>

#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "relent/core/unit.hpp"
#include "relent/estimate/mutual_information.hpp"
#include "relent/estimate/transfer_entropy.hpp"

#include "answer.hpp"
#include "call.hpp"
#include "measure_functions.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

using table = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

matrix rows_of(const table& t) {
  matrix out;
  out.rows = t.shape(0);
  out.columns = t.shape(1);
  out.values.assign(t.data(), t.data() + t.size());
  return out;
}

nb::object as_answer(const char* name, const char* label, estimate found, unit u) {
  found.value = from_nats(found.value, u);
  if (found.standard_error) {
    found.standard_error = from_nats(*found.standard_error, u);
  }
  if (found.interval) {
    found.interval = {from_nats(found.interval->lower, u), from_nats(found.interval->upper, u)};
  }
  return nb::cast(python_answer{{.name = name, .label = label, .estimate = std::move(found), .in_units = true}, u});
}

dependence_options options(std::size_t neighbours, double level, int threads) {
  return {.neighbours = neighbours, .level = level, .threads = threads};
}

transfer_options transfer(std::size_t lag, std::size_t source_lags, std::size_t target_lags, std::size_t neighbours,
                          double level, int threads) {
  return {source_lags, target_lags, lag, options(neighbours, level, threads)};
}

template <class Work>
auto unlocked(const Work& work) {
  const nb::gil_scoped_release release;
  return work();
}

}  // namespace

void bind_dependence(nb::module_& m) {
  m.def(
      "_mutual_information",
      [](const table& x, const table& y, const std::string& scale, std::size_t neighbours) {
        const dependence_options how{
            .neighbours = neighbours,
            .scale = scale == "standardised" ? column_scale::standardised : column_scale::normal_scores,
            .with_interval = false};
        return sample_mutual_information(rows_of(x), rows_of(y), how).value;
      },
      "x"_a, "y"_a, "scale"_a, "neighbours"_a);
  m.def(
      "_conditional_mutual_information",
      [](const table& x, const table& y, const table& z, nb::handle unit, std::size_t neighbours, double level,
         int threads) {
        const auto u = to_unit(unit);
        const matrix a = rows_of(x), b = rows_of(y), c = rows_of(z);
        estimate found = unlocked(
            [&] { return sample_conditional_mutual_information(a, b, c, options(neighbours, level, threads)); });
        return as_answer("conditional_mutual_information", "I(X;Y|Z)", std::move(found), u);
      },
      "x"_a, "y"_a, "z"_a, "unit"_a, "neighbours"_a, "level"_a, "threads"_a);
  m.def(
      "_transfer_entropy",
      [](const table& source, const table& target, std::size_t lag, std::size_t source_lags, std::size_t target_lags,
         nb::handle unit, std::size_t neighbours, double level, int threads) {
        const auto u = to_unit(unit);
        const matrix a = rows_of(source), b = rows_of(target);
        const transfer_options how = transfer(lag, source_lags, target_lags, neighbours, level, threads);
        estimate found = unlocked([&] { return transfer_entropy(a, b, how); });
        return as_answer("transfer_entropy", "transfer entropy", std::move(found), u);
      },
      "source"_a, "target"_a, "lag"_a, "source_lags"_a, "target_lags"_a, "unit"_a, "neighbours"_a, "level"_a,
      "threads"_a);
  m.def(
      "_independence_p_value",
      [](const table& x, const table& y, const std::optional<table>& z, std::size_t permutations,
         std::size_t neighbours, int threads) {
        const matrix a = rows_of(x), b = rows_of(y), c = z ? rows_of(*z) : matrix();
        const dependence_options how = options(neighbours, 0.95, threads);
        return unlocked([&] {
          return z ? conditional_independence_p_value(a, b, c, permutations, how)
                   : independence_p_value(a, b, permutations, how);
        });
      },
      "x"_a, "y"_a, "z"_a.none(), "permutations"_a, "neighbours"_a, "threads"_a);
  m.def(
      "_transfer_p_value",
      [](const table& source, const table& target, std::size_t lag, std::size_t source_lags, std::size_t target_lags,
         std::size_t shifts, std::size_t neighbours, int threads) {
        const matrix a = rows_of(source), b = rows_of(target);
        const transfer_options how = transfer(lag, source_lags, target_lags, neighbours, 0.95, threads);
        return unlocked([&] { return transfer_p_value(a, b, shifts, how); });
      },
      "source"_a, "target"_a, "lag"_a, "source_lags"_a, "target_lags"_a, "shifts"_a, "neighbours"_a, "threads"_a);
}

}  // namespace relent::python
