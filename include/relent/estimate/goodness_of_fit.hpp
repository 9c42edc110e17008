#pragma once

#include <cstddef>
#include <span>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// A test that observations are from a distribution known beforehand, none of it fitted to them.
struct fit_test {
  double statistic;
  double p_value;  ///< how often data from it would give as large a statistic
};

/// Two such tests: what each looks at differs.
struct goodness_of_fit {
  fit_test kolmogorov;        ///< D, the largest distance of the empirical cdf: the middle counts most
  fit_test anderson_darling;  ///< A^2, the mean squared distance over F(1 - F): the tails count alike
};

/// Of n >= 1 independent observations against q. P-values: Kolmogorov's to 10 digits up to n = 1,000, by the powers of
/// Durbin's matrix, and where n D^2 > 4.5 up to n = 100,000, by the sum of Birnbaum & Tingey; else the limit with
/// Vrbik's corrections, off by less than 0.03/n.
/// Anderson-Darling's is that of the limit, to 12 decimals, with the correction of Marsaglia & Marsaglia for n above
/// 1e-4, and the tail's first term below 1e-9. A value outside q's support has A^2 infinite and p-value 0. Ties do no
/// harm but those of rounding, which make p-values too small. Time n log n, plus for n <= 1,000 that of a few products
/// of matrices of up to 2 n D rows.
///
/// Throws error(errc::empty) without values, error(errc::invalid_value) for NaN and infinity, error(errc::unsupported)
/// where q has masses on whole numbers, for which neither is distribution-free.
/// Source: Marsaglia, Tsang & Wang 2003; Birnbaum & Tingey 1951; Vrbik 2018; Anderson & Darling 1954, eq. 4.37;
/// Marsaglia & Marsaglia 2004.
[[nodiscard]] goodness_of_fit goodness_of_fit_to(std::span<const double> values, const distribution& q);

/// P(D_n >= d) and P(A_n^2 >= a): what the p-values are taken from.
[[nodiscard]] double kolmogorov_p_value(double d, std::size_t n);
[[nodiscard]] double anderson_darling_p_value(double a, std::size_t n);

}  // namespace relent
