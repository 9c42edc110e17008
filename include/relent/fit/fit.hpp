#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/distribution/families.hpp"

namespace relent {

/// Masses at places of the line, places rising.
struct masses_at {
  std::vector<double> places, masses;
  double observations = 0;  ///< the masses are the shares of so many; 0: they are no data
};

/// Independent observations of one number.
struct observed_values {
  std::vector<double> values;
  std::vector<double> weights{};  ///< one a value, >= 0 and not all 0; empty: all equal
};

/// A log density that need not be normalised: a function of the place, within [lower, upper]. It is looked for around
/// `about`, from a thousandth of `scale` to a thousand times as far.
struct log_density_target {
  std::function<double(double)> log_density;
  /// The same at many places at once, where that is cheaper; may be empty.
  std::function<void(std::span<const double> x, std::span<double> out)> log_densities{};
  double lower = -std::numeric_limits<double>::infinity(), upper = std::numeric_limits<double>::infinity();
  double about = 0, scale = 1;
};

/// What is to be approximated.
using fit_target = std::variant<distribution, masses_at, observed_values, log_density_target>;

/// What may approximate it: the members of a family, some parameters perhaps held; mixtures of normals; or histograms
/// of bins of one width.
struct fit_family {
  const family_entry* members = nullptr;      ///< null: mixtures of normal distributions, or histograms
  std::vector<std::optional<double>> held{};  ///< one a parameter, or empty: all are free
  std::size_t components = 0;                 ///< of mixtures, or bins; 0: chosen
  bool histogram = false;
  [[nodiscard]] std::string text()
      const;  ///< "normal", "binomial(trials=10)", "mixture of 3 normals", "histogram(bins=7)"
};

/// How `fit` goes about it.
struct fit_options {
  /// forward_kl (KL(target‖q): maximum likelihood, moments), reverse_kl (KL(q‖target)), js_divergence,
  /// jeffreys_divergence, alpha_divergence, renyi_divergence, hellinger_distance, wasserstein_1, wasserstein_2.
  std::string_view objective = "forward_kl";
  /// How the number of components is chosen where it is not given, from 1 to 10: bic, the least; or cross_validation,
  /// the largest mean log likelihood of the fifth that was left out (Smyth 2000). Not a number whose components are as
  /// narrow as the floor, on repeated values.
  std::string_view choose = "bic";
  double alpha = 0.5;      ///< of alpha_divergence and renyi_divergence
  double level = 0.95;     ///< of the parameters' intervals
  int most_starts = 400;   ///< local searches, at most
  double time_limit = 0;   ///< seconds; 0: none
  std::uint64_t seed = 1;  ///< of random starts
  int threads = 0;         ///< 0: all
};

/// One parameter of what was fitted.
struct fitted_parameter {
  std::string name;
  double value;
  std::optional<double> standard_error{};      ///< of samples, from the observed information
  std::optional<relent::interval> interval{};  ///< normal, in the coordinates of the search (logarithms of scales)
};

/// A local optimum.
struct optimum {
  distribution member;
  std::vector<fitted_parameter> parameters;
  estimate value;          ///< of the objective, in nats where it has a unit; or the cross-entropy
  double basin_share = 1;  ///< of the local searches, how many ended here
};

/// Every local optimum found, best first.
struct fit_answer {
  std::string family;
  std::string objective;
  std::vector<optimum> optima;
  int starts = 0;                        ///< local searches that ended in an optimum
  double unseen = 0;                     ///< how many more optima are expected, by Boender and Rinnooy Kan
  std::optional<double> log_evidence{};  ///< of a log density: the log of its integral
  std::optional<std::int64_t> observations{};
  /// The optima's values are cross-entropies: of observations, and of masses beside a density, KL is not defined.
  bool of_cross_entropy = false;
  std::vector<std::string> notes{};
};

/// The member of a family that is nearest to a target: a distribution, masses, observations or a log density.
///
/// Observations are fitted by maximum likelihood (objective forward_kl alone: they have no density), which the family
/// does itself where no parameter is held; standard errors are those of the observed information, in coordinates
/// without bounds (of weighted observations: of the sandwich, each weight taken as known), and there are none where the
/// likelihood is not smooth. Mixtures of normals are fitted to observations by `fit_normal_mixture`.
/// KL(target‖normal) is least at the target's mean and standard deviation; KL(target‖uniform) at its ends.
///
/// A histogram has bins of one width from the least value to the greatest, each but the last without its upper edge; it
/// is a mixture of uniform distributions. The number of bins is the one of Birgé and Rozenholc: it maximises the log
/// likelihood less D - 1 + (log D)^2.5 over D <= n / log n (beyond 100 bins in steps of 2%). Forward KL alone.
///
/// Everything else is searched, in coordinates without bounds, by Newton's method from many starts: the target's
/// components, subsets of them, and random shares of the target, until Boender and Rinnooy Kan's rule expects fewer
/// than half an optimum more: w (n-1)/(n-w-2) - w < 1/2 for w optima in n searches. An optimum is one only where the
/// gradient vanishes, the Hessian is positive definite, and `divergence_between`, which cuts the line in other ways,
/// agrees; saddles are left both ways. Mixtures of normals near a density are searched alike, by any objective but the
/// Wasserstein distances, with an integral of their own in place of `divergence_between`. The integrals of
/// KL(normal‖target) are by Gauss' rule between places that resolve log target, chosen by the target alone, so that no
/// rule of few nodes makes optima of its own. Parameters that are whole numbers are held at their maximum-likelihood
/// values where they are not given.
///
/// A log density is integrated first, and its log integral is the answer's log_evidence; KL(q‖target) is then the
/// log evidence less the evidence lower bound.
///
/// Throws error(errc::unknown_name) for another objective, error(errc::unsupported) where the target has no density
/// and the objective needs one, or where all of the family is infinitely far from the target (said before any search);
/// error(errc::out_of_range) for more components than
/// distinct values, a held parameter outside its bound, and a log density that does not integrate; and what the
/// family's fit throws.
///
/// When `time_limit` is over the best so far is the answer, and a note says so; a search is stopped inside.
///
/// Source: Boender & Rinnooy Kan 1987 (stopping rule); Bishop 2006, 10.1 (the two KLs); Birgé & Rozenholc 2006.
[[nodiscard]] fit_answer fit(const fit_target& target, const fit_family& family, const fit_options& how = {});

}  // namespace relent
