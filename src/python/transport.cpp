#include "transport.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/transport/binned_wasserstein.hpp"
#include "relent/transport/emd.hpp"
#include "relent/transport/emd_grid.hpp"
#include "relent/transport/line_transport.hpp"

#include "number_runs.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

template <class Get>
auto column(const std::vector<shipment>& plan, const Get& get) {
  std::vector<std::remove_cvref_t<decltype(get(plan.front()))>> out;
  out.reserve(plan.size());
  for (const shipment& s : plan) {
    out.push_back(get(s));
  }
  return as_array(std::move(out));
}

array_of<std::int64_t> rows_of(const std::vector<shipment>& plan) {
  return column(plan, [](const shipment& s) { return static_cast<std::int64_t>(s.from); });
}
array_of<std::int64_t> columns_of(const std::vector<shipment>& plan) {
  return column(plan, [](const shipment& s) { return static_cast<std::int64_t>(s.to); });
}
array_of<double> masses_of(const std::vector<shipment>& plan) {
  return column(plan, [](const shipment& s) { return s.mass; });
}

nb::ndarray<nb::numpy, double, nb::ndim<2>> dense(const transport_plan& p) {
  const std::size_t n = p.from_dual.size(), m = p.to_dual.size();
  if (n > (std::size_t{1} << 31) / m) {
    const std::string words =
        fmt::format("a dense plan of {} x {} takes {:.0f} GiB; .rows, .columns and .masses hold the same", n, m,
                    static_cast<double>(n) * static_cast<double>(m) * 0x1p-27);
    PyErr_SetString(PyExc_MemoryError, words.c_str());
    throw nb::python_error();
  }
  auto* const kept = new std::vector<double>(n * m);
  const nb::capsule owner(kept, [](void* v) noexcept { delete static_cast<std::vector<double>*>(v); });
  for (const shipment& s : p.plan) {
    (*kept)[s.from * m + s.to] = s.mass;
  }
  return {kept->data(), {n, m}, owner};
}

const char* word_of(transport_status status) {
  switch (status) {
    case transport_status::iteration_limit:
      return "iteration_limit";
    case transport_status::time_limit:
      return "time_limit";
    default:
      return "optimal";
  }
}

transport_plan emd_of(const run& a, const run& b, const std::optional<table>& costs, const std::optional<table>& x,
                      const std::optional<table>& y, const std::string& metric, double order,
                      std::optional<std::int64_t> iterations, std::optional<double> seconds,
                      const std::optional<run>& start, std::optional<double> moved, std::optional<double> unmoved,
                      double from_penalty, double to_penalty) {
  const emd_options how{.iteration_limit = iterations.value_or(std::numeric_limits<std::int64_t>::max()),
                        .time_limit = seconds.value_or(std::numeric_limits<double>::infinity()),
                        .start_dual = in(start),
                        .moved = moved,
                        .unmoved_cost = unmoved,
                        .from_penalty = from_penalty,
                        .to_penalty = to_penalty};
  const ground_metric distance{metric_named(metric), order};
  const nb::gil_scoped_release unlocked;
  if (costs) {
    return emd(in(a), in(b), cost_matrix{{costs->data(), costs->size()}, costs->shape(0), costs->shape(1)}, how);
  }
  const auto cloud = [](const table& t) { return point_cloud{{t.data(), t.size()}, t.shape(1)}; };
  return emd(in(a), in(b), cloud(*x), cloud(*y), distance, how);
}

transport_plan grid_of(const run& a, const run& b, std::vector<std::size_t> shape, std::vector<double> spacing,
                       double power, std::optional<std::int64_t> iterations, std::optional<double> seconds) {
  const kept_grid grid{std::move(shape), std::move(spacing), power};
  const nb::gil_scoped_release unlocked;
  return emd_grid(in(a), in(b), grid.view(),
                  {.iteration_limit = iterations.value_or(std::numeric_limits<std::int64_t>::max()),
                   .time_limit = seconds.value_or(std::numeric_limits<double>::infinity())});
}

line_sample sample(const run& values, const std::optional<run>& weights) { return {in(values), in(weights)}; }

