#include "weighted_parts.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/mixture.hpp"

#include "distribution_object.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// Part of a mixture: what has been summed so far, with weights that do not sum to 1 yet.
struct weighted_parts {
  std::vector<double> weights;
  std::vector<distribution> components;

  [[nodiscard]] bool whole() const {
    compensated_sum sum;
    for (const double w : weights) {
      sum += w;
    }
    const double tolerance =
        8 * std::numeric_limits<double>::epsilon() * std::sqrt(static_cast<double>(weights.size()));
    return std::abs(sum.minus(1)) <= tolerance;
  }
};

weighted_parts scaled(const distribution& d, double weight) {
  if (!(weight > 0 && std::isfinite(weight))) {
    throw bad_value("mixture", "weight", std::nullopt, weight, "> 0", errc::out_of_range);
  }
  return {{weight}, {d}};
}

/// The mixture once the weights sum to 1, else the parts so far.
nb::object sum(const weighted_parts& a, const weighted_parts& b) {
  weighted_parts all = a;
  all.weights.insert(all.weights.end(), b.weights.begin(), b.weights.end());
  all.components.insert(all.components.end(), b.components.begin(), b.components.end());
  return all.whole() ? nb::cast(distribution(mixture(std::move(all.weights), std::move(all.components))))
                     : nb::cast(std::move(all));
}

std::string words(const weighted_parts& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.weights.size(); ++i) {
    const bool mixed = parts.components[i].get<mixture>() != nullptr;
    out += fmt::format("{}{}*{}{}{}", i == 0 ? "" : " + ", parts.weights[i], mixed ? "(" : "",
                       short_text(parts.components[i]), mixed ? ")" : "");
  }
  return out;
}

}  // namespace

void bind_weighted_parts(nb::module_& m, nb::class_<distribution>& d) {
  nb::class_<weighted_parts>(m, "_WeightedParts",
                             "Part of a mixture: add `weight*distribution` until the weights sum to 1.")
      .def("__add__", &sum, nb::is_operator(), nb::sig("def __add__(self, other: _WeightedParts, /) -> typing.Any"))
      .def("__repr__", [](const weighted_parts& p) { return fmt::format("<part of a mixture: {}>", words(p)); });
  d.def("__mul__", &scaled, nb::is_operator(), nb::sig("def __mul__(self, weight: float, /) -> typing.Any"));
  d.def("__rmul__", &scaled, nb::is_operator(), nb::sig("def __rmul__(self, weight: float, /) -> typing.Any"));
  d.attr("__array_ufunc__") = nb::none();  // numpy's numbers leave multiplication to us
}

}  // namespace relent::python
