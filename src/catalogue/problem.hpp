#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/estimate/density_ratio.hpp"

namespace relent {

/// One distribution as every measure sees it, and how many observations stand behind it.
struct side {
  std::vector<double> masses;
  double observations = 0;  ///< 0: the masses are a model, not data
};

/// Two samples of numbers, or one beside draws of a known distribution, and the ratio of their densities where there is
/// enough to tell it.
struct sample_pair {
  observations p, q;
  std::optional<log_ratios> ratios;
};

/// A question's operands, brought to the one form that every discrete measure answers.
struct problem {
  side p;
  std::optional<side> q{};
  std::vector<std::int64_t> shape{};  ///< of a joint table
  std::vector<std::string> labels{};  ///< of the elements, where they have names
  std::vector<double> positions{};    ///< of the elements on a line, where they are not 0, 1, 2, ...
  relent::method method = method::exact;
  std::vector<std::string> notes{};              ///< what was done to get here
  std::shared_ptr<const sample_pair> numbers{};  ///< as they are, for the measures that `from_numbers` knows
  bool all_listed = false;  ///< the elements are all that there can be, also those without an observation

  [[nodiscard]] bool uncertain() const noexcept { return p.observations > 0 || (q && q->observations > 0); }
};

// One function for each way in; the dispatch table (routes.cpp) says which pair takes which.

/// One or two lists of masses or counts: the same number of elements, counts divided by their sum.
[[nodiscard]] problem from_lists(const operand& p, const operand* q, const question& what);
/// One or two columns of words, counted and lined up by label.
[[nodiscard]] problem from_categories(const operand& p, const operand* q, const question& what);
/// Two columns of words with the same rows, as one table of counts.
[[nodiscard]] problem from_paired_categories(const operand& p, const operand* q, const question& what);
/// Two columns of numbers, counted in bins that hold equal shares of both together.
[[nodiscard]] problem from_samples(const operand& p, const operand* q, const question& what);

/// The numbers of an operand as rows; missing ones are noted.
[[nodiscard]] observations observations_of(const operand& o, std::string_view argument, const question& what,
                                           std::vector<std::string>& notes);
/// Two samples of numbers, or of rows of numbers, with the ratio of their densities; of single numbers that repeat or
/// are too few also bins, in place of the ratio.
[[nodiscard]] problem from_sample_pair(const operand& p, const operand* q, const question& what);
/// Numbers, or rows of them, and a known distribution, on either side.
[[nodiscard]] problem from_sample_beside_density(const operand& p, const operand* q, const question& what);
/// The estimate of a measure from such a problem; none where bins are what there is for it.
[[nodiscard]] std::optional<estimate> from_numbers(const measure_entry& measure, const problem& given,
                                                   const question& what);
/// The entropy of numbers, or of rows of them.
[[nodiscard]] answer from_sample_alone(const measure_entry& measure, const operand& p, const operand* q,
                                       const question& what);
/// Numbers that stand on the places of masses or counts, 0, 1, 2, ... or --support, counted there.
[[nodiscard]] problem from_sample_on_places(const operand& p, const operand* q, const question& what);
/// A column of numbers, or counts of 0, 1, 2, ... or --support, beside the masses of a distribution on whole numbers;
/// `data_first`: the data are P.
[[nodiscard]] problem beside_masses(const operand& data, const distribution& masses, bool data_first,
                                    const question& what);
/// Counts beside a distribution, which must be on whole numbers too.
[[nodiscard]] problem from_counts_beside_density(const operand& p, const operand* q, const question& what);

/// Masses, counts or columns of numbers as masses at places of one line, those of both sides.
[[nodiscard]] problem on_a_line(const operand& p, const operand* q, const question& what);

/// A measure of one distribution that is known by its density.
[[nodiscard]] answer from_density(const measure_entry& measure, const operand& p, const operand* q,
                                  const question& what);
/// A measure of two, one of which may be masses on 0, 1, 2, ... beside a distribution on whole numbers.
[[nodiscard]] answer from_densities(const measure_entry& measure, const operand& p, const operand* q,
                                    const question& what);

/// KL, either way, and the cross-entropy of numbers, or rows of them, and a known distribution: an estimate from
/// neighbours, or, where the distribution has masses, from counts.
[[nodiscard]] answer from_sample_beside_model(const measure_entry& measure, const operand& p, const operand* q,
                                              const question& what);

/// Mutual information of two columns of the same rows, one of them numbers at least, each perhaps several columns.
[[nodiscard]] answer from_paired_samples(const measure_entry& measure, const operand& p, const operand* q,
                                         const question& what);

/// Measures of distributions of several numbers.
[[nodiscard]] answer from_joint_density(const measure_entry& measure, const operand& p, const operand* q,
                                        const question& what);
[[nodiscard]] answer from_joint_densities(const measure_entry& measure, const operand& p, const operand* q,
                                          const question& what);

/// A distance of rows of several numbers, as many on both sides: how far one cloud of points is from the other.
[[nodiscard]] answer from_clouds(const measure_entry& measure, const operand& p, const operand* q,
                                 const question& what);

/// A measure on a line of a distribution against masses, counts or a column of numbers.
[[nodiscard]] answer from_density_and_points(const measure_entry& measure, const operand& p, const operand* q,
                                             const question& what);

/// The answer to one measure, in nats. Fills value, method, error, interval, contributions and notes.
[[nodiscard]] answer solve(const measure_entry& measure, const problem& given, const question& what);

/// What the estimate room makes of counts where it knows more of the measure than its formula: value, method, interval
/// and notes. Nothing for other measures and for masses alone, which have the formula's value and `add_interval`.
[[nodiscard]] std::optional<estimate> estimate_from_counts(const measure_entry& measure, const problem& given,
                                                           const question& what);
/// A measure of one list of counts. The entropy is estimated from them as they lie: ten million are not copied.
[[nodiscard]] answer from_counts(const measure_entry& measure, const operand& p, const operand* q,
                                 const question& what);
/// Whether this estimator answers this measure of counts: the plug-in all, the others the entropies.
[[nodiscard]] bool answers(method estimator, const measure_entry& measure) noexcept;
/// The method of that name, or none for an empty one. Throws error(errc::unknown_name) that suggests the nearest.
[[nodiscard]] std::optional<method> estimator_named(std::string_view name);

/// The error of a formula's value: of relative frequencies their interval, of masses the bound of the rounding.
void add_interval(const measure_entry& measure, const problem& given, const question& what, estimate& found);

/// Masses at rising places of a line.
struct points {
  std::vector<double> places;
  std::vector<double> masses;
  double observations = 0;  ///< 0: a model, not data
};
/// A list of masses (not yet judged) or relative frequencies at what.support or 0, 1, 2, ..., or the sorted numbers of
/// a column, equal ones counted together. Throws for counts that are none, for no data, and for a joint table.
[[nodiscard]] points points_of(const operand& o, std::string_view argument, const question& what,
                               std::vector<std::string>& notes);

/// The masses of `from` at these places, which hold its own.
[[nodiscard]] std::vector<double> masses_at(const points& from, const std::vector<double>& places);

/// Relative frequencies at the places of a line, from so many observations.
struct line_data {
  std::span<const double> masses;
  double observations;
};
/// The interval of a distance on a line: by the triangle inequality the truth is no further from the value than the
/// data's cumulative masses are from theirs, which is judged from their spread. `sides` are those that are data.
void add_line_interval(const measure_entry& measure, std::span<const double> places, std::span<const line_data> sides,
                       double level, estimate& found);

/// What is said of missing values.
void note_missing(std::string_view argument, std::int64_t missing, std::int64_t rows, std::vector<std::string>& notes);
/// The sum of a list of counts. Throws for what is no count, and where nothing was observed.
[[nodiscard]] double total_of_counts(const std::vector<double>& values, std::string_view argument);

}  // namespace relent