line_rows rows(const table& values, const optional_table& weights) {
  return {{values.data(), values.size()},
          values.shape(1),
          weights ? std::span<const double>(weights->data(), weights->size()) : std::span<const double>()};
}

void bind_plan(nb::module_& m) {
  nb::class_<transport_plan>(m, "TransportPlan",
                             "A plan of exact transport: what goes where, its cost, and the certificate that says how "
                             "near the best it is. ``.plan`` and ``numpy.asarray`` give it as a matrix.")
      .def_ro("cost", &transport_plan::cost,
              "The sum of mass times cost (and, unbalanced, of what was left, or of the penalties).")
      .def_prop_ro("plan", &dense, nb::rv_policy::automatic,
                   "The plan as a dense n x m matrix; refused with MemoryError above 2^31 numbers.")
      .def(
          "__array__",
          [](const transport_plan& p, nb::handle dtype, nb::handle /*copy*/) {
            const nb::object plan = nb::cast(dense(p));
            return dtype.is_none() ? plan : plan.attr("astype")(dtype);
          },
          "dtype"_a.none() = nb::none(), "copy"_a.none() = nb::none())
      .def_prop_ro(
          "rows", [](const transport_plan& p) { return rows_of(p.plan); }, nb::rv_policy::automatic,
          "Where each shipment comes from.")
      .def_prop_ro(
          "columns", [](const transport_plan& p) { return columns_of(p.plan); }, nb::rv_policy::automatic,
          "Where each shipment goes.")
      .def_prop_ro(
          "masses", [](const transport_plan& p) { return masses_of(p.plan); }, nb::rv_policy::automatic,
          "How much each shipment carries.")
      .def_prop_ro(
          "from_dual", [](const transport_plan& p) { return as_array(p.from_dual); }, nb::rv_policy::automatic,
          "Potentials u of the rows.")
      .def_prop_ro(
          "to_dual", [](const transport_plan& p) { return as_array(p.to_dual); }, nb::rv_policy::automatic,
          "Potentials v of the columns; u_i + v_j <= M_ij everywhere, which proves the gap.")
      .def_prop_ro(
          "from_gradient", [](const transport_plan& p) { return as_array(p.from_gradient); }, nb::rv_policy::automatic,
          "The derivative of the cost with respect to a; up to one constant where totals must be equal.")
      .def_prop_ro(
          "to_gradient", [](const transport_plan& p) { return as_array(p.to_gradient); }, nb::rv_policy::automatic,
          "The derivative of the cost with respect to b.")
      .def_prop_ro(
          "gap", [](const transport_plan& p) { return p.certificate.gap; },
          "The cost minus what the potentials prove that no plan is below.")
      .def_prop_ro(
          "least_reduced_cost", [](const transport_plan& p) { return p.certificate.least_reduced_cost; },
          "min M_ij - u_i - v_j with the potentials of the tree itself; 0 up to rounding at an optimum.")
      .def_prop_ro(
          "marginal_error", [](const transport_plan& p) { return p.certificate.marginal_error; },
          "The largest difference between a sum of the plan and the mass it should be: a and b, or with KL penalties "
          "a exp(-u / rho) and b exp(-v / rho).")
      .def_prop_ro(
          "status", [](const transport_plan& p) { return word_of(p.status); },
          "\"optimal\", \"iteration_limit\" or \"time_limit\".")
      .def_ro("pivots", &transport_plan::pivots)
      .def("__repr__", [](const transport_plan& p) {
        return fmt::format("cost {:.6g}, {} shipments, {}, gap {:.2g}", p.cost, p.plan.size(), word_of(p.status),
                           p.certificate.gap);
      });
}

}  // namespace

