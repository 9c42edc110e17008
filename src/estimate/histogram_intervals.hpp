#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/estimate/equality_test.hpp"

namespace relent::estimating {

// Two samples counted in the same cells: what a measure of the cells' shares says of what the samples were drawn from.
// `found.value` is the measure of the shares as counted, which chance makes too large; the intervals take that part
// out, so that the value may lie above them: a note then says so. n and m are the two samples' sizes.

/// Fills standard_error, interval, level and notes of js_divergence, kl_divergence, population_stability_index,
/// hellinger_distance or total_variation; leaves any other measure as it is. `full` are the same counts in cells joined
/// until each has many: joining can only lower a divergence, so that their lower limit holds for the finer cells too,
/// and where counts are small, which makes the bias to second order too small, it is the safer one.
///
/// The first four bend at equality: chi_square_interval, with the variance to first and the bias to second order (delta
/// method), lower limit of `full`, upper of `cells`. Where one is infinite, the upper limit is; cells that make `full`
/// infinite are merged into the nearest.
/// Total variation has a kink instead: a normal interval, its lower limit about what `folded_bias` leaves of it, of
/// `full`; from 0 where the Jensen-Shannon divergence does not tell the samples apart.
void add_histogram_interval(std::string_view measure, std::span<const count_pair> cells,
                            std::span<const count_pair> full, double level, estimate& found);

/// Numbers counted at rising places: every different value, or the means of bins.
struct placed_counts {
  std::span<const double> places;
  std::span<const count_pair> counts;
};

/// Those of a Wasserstein-1 distance between the two, or with `by_sd` of that distance divided by the first sample's
/// standard deviation. The distance is an area: what it moves by when a value is added is the signed length beyond that
/// value, whose variance gives a normal interval, its lower limit less the bias (`folded_bias`) too. From 0 where a
/// test does not tell the samples apart (`equal`).
void add_w1_interval(const placed_counts& data, std::optional<double> by_sd, bool equal, double level, estimate& found);

/// How much of a measure's value, less its bias, the finer of two sets of cells shows beyond the coarser, as a share of
/// it; 0 where chance may have done that (two standard deviations of what it does to equal distributions).
[[nodiscard]] double gain_of_cells(std::string_view measure, std::span<const count_pair> fine,
                                   std::span<const count_pair> coarse);

/// The most that this measure can be, in nats where it has units.
[[nodiscard]] double most_of(std::string_view measure);

}  // namespace relent::estimating
