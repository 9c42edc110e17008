#include <string>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/measure/batch.hpp"

#include "call.hpp"
#include "measure_functions.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

struct options {
  int axis;
  relent::unit unit;
  parameters how;
};

options read_options(nb::handle unit, int axis, bool normalize, bool generalized, double alpha, double weight,
                     const std::string& normaliser, const places& support, int threads) {
  options o{axis, to_unit(unit), {}};
  o.how.mode = to_mode(normalize, generalized);
  o.how.alpha = alpha;
  o.how.weight = weight;
  o.how.normaliser = to_normaliser(normaliser);
  o.how.positions = places_in(support);
  o.how.threads = threads;
  return o;
}

const measure_entry& measure_of_arrays(const std::string& name, nb::handle q) {
  const measure_entry& entry = find_measure(name);
  if (entry.takes == arity::two && q.is_none()) {
    throw error(errc::empty, name, "q is missing, this measure compares two distributions");
  }
  if (entry.takes != arity::two && !q.is_none()) {
    throw error(errc::unsupported, name, "q was given, this measure looks at one distribution");
  }
  if (entry.parameter == "generator") {
    throw error(errc::unsupported, name, "has no gradient or contributions in Python yet: its generator is a function");
  }
  return entry;
}

void convert(const measure_entry& entry, std::span<double> values, unit u) {
  if (u != unit::nats) {
    for (double& v : values) {
      v = in_unit(entry, v, u);
    }
  }
}

}  // namespace

nb::object sum_back(nb::object gradient, const std::vector<std::int64_t>& full,
                    const std::vector<std::int64_t>& shape) {
  const std::size_t extra = full.size() - shape.size();
  nb::list repeated;
  for (std::size_t i = 0; i < full.size(); ++i) {
    if (i < extra || (shape[i - extra] == 1 && full[i] != 1)) {
      repeated.append(i);
    }
  }
  if (repeated.size() == 0) {
    return gradient;
  }
  nb::list sizes;
  for (const std::int64_t n : shape) {
    sizes.append(n);
  }
  return gradient.attr("sum")(nb::tuple(repeated)).attr("reshape")(nb::tuple(sizes));
}

namespace {

nb::object gradient(const std::string& measure, nb::handle p, nb::handle q, const options& o) {
  const measure_entry& entry = measure_of_arrays(measure, q);
  const call_arrays arrays(entry, p, q);
  parameters how = o.how;
  arrays.shape_into(how);
  const bool pair = arrays.q() != nullptr;
  const bool joint = entry.takes == arity::joint;
  const int axis = joint ? -1 : o.axis;
  const std::vector<std::int64_t> full = joint ? arrays.p_shape() : broadcast_shape(arrays.p(), arrays.q());
  const array_result dp(full, arrays.give());
  const array_result dq(pair ? full : std::vector<std::int64_t>{0}, arrays.give());
  {
    const release_lock unlocked(arrays.elements());
    gradients(entry.rule, arrays.p(), arrays.q(), axis, how, dp.values(), dq.values());
    convert(entry, dp.values(), o.unit);
    convert(entry, dq.values(), o.unit);
  }
  if (!pair) {
    return dp.object();
  }
  return nb::make_tuple(sum_back(dp.object(), full, arrays.p_shape()), sum_back(dq.object(), full, arrays.q()->shape));
}

nb::object shares(const std::string& measure, nb::handle p, nb::handle q, const options& o) {
  const measure_entry& entry = measure_of_arrays(measure, q);
  const call_arrays arrays(entry, p, q);
  parameters how = o.how;
  arrays.shape_into(how);
  const bool joint = entry.takes == arity::joint;
  const array_result out(joint ? arrays.p_shape() : broadcast_shape(arrays.p(), arrays.q()), arrays.give());
  {
    const release_lock unlocked(arrays.elements());
    contributions(entry.rule, arrays.p(), arrays.q(), joint ? -1 : o.axis, how, out.values());
    convert(entry, out.values(), o.unit);
  }
  return out.object();
}

constexpr const char* gradient_doc =
    "Derivatives of a measure with respect to its masses: dp for one distribution, (dp, dq) for a pair, each of its\n"
    "input's shape (summed over the axes along which it was broadcast).\n\n"
    "Masses are independent variables of the formula; with `normalize` the derivative runs through the division by "
    "the\n"
    "sum. An infinite derivative is infinity. `measure` is a name or an alias.";
constexpr const char* contributions_doc =
    "What each element adds to a measure, in the broadcast shape of p and q: the elements along `axis` sum to the\n"
    "value, and an element that alone makes it infinite has infinity. `measure` is a name or an alias.";

}  // namespace

void bind_derivatives(nb::module_& m) {
  const auto define = [&](const char* name, auto function, const char* sig, const char* doc) {
    m.def(
        name,
        [function](const std::string& measure, nb::handle p, nb::handle q, nb::handle unit, int axis, bool normalize,
                   bool generalized, double alpha, double weight, const std::string& normaliser, const places& support,
                   int threads) {
          return function(
              measure, p, q,
              read_options(unit, axis, normalize, generalized, alpha, weight, normaliser, support, threads));
        },
        nb::sig(sig), doc, "measure"_a, "p"_a.none(), "q"_a = nb::none(), nb::kw_only(), "unit"_a = "nats",
        "axis"_a = -1, "normalize"_a = false, "generalized"_a = false, "alpha"_a = parameters{}.alpha,
        "weight"_a = parameters{}.weight, "normaliser"_a = "arithmetic", "support"_a = nb::none(), "threads"_a = 0);
  };
  define("gradient", gradient,
         "def gradient(measure: str, p: Masses, q: Masses | None = None, *, unit: Unit = \"nats\", axis: int = -1, "
         "normalize: bool = False, generalized: bool = False, alpha: float = 0.5, weight: float = 0.5, "
         "normaliser: str = \"arithmetic\", support: typing.Sequence[float] | None = None, threads: int = 0) -> "
         "typing.Any",
         gradient_doc);
  define(
      "contributions", shares,
      "def contributions(measure: str, p: Masses, q: Masses | None = None, *, unit: Unit = \"nats\", axis: int = -1, "
      "normalize: bool = False, generalized: bool = False, alpha: float = 0.5, weight: float = 0.5, "
      "normaliser: str = \"arithmetic\", support: typing.Sequence[float] | None = None, threads: int = 0) -> "
      "typing.Any",
      contributions_doc);
}

}  // namespace relent::python
