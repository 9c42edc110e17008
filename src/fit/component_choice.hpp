#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "relent/fit/fit.hpp"
#include "relent/fit/mixture_em.hpp"

#include "likelihood.hpp"

namespace relent {

/// Whether the number of components is chosen by cross-validation, else by BIC. Throws error(errc::unknown_name) for
/// another way to choose.
[[nodiscard]] bool by_cross_validation(const fit_options& how);

/// A mixture of so many normals; of 0: of as many, from 1 to 10, as `how.choose` finds best, which a note says.
[[nodiscard]] em_fit mixture_of_samples(const weighted_values& data, std::size_t components, const fit_options& how,
                                        std::vector<std::string>& notes);

}  // namespace relent
