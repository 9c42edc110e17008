#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "relent/estimate/density_ratio.hpp"

namespace relent::estimating {

/// A weighted mean of terms that one side's observations give, and what is known of its error.
struct mean_of_terms {
  double value;
  double squared_error;  ///< the square of the standard error
  double time;           ///< the terms' integrated autocorrelation time; 1 for independent observations
  double heaviness;      ///< Hill's index of the largest twentieth of the distances from the mean
};

[[nodiscard]] mean_of_terms average(const log_ratios::side& side, std::vector<double> terms);

/// What a series is worth, where the side is one.
void note_series(const log_ratios::side& side, const mean_of_terms& terms, std::string_view argument,
                 std::vector<std::string>& notes);

}  // namespace relent::estimating
