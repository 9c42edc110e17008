#pragma once

#include <cstdint>

#include "mixture_rows.hpp"

namespace relent {

/// Where expectation and maximisation begin: centres by k-means++, moved by a few rounds of k-means; the covariances of
/// their shares of the rows, widened towards the common one. In the rows' units.
[[nodiscard]] mvnormal_mixture_parameters start_of_mixture(const unit_rows& rows, const rows_mixture_options& how,
                                                           std::uint64_t attempt);

}  // namespace relent
