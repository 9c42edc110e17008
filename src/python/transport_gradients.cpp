#include "transport_gradients.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/estimate/rows_discrepancy.hpp"
#include "relent/estimate/rows_equality.hpp"
#include "relent/transport/plan_gradient.hpp"
#include "relent/transport/sinkhorn.hpp"
#include "relent/transport/sliced_gradient.hpp"
#include "relent/transport/sliced_wasserstein.hpp"

#include "number_runs.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

point_cloud cloud(const table& x) { return {{x.data(), x.size()}, x.shape(1)}; }

matrix copied(const table& x) {
  matrix out(x.shape(0), x.shape(1));
  out.values.assign(x.data(), x.data() + x.size());
  return out;
}

template <class Work>
auto unlocked(const Work& work) {
  const nb::gil_scoped_release release;
  return work();
}

nb::tuple as_tuple(discrepancy found) {
  return nb::make_tuple(found.value, as_array(std::move(found.x)), as_array(std::move(found.y)),
                        as_array(std::move(found.x_weights)), as_array(std::move(found.y_weights)));
}

void bind_discrepancies(nb::module_& m) {
  m.def(
      "_energy_discrepancy",
      [](const table& x, const table& y, const optional_run& a, const optional_run& b, bool unbiased, bool of_weights,
         int threads) {
        return as_tuple(unlocked([&] {
          const matrix p = copied(x), q = copied(y);
          return energy_discrepancy({p, in(a)}, {q, in(b)},
                                    {.unbiased = unbiased, .of_weights = of_weights, .threads = threads});
        }));
      },
      "x"_a, "y"_a, "a"_a.none(), "b"_a.none(), "unbiased"_a, "of_weights"_a, "threads"_a);
  m.def(
      "_mmd_discrepancy",
      [](const table& x, const table& y, const optional_run& a, const optional_run& b,
         const std::vector<double>& bandwidths, bool unbiased, bool of_weights, int threads) {
        return as_tuple(unlocked([&] {
          const matrix p = copied(x), q = copied(y);
          return mmd_discrepancy({p, in(a)}, {q, in(b)}, bandwidths,
                                 {.unbiased = unbiased, .of_weights = of_weights, .threads = threads});
        }));
      },
      "x"_a, "y"_a, "a"_a.none(), "b"_a.none(), "bandwidths"_a, "unbiased"_a, "of_weights"_a, "threads"_a);
  m.def(
      "_bandwidth_ladder",
      [](const table& x, const table& y) { return unlocked([&] { return bandwidth_ladder(copied(x), copied(y)); }); },
      "x"_a, "y"_a);
}

}  // namespace

void bind_transport_gradients(nb::module_& m) {
  bind_discrepancies(m);
  m.def(
      "_plan_gradient",
      [](const transport_plan& plan, const table& x, const table& y, const std::string& metric, double order) {
        point_gradient g = plan_gradient(plan.plan, cloud(x), cloud(y), {metric_named(metric), order});
        return nb::make_tuple(as_array(std::move(g.from)), as_array(std::move(g.to)));
      },
      "plan"_a, "x"_a, "y"_a, "metric"_a, "order"_a);
  m.def(
      "_sinkhorn_mass_gradient",
      [](const run& a, const run& b, const table& costs, const sinkhorn_result& of, double from_penalty,
         double to_penalty) {
        const sinkhorn_options how{.from_penalty = from_penalty, .to_penalty = to_penalty};
        const cost_matrix of_pairs{{costs.data(), costs.size()}, costs.shape(0), costs.shape(1)};
        transport_gradient g = unlocked([&] { return sinkhorn_gradient(in(a), in(b), of_pairs, of, how); });
        return nb::make_tuple(as_array(std::move(g.from_mass)), as_array(std::move(g.to_mass)));
      },
      "a"_a, "b"_a, "costs"_a, "of"_a, "from_penalty"_a, "to_penalty"_a);
  m.def(
      "_sliced_directions",
      [](std::size_t dimensions, int directions, std::uint64_t seed) {
        return as_array(sliced_directions(dimensions, directions, seed));
      },
      "dimensions"_a, "directions"_a, "seed"_a);
  m.def(
      "_sliced_gradient",
      [](const optional_run& a, const optional_run& b, const table& x, const table& y, const table& directions,
         double p, bool of_masses, int threads) {
        cloud_distance found = unlocked([&] {
          return sliced_gradient(in(a), in(b), cloud(x), cloud(y), copied(directions),
                                 {.p = p, .of_masses = of_masses, .threads = threads});
        });
        transport_gradient& g = found.gradient;
        return nb::make_tuple(found.value, as_array(std::move(g.from_mass)), as_array(std::move(g.to_mass)),
                              as_array(std::move(g.from)), as_array(std::move(g.to)));
      },
      "a"_a.none(), "b"_a.none(), "x"_a, "y"_a, "directions"_a, "p"_a, "of_masses"_a, "threads"_a);
}

}  // namespace relent::python
