#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relent/catalogue/answer.hpp"

namespace relent {

/// One distribution as every measure sees it, and how many observations stand behind it.
struct side {
  std::vector<double> masses;
  double observations = 0;  ///< 0: the masses are a model, not data
};

/// A question's operands, brought to the one form that every discrete measure answers.
struct problem {
  side p;
  std::optional<side> q{};
  std::vector<std::int64_t> shape{};  ///< of a joint table
  std::vector<std::string> labels{};  ///< of the elements, where they have names
  relent::method method = method::exact;
  std::vector<std::string> notes{};  ///< what was done to get here
};

// One function for each way in; the dispatch table (routes.cpp) says which pair takes which.

/// One or two lists of masses or counts: the same number of elements, counts divided by their sum.
[[nodiscard]] problem from_lists(const operand& p, const operand* q);
/// One or two columns of words, counted and lined up by label.
[[nodiscard]] problem from_categories(const operand& p, const operand* q);
/// Two columns of words with the same rows, as one table of counts.
[[nodiscard]] problem from_paired_categories(const operand& p, const operand* q);
/// Two columns of numbers, counted in bins that hold equal shares of both together.
[[nodiscard]] problem from_samples(const operand& p, const operand* q);

/// A measure of one distribution that is known by its density.
[[nodiscard]] answer from_density(const measure_entry& measure, const operand& p, const operand* q,
                                  const question& what);
/// A measure of two, one of which may be masses on 0, 1, 2, ... beside a distribution on whole numbers.
[[nodiscard]] answer from_densities(const measure_entry& measure, const operand& p, const operand* q,
                                    const question& what);

/// The same for distributions of several numbers.
[[nodiscard]] answer from_joint_density(const measure_entry& measure, const operand& p, const operand* q,
                                        const question& what);
[[nodiscard]] answer from_joint_densities(const measure_entry& measure, const operand& p, const operand* q,
                                          const question& what);

/// The answer to one measure, in nats. Fills value, method, error, interval, contributions and notes.
[[nodiscard]] answer solve(const measure_entry& measure, const problem& given, const question& what);

/// The standard error by the delta method, and the interval: that error and the measure's bend within the data's
/// uncertainty, as two independent parts, cut to the measure's range. For an exact answer the bound of its rounding.
void add_interval(const measure_entry& measure, const problem& given, const question& what, estimate& found);

}  // namespace relent
