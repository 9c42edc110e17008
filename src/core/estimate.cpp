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
    case method::miller_madow:
      return "miller_madow";
    case method::grassberger:
      return "grassberger";
    case method::chao_shen:
      return "chao_shen";
    case method::james_stein:
      return "james_stein";
    case method::nsb:
      return "nsb";
    case method::jackknife:
      return "jackknife";
    case method::best_polynomial:
      return "best_polynomial";
    case method::zhang_grabchak:
      return "zhang_grabchak";
    case method::good_turing:
      return "good_turing";
    case method::knn:
      return "knn";
    case method::spacings:
      return "spacings";
    case method::density_ratio:
      return "density_ratio";
    case method::ksg:
      return "ksg";
    case method::mixed_knn:
      return "mixed_knn";
  }
  return "exact";
}

}  // namespace relent
