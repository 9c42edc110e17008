#include "relent/divergence/evidence.hpp"

#include <functional>
#include <string>
#include <utility>

#include <nanobind/stl/function.h>

#include "answer.hpp"
#include "measure_functions.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

using function = std::function<double(double)>;

distribution one_of(nb::handle of) {
  return nb::cast<distribution>(nb::module_::import_("relent._operands").attr("distribution")(of));
}

nb::object as_answer(const char* name, const char* label, bool in_units, estimate found) {
  return nb::cast(
      python_answer{{.name = name, .label = label, .estimate = std::move(found), .in_units = in_units}, unit::nats});
}

}  // namespace

void bind_evidence(nb::module_& m) {
  m.def(
      "expectation",
      [](nb::handle p, const function& f) {
        return as_answer("expectation", "E f(X)", false, expectation(one_of(p), f));
      },
      nb::sig("def expectation(p: DistributionLike, f: collections.abc.Callable[[float], float]) -> Answer"), "p"_a,
      "f"_a,
      "E f(X) for X distributed as p: an integral, or a sum for whole numbers, with a bound of its error from two "
      "rules.\n"
      "f takes and returns a float, and is called some hundred times, in this thread. Infinite where the integral of "
      "one\n"
      "sign diverges, NaN where both do. Raises relent.InputError where f is NaN, and what f raises.");
  m.def(
      "evidence_lower_bound",
      [](nb::handle q, const function& log_joint) {
        return as_answer("evidence_lower_bound", "ELBO", true, evidence_lower_bound(one_of(q), log_joint));
      },
      nb::sig("def evidence_lower_bound(q: DistributionLike, log_joint: collections.abc.Callable[[float], float]) -> "
              "Answer"),
      "q"_a, "log_joint"_a,
      "E_q[log_joint(Z) - log q(Z)] in nats, for the log of the joint density of what was observed and of z: the log\n"
      "evidence less KL(q‖posterior). As relent.expectation otherwise.\n\n"
      "Source: Jordan, Ghahramani, Jaakkola & Saul 1999, eq. 48; Bishop 2006, eq. 10.3.");
}

}  // namespace relent::python
