#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/fit/joint_fit.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// A distribution of several numbers, or a family of which the most likely member stands in.
using joint_rank_model = std::variant<joint_distribution, joint_fit_family>;

/// What one model loses of the rows. In nats.
struct ranked_joint_model {
  joint_distribution member;
  std::string text;                         ///< the distribution, with the parameters that were fitted
  std::string family{};                     ///< as it was written, where a family was fitted
  std::size_t fitted = 0;                   ///< numbers fitted to the rows
  std::optional<estimate> kl_divergence{};  ///< KL(data‖model); none of shares, directions and counts
  estimate cross_entropy;                   ///< the mean of -log q over the rows
  double aic = 0, bic = 0;
  std::optional<double> behind_p_value{};  ///< chance of so much worse a mean than the best model's, were both as good
};

/// Models, the one that loses least first.
struct joint_rank_answer {
  std::vector<ranked_joint_model> models;
  std::int64_t observations = 0;
  std::vector<std::string> notes{};
};

/// As `rank_models`, of rows of several numbers: KL is that of `sample_kl_divergence`, by nearest neighbours; of models
/// over shares, directions, matrices or counts there is none, and the order, as always, is that of the cross-entropies.
///
/// Throws what `fit` throws; error(errc::unsupported) where the models live in different spaces, whose densities are no
/// measure for each other, error(errc::shape_mismatch) where one has another number of columns, error(errc::empty)
/// without models or rows.
[[nodiscard]] joint_rank_answer rank_models(const observed_rows& data, const std::vector<joint_rank_model>& models,
                                            double level = 0.95, int threads = 0);

}  // namespace relent
