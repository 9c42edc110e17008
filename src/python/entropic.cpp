#include "entropic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/transport/sinkhorn.hpp"
#include "relent/transport/sinkhorn_barycenter.hpp"
#include "relent/transport/sinkhorn_divergence.hpp"
#include "relent/transport/sliced_wasserstein.hpp"

#include "answer.hpp"
#include "number_runs.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

point_cloud cloud(const table& x) { return {{x.data(), x.size()}, x.shape(1)}; }
cost_matrix costs(const table& x) { return {{x.data(), x.size()}, x.shape(0), x.shape(1)}; }

template <class Work>
auto unlocked(const Work& work) {
  const nb::gil_scoped_release release;
  return work();
}

sinkhorn_form form_named(const std::string& name) {
  if (name == "auto") {
    return sinkhorn_form::automatic;
  }
  if (name == "log") {
    return sinkhorn_form::log;
  }
  if (name == "scaling") {
    return sinkhorn_form::scaling;
  }
  throw error(errc::unknown_name, "sinkhorn", fmt::format("form \"{}\" is not one of auto, log, scaling", name));
}

sinkhorn_options options(double tolerance, int max_iterations, bool anneal, bool accelerate, double from_penalty,
                         double to_penalty, const std::string& form, const optional_run& start, int threads) {
  return {.tolerance = tolerance,
          .max_iterations = max_iterations,
          .anneal = anneal,
          .accelerate = accelerate,
          .from_penalty = from_penalty,
          .to_penalty = to_penalty,
          .form = form_named(form),
          .start = in(start),
          .threads = threads};
}

nb::tuple as_tuple(transport_gradient g) {
  return nb::make_tuple(as_array(std::move(g.from_mass)), as_array(std::move(g.to_mass)), as_array(std::move(g.from)),
                        as_array(std::move(g.to)));
}

void bind_sinkhorn(nb::module_& m) {
  nb::class_<sinkhorn_result>(m, "_SinkhornResult")
      .def_ro("value", &sinkhorn_result::value)
      .def_ro("transport_cost", &sinkhorn_result::transport_cost)
      .def_ro("marginal_error", &sinkhorn_result::marginal_error)
      .def_ro("converged", &sinkhorn_result::converged)
      .def_ro("iterations", &sinkhorn_result::iterations)
      .def_ro("notes", &sinkhorn_result::notes)
      .def_prop_ro(
          "f", [](const sinkhorn_result& r) { return as_array(r.from_potential); }, nb::rv_policy::automatic)
      .def_prop_ro(
          "g", [](const sinkhorn_result& r) { return as_array(r.to_potential); }, nb::rv_policy::automatic);
  m.def("_sinkhorn", [](const run& a, const run& b, const table& c, double reg, double tolerance, int max_iterations,
                        bool anneal, bool accelerate, double from_penalty, double to_penalty, const std::string& form,
                        const optional_run& start, int threads) {
    const auto how =
        options(tolerance, max_iterations, anneal, accelerate, from_penalty, to_penalty, form, start, threads);
    return unlocked([&] { return sinkhorn(in(a), in(b), costs(c), reg, how); });
  });
  m.def("_sinkhorn_points",
        [](const run& a, const run& b, const table& x, const table& y, const std::string& distance, double order,
           double reg, double tolerance, int max_iterations, bool anneal, bool accelerate, double from_penalty,
           double to_penalty, const std::string& form, const optional_run& start, int threads) {
          const auto how =
              options(tolerance, max_iterations, anneal, accelerate, from_penalty, to_penalty, form, start, threads);
          const ground_metric by{metric_named(distance), order};
          return unlocked([&] { return sinkhorn(in(a), in(b), cloud(x), cloud(y), by, reg, how); });
        });
  m.def("_sinkhorn_plan", [](const run& a, const run& b, const table& c, const sinkhorn_result& of) {
    return as_array(unlocked([&] { return sinkhorn_plan(in(a), in(b), costs(c), of); }));
  });
  m.def("_sinkhorn_points_plan", [](const run& a, const run& b, const table& x, const table& y,
                                    const std::string& distance, double order, const sinkhorn_result& of) {
    const ground_metric by{metric_named(distance), order};
    return as_array(unlocked([&] { return sinkhorn_plan(in(a), in(b), cloud(x), cloud(y), by, of); }));
  });
  m.def("_sinkhorn_gradient",
        [](const run& a, const run& b, const table& x, const table& y, const std::string& distance, double order,
           const sinkhorn_result& of, double from_penalty, double to_penalty, int threads) {
          const sinkhorn_options how{.from_penalty = from_penalty, .to_penalty = to_penalty, .threads = threads};
          const ground_metric by{metric_named(distance), order};
          return as_tuple(unlocked([&] { return sinkhorn_gradient(in(a), in(b), cloud(x), cloud(y), by, of, how); }));
        });
}

nb::tuple as_tuple(barycenter_result found) {
  return nb::make_tuple(as_array(std::move(found.masses)), found.marginal_error, found.converged, found.iterations,
                        found.notes);
}

matrix rows_of(const table& members) {
  matrix out(members.shape(0), members.shape(1));
  out.values.assign(members.data(), members.data() + members.size());
  return out;
}

