#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/fit/fit.hpp"

namespace relent {

/// How often each of 0, 1, 2, ... was observed.
struct counted {
  std::vector<double> counts;
};

/// What models are ranked by: observations, counts of whole numbers, or masses.
using rank_data = std::variant<observed_values, counted, masses_at>;

/// A distribution, or a family of which the most likely member stands in.
using rank_model = std::variant<distribution, fit_family>;

/// What one model loses of the data. In nats.
struct ranked_model {
  distribution member;
  std::string text;                        ///< the distribution, with the parameters that were fitted
  std::string family{};                    ///< of which it is the most likely member; empty where it was given
  std::size_t fitted = 0;                  ///< parameters fitted to the data
  estimate kl_divergence;                  ///< KL(data‖model): what a code for the model wastes an observation
  estimate cross_entropy;                  ///< its mean of -log q, of the data
  std::optional<double> aic{}, bic{};      ///< of observations
  std::optional<double> behind_p_value{};  ///< chance of so much worse a mean than the best model's, were both as good
};

/// Models, the one that loses least first.
struct rank_answer {
  std::vector<ranked_model> models;
  std::optional<std::int64_t> observations{};
  std::vector<std::string> notes{};
};

/// Which model loses least information about the data. KL is exact of masses, that of `count_kl_divergence` of counts
/// and of whole numbers beside a family of masses, and of `sample_kl_divergence` otherwise. AIC = 2 k - 2 log L and
/// BIC = k log n - 2 log L count the k parameters fitted (of a histogram its ends and all shares but one). The order is
/// that of the cross-entropies. The lead of the best model is tested by the differences of log q, one an observation,
/// as if they were normal (Vuong 1989); a model fitted to the same data has an advantage that the test does not know,
/// AIC does.
///
/// Throws what `fit` throws, with the model's name; error(errc::unsupported) where a model has masses and the data are
/// no whole numbers >= 0, or a density and the data are masses or counts, and for
/// densities and masses among the models; error(errc::empty) without models or data.
[[nodiscard]] rank_answer rank_models(const rank_data& data, const std::vector<rank_model>& models, double level = 0.95,
                                      int threads = 0);

}  // namespace relent
