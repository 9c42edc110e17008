#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/divergence/batch.hpp"
#include "relent/divergence/kl_gradient.hpp"

#include "batches.hpp"
#include "call.hpp"
#include "distribution_object.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

library give_of(const borrowed_batch& p, const borrowed_batch& q) {
  return p.give() == library::torch || q.give() == library::torch ? library::torch : library::numpy;
}

nb::object of_one(const measure_entry& entry, nb::handle p, unit in) {
  if (entry.name != "entropy") {
    throw error(errc::unsupported, fmt::format("no {} of many distributions at once; entropy is there", entry.name));
  }
  return nb::borrow(p).attr("entropy")(std::string(name(in)));
}

/// The parameters' derivatives by name, each of its own array's shape.
nb::dict by_name(const distribution_batch& side, const std::vector<array_result>& found,
                 const std::vector<std::int64_t>& full) {
  nb::dict out;
  for (std::size_t j = 0; j < found.size(); ++j) {
    out[nb::str(side.family()->parameters[j].name.data())] =
        sum_back(found[j].object(), full, side.parameters()[j].shape);
  }
  return out;
}

nb::object made(nb::object value, nb::object p, nb::object q, nb::object p_error, nb::object q_error) {
  return nb::module_::import_("relent._gradients")
      .attr("KlGradient")(std::move(value), std::move(p), std::move(q), std::move(p_error), std::move(q_error));
}

nb::object batch_gradients(nb::handle p, nb::handle q, int threads) {
  const borrowed_batch from = to_batch(p), to = to_batch(q);
  if (from.get().family() == nullptr || to.get().family() == nullptr) {
    throw error(errc::unsupported, "kl_gradient",
                "beside many distributions stands one that is no family's member; take them one by one");
  }
  const std::vector<std::int64_t> shape = result_shape(from.get(), to.get());
  const library give = give_of(from, to);
  const array_result value(shape, give);
  std::vector<array_result> dp, dq;
  batch_gradient out{value.values(), {}, {}};
  const auto room = [&](const distribution_batch& side, std::vector<array_result>& results,
                        std::vector<std::span<double>>& spans) {
    results.reserve(side.parameters().size());
    for (std::size_t j = 0; j < side.parameters().size(); ++j) {
      spans.push_back(results.emplace_back(shape, give).values());
    }
  };
  room(from.get(), dp, out.p);
  room(to.get(), dq, out.q);
  {
    const nb::gil_scoped_release unlocked;
    kl_gradients(from.get(), to.get(), out, threads);
  }
  return made(value.object(), by_name(from.get(), dp, shape), by_name(to.get(), dq, shape), nb::none(), nb::none());
}

nb::object named(const distribution& d, const std::vector<double>& values) {
  const std::vector<std::string> names = parameter_names(d);
  nb::dict out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out[nb::str(names[i].c_str())] = nb::float_(values[i]);
  }
  return out;
}

nb::object gradient(nb::handle p, nb::handle q, int threads) {
  const nb::module_ operands = nb::module_::import_("relent._operands");
  const nb::object left = operands.attr("one_or_many")(p), right = operands.attr("one_or_many")(q);
  if (is_batch(left) || is_batch(right)) {
    return batch_gradients(left, right, threads);
  }
  const auto& from = nb::cast<const distribution&>(left);
  const auto& to = nb::cast<const distribution&>(right);
  parameter_gradient found;
  double value = 0;
  {
    const nb::gil_scoped_release unlocked;
    found = kl_gradient(from, to);
    value = divergence_between("kl_divergence", from, to).value;
  }
  return made(nb::float_(value), named(from, found.p), named(to, found.q), named(from, found.p_error),
              named(to, found.q_error));
}

}  // namespace

nb::object on_batches(const measure_entry& entry, nb::handle p, nb::handle q, unit in, const parameters& how) {
  if (q.ptr() == nullptr) {
    return of_one(entry, p, in);
  }
  const auto known = density_measures();
  if (std::ranges::find(known, entry.name) == known.end()) {
    throw error(errc::unsupported, fmt::format("no {} of distributions known by their densities", entry.name));
  }
  const borrowed_batch from = to_batch(p), to = to_batch(q);
  const array_result out(result_shape(from.get(), to.get()), give_of(from, to));
  {
    const nb::gil_scoped_release unlocked;
    divergences(entry.name, from.get(), to.get(), {.alpha = how.alpha, .weight = how.weight}, out.values(),
                how.threads);
    if (in != unit::nats) {
      std::ranges::transform(out.values(), out.values().begin(), [&](double v) { return in_unit(entry, v, in); });
    }
  }
  return out.object();
}

void bind_kl_gradient(nb::module_& m) {
  m.def(
      "kl_gradient", &gradient,
      nb::sig("def kl_gradient(p: DistributionLike, q: DistributionLike, *, threads: int = 0) -> KlGradient"), "p"_a,
      "q"_a, nb::kw_only(), "threads"_a = 0,
      "KL(P‖Q) in nats with its derivatives with respect to every parameter of both: `.value`, `.p`, `.q`, the latter\n"
      "two by the parameters' names.\n\n"
      "p, q: distributions, or batches as relent.normal(means, sds) makes them, which broadcast as numpy's arrays do.\n"
      "Then `.value` is an array, and a derivative has the shape of its parameter, summed over the axes along which "
      "it\n"
      "was broadcast. Of two distributions the derivatives are integrals, with bounds of their errors in `.p_error` "
      "and\n"
      "`.q_error`. Of batches they are analytic, and vectorised, for normal, log_normal, logit_normal, half_normal,\n"
      "laplace, gamma, inverse_gamma, chi, chi_squared, beta, exponential, poisson, bernoulli and geometric against\n"
      "themselves; integrals for others, pair by pair; NaN where KL is infinite or has no derivative. Memory: the\n"
      "answers, each of the broadcast shape until it is summed. Raises relent.InputError for one pair without a\n"
      "derivative, and for parameters out of their bounds.");
}

}  // namespace relent::python