void bind_grids(nb::module_& m) {
  m.def("_sinkhorn_grid",
        [](const run& a, const run& b, std::vector<std::size_t> shape, std::vector<double> spacing, double power,
           double reg, double tolerance, int max_iterations, bool anneal, bool accelerate, double from_penalty,
           double to_penalty, const optional_run& start, int threads) {
          const kept_grid grid{std::move(shape), std::move(spacing), power};
          const auto how =
              options(tolerance, max_iterations, anneal, accelerate, from_penalty, to_penalty, "auto", start, threads);
          return unlocked([&] { return sinkhorn(in(a), in(b), grid.view(), reg, how); });
        });
  m.def("_sinkhorn_divergence_grid",
        [](const run& a, const run& b, std::vector<std::size_t> shape, std::vector<double> spacing, double power,
           double reg, double tolerance, int max_iterations, double penalty, int threads) {
          const kept_grid grid{std::move(shape), std::move(spacing), power};
          const sinkhorn_options how{.tolerance = tolerance,
                                     .max_iterations = max_iterations,
                                     .from_penalty = penalty,
                                     .to_penalty = penalty,
                                     .threads = threads};
          return unlocked([&] { return sinkhorn_divergence(in(a), in(b), grid.view(), reg, how); });
        });
  m.def("_sinkhorn_barycenter_grid",
        [](const table& members, const run& weights, std::vector<std::size_t> shape, std::vector<double> spacing,
           double power, double reg, double tolerance, int max_iterations, int threads) {
          const kept_grid grid{std::move(shape), std::move(spacing), power};
          const matrix rows = rows_of(members);
          const sinkhorn_options how{.tolerance = tolerance, .max_iterations = max_iterations, .threads = threads};
          return as_tuple(unlocked([&] { return sinkhorn_barycenter(rows, in(weights), grid.view(), reg, how); }));
        });
}

void bind_sliced(nb::module_& m) {
  const auto options = [](int directions, double p, double level, std::uint64_t seed, int threads) {
    return sliced_options{.p = p, .directions = directions, .level = level, .seed = seed, .threads = threads};
  };
  m.def("_sliced_wasserstein", [options](const table& x, const table& y, const optional_run& a, const optional_run& b,
                                         int directions, double p, double level, std::uint64_t seed, int threads) {
    const sliced_options how = options(directions, p, level, seed, threads);
    estimate found = unlocked([&] { return sliced_wasserstein(in(a), in(b), cloud(x), cloud(y), how); });
    return nb::cast(python_answer{
        {.name = "sliced_wasserstein", .label = "sliced Wasserstein", .estimate = std::move(found), .in_units = false},
        unit::nats});
  });
  m.def("_max_sliced_wasserstein", [options](const table& x, const table& y, const optional_run& a,
                                             const optional_run& b, int directions, double p, std::uint64_t seed,
                                             int threads) {
    const sliced_options how = options(directions, p, 0.95, seed, threads);
    max_sliced_result found = unlocked([&] { return max_sliced_wasserstein(in(a), in(b), cloud(x), cloud(y), how); });
    return nb::make_tuple(found.value, as_array(std::move(found.direction)));
  });
}

void bind_divergence_and_barycenter(nb::module_& m) {
  nb::class_<sinkhorn_divergence_result>(m, "_SinkhornDivergenceResult")
      .def_ro("value", &sinkhorn_divergence_result::value)
      .def_ro("marginal_error", &sinkhorn_divergence_result::marginal_error)
      .def_ro("converged", &sinkhorn_divergence_result::converged)
      .def_ro("between", &sinkhorn_divergence_result::between)
      .def_ro("of_from", &sinkhorn_divergence_result::of_from)
      .def_ro("of_to", &sinkhorn_divergence_result::of_to)
      .def_ro("notes", &sinkhorn_divergence_result::notes);
  m.def("_sinkhorn_divergence",
        [](const run& a, const run& b, const table& x, const table& y, const std::string& distance, double order,
           double reg, double tolerance, int max_iterations, double penalty, int threads) {
          const sinkhorn_options how{.tolerance = tolerance,
                                     .max_iterations = max_iterations,
                                     .from_penalty = penalty,
                                     .to_penalty = penalty,
                                     .threads = threads};
          const ground_metric by{metric_named(distance), order};
          return unlocked([&] { return sinkhorn_divergence(in(a), in(b), cloud(x), cloud(y), by, reg, how); });
        });
  m.def("_sinkhorn_divergence_gradient",
        [](const run& a, const run& b, const table& x, const table& y, const std::string& distance, double order,
           const sinkhorn_divergence_result& of, double penalty, int threads) {
          const sinkhorn_options how{.from_penalty = penalty, .to_penalty = penalty, .threads = threads};
          const ground_metric by{metric_named(distance), order};
          return as_tuple(
              unlocked([&] { return sinkhorn_divergence_gradient(in(a), in(b), cloud(x), cloud(y), by, of, how); }));
        });
  m.def("_sinkhorn_barycenter", [](const table& members, const run& weights, const table& c, double reg,
                                   double tolerance, int max_iterations, int threads) {
    const matrix rows = rows_of(members);
    const sinkhorn_options how{.tolerance = tolerance, .max_iterations = max_iterations, .threads = threads};
    return as_tuple(unlocked([&] { return sinkhorn_barycenter(rows, in(weights), costs(c), reg, how); }));
  });
}

}  // namespace

void bind_entropic_transport(nb::module_& m) {
  bind_sinkhorn(m);
  bind_divergence_and_barycenter(m);
  bind_grids(m);
  bind_sliced(m);
}

}  // namespace relent::python
