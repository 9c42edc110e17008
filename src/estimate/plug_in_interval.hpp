#pragma once

#include <limits>
#include <span>

#include "relent/core/estimate.hpp"
#include "relent/measure/rule.hpp"

namespace relent::estimating {

/// Relative frequencies, and from how many observations; 0: a model, not data.
struct frequencies {
  std::span<const double> masses;
  double observations = 0;
};

/// What the interval of a measure's plug-in value needs to know of the measure.
struct plug_in_measure {
  relent::rule rule;
  double least = 0;                                       ///< never below this
  double most = std::numeric_limits<double>::infinity();  ///< never above this
  bool monotone = false;                                  ///< cannot grow when elements are merged (data processing)
  bool zero_on_equal = false;                             ///< of two, 0 where they are equal
};

/// The standard error by the delta method, and the interval: that error and the measure's bend within the data's
/// uncertainty, as two independent parts, cut to the measure's range. Where the value is infinite, whether that is
/// certain, and what the data rule out below. `q.masses` is empty for a measure of one distribution.
void add_plug_in_interval(const plug_in_measure& measure, const frequencies& p, const frequencies& q,
                          const parameters& how, double level, estimate& found);

inline constexpr const char* infinite_for_certain = "infinite for certain: the data show what the model excludes";

/// The likelihood-ratio test that P and Q are the same: 2 n KL against a model, 2 (n+m) JS between two samples.
[[nodiscard]] double p_value_of_equality(const frequencies& p, const frequencies& q);

/// What is said of data that cannot be told from a model. Two samples have tests of their own (equality_test.hpp), so
/// of them nothing is said here.
void note_equality(double p_value, double p_observations, double q_observations, estimate& found);

}  // namespace relent::estimating
