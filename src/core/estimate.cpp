#include "relent/core/estimate.hpp"

namespace relent {

std::string_view name(method m) noexcept {
  switch (m) {
    case method::exact:
      return "exact";
    case method::closed_form:
      return "closed_form";
    case method::quadrature:
      return "quadrature";
    case method::monte_carlo:
      return "monte_carlo";
    case method::plug_in:
      return "plug_in";
    case method::binned:
      return "binned";
    case method::knn:
      return "knn";
  }
  return "exact";
}

}  // namespace relent
