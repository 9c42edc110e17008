#pragma once

#include <cstddef>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::estimating {

/// A linear map that gives samples about the identity as covariance, so that neighbours do not depend on units and
/// correlations. Divergences are the same after it; an entropy grows by -log_volume.
struct whitening {
  std::vector<double> centre;
  matrix factor;          ///< lower triangle of the covariance's Cholesky factor
  double log_volume = 0;  ///< log determinant of `factor`
  bool singular = false;  ///< the columns are linearly dependent to rounding
};

/// From the mean of the covariances of the samples, each about its own mean. `q` may be null.
[[nodiscard]] whitening whitening_of(const matrix& p, const matrix* q);

/// The same of each column by itself: neighbours do not depend on units.
[[nodiscard]] whitening column_scales(const matrix& p, const matrix& q);

/// The rows less the centre, times the inverse of the factor.
[[nodiscard]] matrix whitened(const matrix& rows, const whitening& by);

}  // namespace relent::estimating