void bind_transport(nb::module_& m) {
  bind_plan(m);
  m.def("_emd", &emd_of, "a"_a, "b"_a, "costs"_a.none(), "x"_a.none(), "y"_a.none(), "metric"_a, "order"_a,
        "iteration_limit"_a.none(), "time_limit"_a.none(), "start_dual"_a.none(), "moved"_a.none(),
        "unmoved_cost"_a.none(), "from_penalty"_a, "to_penalty"_a);
  m.def("_emd_grid", &grid_of, "a"_a, "b"_a, "shape"_a, "spacing"_a, "power"_a, "iteration_limit"_a.none(),
        "time_limit"_a.none());
  m.def(
      "_wasserstein_distance",
      [](const run& x, const run& y, double order, const optional_run& x_weights, const optional_run& y_weights) {
        const nb::gil_scoped_release unlocked;
        return wasserstein_distance(sample(x, x_weights), sample(y, y_weights), order);
      },
      "x"_a, "y"_a, "order"_a, "x_weights"_a.none(), "y_weights"_a.none());
  m.def(
      "_wasserstein_distances",
      [](const table& x, const table& y, double order, const optional_table& x_weights, const optional_table& y_weights,
         int threads) {
        const line_rows from = rows(x, x_weights), to = rows(y, y_weights);
        std::vector<double> out(x.shape(0));
        {
          const nb::gil_scoped_release unlocked;
          wasserstein_distances(from, to, order, threads, out);
        }
        return as_array(std::move(out));
      },
      "x"_a, "y"_a, "order"_a, "x_weights"_a.none(), "y_weights"_a.none(), "threads"_a);
  m.def(
      "_wasserstein_gradients",
      [](const table& x, const table& y, double order, const optional_table& x_weights, const optional_table& y_weights,
         bool of_weights, int threads) {
        const line_rows from = rows(x, x_weights), to = rows(y, y_weights);
        line_gradients g = [&] {
          const nb::gil_scoped_release unlocked;
          return wasserstein_gradients(from, to, order, threads, of_weights);
        }();
        return nb::make_tuple(as_array(std::move(g.values)), as_array(std::move(g.x_values)),
                              as_array(std::move(g.y_values)), as_array(std::move(g.x_weights)),
                              as_array(std::move(g.y_weights)));
      },
      "x"_a, "y"_a, "order"_a, "x_weights"_a.none(), "y_weights"_a.none(), "of_weights"_a, "threads"_a);
  m.def(
      "_binned_wasserstein",
      [](const run& edges, const run& p_counts, const run& p_sums, const run& q_counts, const run& q_sums) {
        const bounded_distance found =
            binned_wasserstein(in(edges), {in(p_counts), in(p_sums)}, {in(q_counts), in(q_sums)});
        return nb::make_tuple(found.value, found.bound);
      },
      "edges"_a, "p_counts"_a, "p_sums"_a, "q_counts"_a, "q_sums"_a);
  m.def(
      "_circular_wasserstein",
      [](const run& x, const run& y, double period, const optional_run& x_weights, const optional_run& y_weights) {
        const nb::gil_scoped_release unlocked;
        return circular_wasserstein(sample(x, x_weights), sample(y, y_weights), period);
      },
      "x"_a, "y"_a, "period"_a, "x_weights"_a.none(), "y_weights"_a.none());
  m.def(
      "_line_distance",
      [](const std::string& which, const run& x, const run& y, const optional_run& x_weights,
         const optional_run& y_weights) {
        const nb::gil_scoped_release unlocked;
        const line_sample one = sample(x, x_weights), other = sample(y, y_weights);
        return which == "cramer" ? cramer_distance(one, other) : energy_distance(one, other);
      },
      "which"_a, "x"_a, "y"_a, "x_weights"_a.none(), "y_weights"_a.none());
  m.def(
      "_wasserstein_gradient",
      [](const run& x, const run& y, double order, const optional_run& x_weights, const optional_run& y_weights) {
        line_gradient g = wasserstein_gradient(sample(x, x_weights), sample(y, y_weights), order);
        return nb::make_tuple(g.value, as_array(std::move(g.x_values)), as_array(std::move(g.x_weights)),
                              as_array(std::move(g.y_values)), as_array(std::move(g.y_weights)));
      },
      "x"_a, "y"_a, "order"_a, "x_weights"_a.none(), "y_weights"_a.none());
  m.def(
      "_quantile_coupling",
      [](const run& x, const run& y, const optional_run& x_weights, const optional_run& y_weights) {
        const std::vector<shipment> plan = quantile_coupling(sample(x, x_weights), sample(y, y_weights));
        return nb::make_tuple(rows_of(plan), columns_of(plan), masses_of(plan));
      },
      "x"_a, "y"_a, "x_weights"_a.none(), "y_weights"_a.none());
}

}  // namespace relent::python
