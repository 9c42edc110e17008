#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "relent/core/estimate.hpp"

namespace relent {

struct count_entropy_options {
  std::optional<method> estimator{};         ///< one of count_entropy_estimators(); none: the default below
  std::optional<std::int64_t> categories{};  ///< how many there can be, seen or not; none: unknown
  double level = 0.95;                       ///< of the interval
};

/// The estimators that `count_entropy` knows.
[[nodiscard]] std::span<const method> count_entropy_estimators() noexcept;

/// The entropy -sum p log p, in nats, of the unknown distribution that `counts` were drawn from: n observations, c_i
/// of category i, m categories seen, f_1 of them once, K how many there can be. psi is the digamma function.
///
/// - plug_in: -sum (c/n) log (c/n). Too small by about (K-1)/(2n).
/// - miller_madow: plug-in + (m-1)/(2n). Miller 1955.
/// - grassberger: log n - (1/n) sum c G(c), G(c) = psi(c) + (-1)^c/2 (psi((c+1)/2) - psi(c/2)). Grassberger 2003
///   (arXiv physics/0307138), eq. 29 and 35.
/// - chao_shen: -sum C p log(C p) / (1 - (1 - C p)^n), p = c/n, coverage C = 1 - f_1/n, with n-1 for f_1 where
///   f_1 = n. Chao & Shen 2003.
/// - james_stein: plug-in at p = a/K + (1-a) c/n, a = (1 - sum (c/n)^2) / ((n-1) sum (1/K - c/n)^2) cut to [0, 1].
///   Hausser & Strimmer 2009, eq. 2, 5 and 6.
/// - nsb: the mean of the posterior under a mixture of symmetric Dirichlet priors whose expected entropy is uniform on
///   [0, log K], by Gauss-Legendre quadrature over the logarithm of the concentration until two results agree to 1e-9
///   of the posterior's standard deviation, which is the standard error. Nemenman, Shafee & Bialek 2002; moments:
///   Wolpert & Wolf 1995. Of n up to 1e7 the logarithms of gamma functions leave about 1e-7 of the standard deviation.
/// - jackknife: n H - (n-1) sum (c/n) H(without one of c) for the plug-in H. Zahl 1977.
/// - best_polynomial: with L = floor(1.6 log K) (at most 24) and M = 3.5 log K, categories seen more than
///   floor(1.6 log K) times give -(c/n) log(c/n) + 1/(2n), the others (1/n) (M sum_j a_j c(c-1)...(c-j+1)/M^j +
///   c log(n/M)), where sum a_j x^j is the polynomial of degree L nearest to -x log x on [0, 1]; unseen ones give
///   M a_0 / n where K is known and 0 else. Its risk has the best possible rate. Wu & Yang 2016.
///
/// Where K is unknown, james_stein, nsb and best_polynomial take m + Chao's lower bound of the unseen (Chao 1984).
/// Values are cut to [0, log K], with K = infinity where it is unknown.
///
/// Default: see docs/estimate.md, "Counts", and the answer's `method` and notes.
///
/// Counts are whole numbers >= 0 up to 2^53; zeros are categories that were not seen. Rounding: about 1e-15 log n.
/// One pass over the counts, memory for the distinct ones; nsb's time is that of some 400 passes over the distinct
/// counts. Throws error(errc::invalid_value) with the index for what is no count, error(errc::empty) where all are 0,
/// error(errc::out_of_range) for a level outside (0, 1) and for fewer categories than were seen,
/// error(errc::unsupported) for a method that is no estimator of counts.
[[nodiscard]] estimate count_entropy(std::span<const double> counts, const count_entropy_options& how = {});

}  // namespace relent
