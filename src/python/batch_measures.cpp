#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/core/error.hpp"
#include "relent/divergence/batch.hpp"
#include "relent/divergence/joint_gradient.hpp"
#include "relent/joint/joint_score.hpp"

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

/// Numbers, lists and matrices of derivatives by their parameters' names; of one number's, numbers.
nb::object named(const joint_distribution& d, const std::vector<double>& values) {
  nb::dict out;
  std::size_t first = 0;
  for (const joint_parameter& p : joint_parameters(d)) {
    const std::span<const double> own = std::span(values).subspan(first, p.size());
    first += own.size();
    if (p.shape.empty()) {
      out[nb::str(p.name.c_str())] = nb::float_(own.front());
      continue;
    }
    const array_result array({p.shape.begin(), p.shape.end()}, library::numpy);
    std::ranges::copy(own, array.values().begin());
    out[nb::str(p.name.c_str())] = array.object();
  }
  return out;
}

/// Of two distributions of one number, or of several.
template <class D, class Options>
nb::object gradient_of_two(std::string_view measure, const D& p, const D& q, const Options& how) {
  parameter_gradient found;
  double value = 0;
  {
    const nb::gil_scoped_release unlocked;
    found = divergence_gradient(measure, p, q, how);
    value = divergence_between(measure, p, q, how).value;
  }
  return made(nb::float_(value), named(p, found.p), named(q, found.q), named(p, found.p_error),
              named(q, found.q_error));
}

nb::object gradient_of_pair(std::string_view measure, nb::handle p, nb::handle q, const divergence_options& how) {
  const bool joint = nb::isinstance<joint_distribution>(p);
  if (joint != nb::isinstance<joint_distribution>(q)) {
    throw error(errc::unsupported, "divergence_gradient",
                "one of the two has one number and the other several: no ratio of the two is defined");
  }
  return joint ? gradient_of_two(measure, nb::cast<const joint_distribution&>(p),
                                 nb::cast<const joint_distribution&>(q), joint_options{.divergence = how})
               : gradient_of_two(measure, nb::cast<const distribution&>(p), nb::cast<const distribution&>(q), how);
}

nb::object gradient(nb::handle p, nb::handle q, int threads) {
  const nb::module_ operands = nb::module_::import_("relent._operands");
  const nb::object left = operands.attr("one_or_many")(p), right = operands.attr("one_or_many")(q);
  return is_batch(left) || is_batch(right) ? batch_gradients(left, right, threads)
                                           : gradient_of_pair("kl_divergence", left, right, {});
}

nb::object gradient_of_measure(const std::string& measure, nb::handle p, nb::handle q, double alpha, double weight) {
  const nb::object distribution_of = nb::module_::import_("relent._operands").attr("distribution");
  return gradient_of_pair(find_measure(measure).name, distribution_of(p), distribution_of(q),
                          {.alpha = alpha, .weight = weight});
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
      "derivative, and for parameters out of their bounds. Distributions of several numbers: as divergence_gradient.");
  m.def(
      "divergence_gradient", &gradient_of_measure,
      nb::sig("def divergence_gradient(measure: str, p: DistributionLike, q: DistributionLike, *, alpha: float = 0.5, "
              "weight: float = 0.5) -> KlGradient"),
      "measure"_a, "p"_a, "q"_a, nb::kw_only(), "alpha"_a = 0.5, "weight"_a = 0.5,
      "A measure of two distributions in nats with its derivatives with respect to every parameter of both: `.value`,\n"
      "`.p` and `.q` by the parameters' names, with `.p_error` and `.q_error`. `measure` is a name or an alias; alpha\n"
      "is the order of Renyi's, Tsallis' and the alpha divergence, weight that of p in Jensen and Shannon's.\n\n"
      "Of several numbers a derivative has its parameter's shape. Elements of a symmetric matrix count as if moved\n"
      "one by one, so that an off-diagonal pair moved together has twice its entry; a direction is moved along the\n"
      "sphere, probabilities one by one and then divided by their sum, a mixture's weights each alone. Closed forms\n"
      "where there are some, else integrals differentiated under their sign: up to four numbers by cubature with\n"
      "error bounds, beyond by quasi-Monte-Carlo, when the errors are half-widths of 95% intervals. Raises\n"
      "relent.InputError where the measure is infinite or a root at 0, and for wasserstein_2 of other than normal\n"
      "distributions of several numbers.");
}

}  // namespace relent::python
