#pragma once

#include <cstddef>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"
#include "relent/estimate/mutual_information.hpp"

namespace relent {

struct transfer_options {
  std::size_t source_lags = 1;  ///< so many values of the source's past, the last the nearest (l)
  std::size_t target_lags = 1;  ///< so many of the target's own past (k)
  std::size_t delay = 1;        ///< the nearest value of the source's past is so many steps back
  dependence_options how{};
};

/// Transfer entropy in nats, how much the source's past tells of the target's next value beyond the target's own past:
///   T = I(Y_t ; X_{t-u}, ..., X_{t-u-l+1} | Y_{t-1}, ..., Y_{t-k}),
/// u the delay, estimated as conditional mutual information is. x and y hold one moment a row, evenly spaced; each may
/// have several columns. Method `ksg`.
///
/// The interval knows that neighbouring moments are no independent draws: its standard error comes from the spread over
/// windows of n/20 to n/10 consecutive moments, with Student's quantile for as many windows as are disjoint. Below 200
/// moments there is none. Fewer moments than the series remembers in a window, and the interval is too narrow.
/// Throws as sample_conditional_mutual_information; error(errc::out_of_range) for a lag or delay of 0;
/// error(errc::empty) where the lags leave k moments or less.
/// Source: Schreiber, Phys. Rev. Lett. 85, 461 (2000), eq. 4; windows: Politis & Romano 1994.
[[nodiscard]] estimate transfer_entropy(const matrix& source, const matrix& target, const transfer_options& how = {});

/// The probability of an estimate at least as large, were the source's past irrelevant: the source is shifted against
/// the target in a circle, by at least a tenth of the series, so that both keep their own memory.
/// (1 + #) / (1 + shifts). Throws as `transfer_entropy`, and error(errc::out_of_range) without shifts.
[[nodiscard]] double transfer_p_value(const matrix& source, const matrix& target, std::size_t shifts = 199,
                                      const transfer_options& how = {});

}  // namespace relent
