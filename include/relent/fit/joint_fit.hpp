#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"
#include "relent/fit/fit.hpp"
#include "relent/joint/joint_distribution.hpp"
#include "relent/joint/joint_families.hpp"

namespace relent {

/// Independent observations of several numbers, one a row.
struct observed_rows {
  matrix rows;
};

/// A log density of several numbers that need not be normalised, on all of R^n. Points come one a row, many at once.
/// It is looked for around `about`, on scales from a tenth of `scale` to some times as far, one a number.
struct joint_log_density_target {
  /// Sets out[i] to the log density at row i.
  std::function<void(const matrix& points, std::span<double> out)> log_density;
  std::vector<double> about, scale;
  /// Sets the rows of `out` to the gradients at the points; differences of `log_density` stand in where it is empty.
  std::function<void(const matrix& points, matrix& out)> gradient{};
  std::optional<double> log_evidence{};  ///< the log of its integral, where that is known
};

/// What is to be approximated.
using joint_fit_target = std::variant<joint_distribution, observed_rows, joint_log_density_target>;

/// How the number of a mixture's components is chosen where it is not given.
enum class component_choice { bic, cross_validation };

/// What may approximate it: the members of a family, or mixtures of normal distributions.
struct joint_fit_family {
  const joint_family_entry* members = nullptr;  ///< null: mixtures
  std::size_t components = 0;                   ///< of mixtures; 0: from 1 to 10, as `choose` says
  bool diagonal = false;                        ///< of mixtures: independent coordinates in every component
  component_choice choose = component_choice::bic;
  [[nodiscard]] std::string text() const;  ///< "mvnormal", "mixture of 3 mvnormals"
};

/// One parameter of what was fitted: a number, a list, a matrix, or a list of those.
struct fitted_array {
  std::string name;
  std::vector<std::size_t> shape;         ///< empty for a number
  std::vector<double> values;             ///< row by row
  std::vector<double> standard_errors{};  ///< of samples, one a value; empty where there are none
  std::vector<interval> intervals{};      ///< normal, of scales in their logarithms
};

/// A local optimum.
struct joint_optimum {
  joint_distribution member;
  std::vector<fitted_array> parameters;
  estimate value;                ///< of the objective, in nats where it has a unit; for samples the cross-entropy
  double basin_share = 1;        ///< of the local searches, how many ended here
  std::optional<double> elbo{};  ///< of reverse_kl: E_q[log target - log q]
};

/// Every local optimum found, best first.
struct joint_fit_answer {
  std::string family;
  std::string objective;
  std::vector<joint_optimum> optima;
  int starts = 0;                          ///< local searches that ended in an optimum
  double unseen = 0;                       ///< how many more optima are expected, by Boender and Rinnooy Kan
  std::optional<double> log_evidence{};    ///< of a log density: the log of its integral
  std::optional<double> evidence_error{};  ///< of it: an error bound, or a standard error beyond 4 numbers
  std::optional<std::int64_t> observations{};
  std::vector<std::string> notes{};
};

/// The member of a family of several numbers that is nearest to a target.
///
/// Observations are fitted by maximum likelihood (forward_kl), by the family itself; standard errors are those of the
/// expected information for the normal families, dirichlet, multinomial and von_mises_fisher, and of the outer product
/// of the scores for mv_student_t. Mixtures of normals are fitted by `fit_mvnormal_mixture`.
///
/// Densities are fitted by mvnormal and mvnormal_diagonal. KL(target‖q) is least at the target's mean and covariance.
/// Of KL(q‖target) every local optimum is sought, in coordinates without bounds (mean; the factor of the covariance,
/// its diagonal by logarithms), by Newton's method from many starts: the target's components, the moments of subsets of
/// them, and of random shares of the target, until Boender and Rinnooy Kan's rule expects fewer than half an optimum
/// more. The expectation over q is a sum over fixed places of a standard normal that q's coordinates move: a grid of
/// steps fine enough for the target's sharpest bend to three numbers (of mixtures of normals told by their components),
/// points of Sobol's sequence beyond, whose first two moments are made exact, so that no quadratic part of log target
/// has an error. The derivatives are those of the sum (Bonnet 1964, Price 1958), so that it is one smooth function. An
/// optimum is one only where the gradient of a finer sum vanishes, its Hessian is positive definite, other places move
/// it by next to nothing, and `divergence_between` agrees on the value; saddles are left both ways.
///
/// js, jeffreys, alpha, renyi, hellinger are searched by `divergence_between` and its gradient, to three numbers;
/// wasserstein_2 where it has a closed form. Mixtures approximate densities by forward_kl alone, by draws.
///
/// A log density is fitted by reverse_kl: the value is KL(q‖target), log evidence less the evidence lower bound, the
/// evidence as given, else integrated over Student distributions at the optima.
///
/// Throws error(errc::unknown_name) for another objective; error(errc::unsupported) where there is no density and the
/// objective needs one, where no member is finitely far from the target (said before any search), where an objective is
/// not to be had smoothly, and where no optimum is found; error(errc::out_of_range) for fewer rows than the family
/// needs, and more components than distinct rows; and what the family's fit throws.
///
/// Source: Boender & Rinnooy Kan 1987 (stopping rule); Opper & Archambeau 2009 (Gaussian variational approximation).
[[nodiscard]] joint_fit_answer fit(const joint_fit_target& target, const joint_fit_family& family,
                                   const fit_options& how = {});

}  // namespace relent
