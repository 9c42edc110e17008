#include "transport/start_offsets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "transport/cost_tiles.hpp"
#include "transport/network_simplex.hpp"
#include "transport/whole_units.hpp"

namespace relent::transporting {
namespace {

constexpr std::size_t sampling = 4;           ///< one place of so many
constexpr std::size_t smallest_sample = 64;   ///< of the shorter side
constexpr std::size_t largest_sample = 2048;  ///< of either side: 32 MiB of costs

/// Some places with units, always the same ones: drawn without replacement, the heaviest first since no sample speaks
/// for them.
std::vector<std::size_t> drawn(std::span<const std::int64_t> units, std::size_t wanted) {
  std::vector<std::size_t> live;
  long double total = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i] > 0) {
      live.push_back(i);
      total += static_cast<long double>(units[i]);
    }
  }
  const auto heavy = static_cast<std::int64_t>(total / static_cast<long double>(wanted));
  auto next = std::partition(live.begin(), live.end(), [&](std::size_t i) { return units[i] > heavy; });
  std::uint64_t state = 0x9e3779b97f4a7c15;
  wanted = std::min(wanted, live.size());
  while (next - live.begin() < static_cast<std::ptrdiff_t>(wanted)) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto left = static_cast<std::uint64_t>(live.end() - next);
    std::iter_swap(next, next + static_cast<std::ptrdiff_t>((state >> 33) % left));
    ++next;
  }
  live.resize(wanted);
  std::ranges::sort(live);
  return live;
}

std::vector<double> shares(std::span<const std::int64_t> units, const std::vector<std::size_t>& places) {
  std::vector<double> out(places.size());
  std::ranges::transform(places, out.begin(), [&](std::size_t i) { return static_cast<double>(units[i]); });
  const double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& x : out) {
    x /= sum;
  }
  return out;
}

/// -min over some rows of c_ij - u_i: the highest offsets that these rows' potentials allow.
std::vector<double> offsets_below(const cost_rows& costs, const std::vector<std::size_t>& rows,
                                  const std::vector<double>& u) {
  std::vector<double> out(costs.padded(), kernel::closed_column), room(costs.padded());
  const auto end = out.begin() + static_cast<std::ptrdiff_t>(costs.columns());
  std::fill(out.begin(), end, kernel::no_bound);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    kernel::lower_to(costs.row(rows[k], room.data()), costs.columns(), u[k], out.data());
  }
  std::transform(out.begin(), end, out.begin(), [](double c) { return c < kernel::no_bound ? -c : 0.0; });
  return out;
}

}  // namespace

std::vector<double> start_offsets(const cost_rows& costs, std::span<const std::int64_t> supply,
                                  std::span<const std::int64_t> demand, double seconds) {
  const std::size_t shorter = std::min(supply.size(), demand.size());
  if (shorter < sampling * smallest_sample) {
    std::vector<std::size_t> all(costs.rows());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return offsets_below(costs, all, std::vector<double>(costs.rows(), 0.0));
  }
  const auto size = [](std::size_t n) { return std::min(n / sampling, largest_sample); };
  const std::vector<std::size_t> rows = drawn(supply, size(supply.size())),
                                 columns = drawn(demand, size(demand.size()));
  std::vector<double> values(rows.size() * columns.size()), room(costs.padded());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double* const row = costs.row(rows[i], room.data());
    for (std::size_t j = 0; j < columns.size(); ++j) {
      values[i * columns.size() + j] = row[columns[j]];
    }
  }
  const whole_units units("emd", shares(supply, rows), shares(demand, columns));
  const stored_costs sample("emd", "costs", {values, rows.size(), columns.size()});
  network_simplex simplex(sample, units.supply(), units.demand(),
                          start_offsets(sample, units.supply(), units.demand(), seconds));
  (void)simplex.run({.time_limit = seconds});
  std::vector<double> u(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    u[i] = units.supply()[i] > 0 ? simplex.row_potential(i) : 0;
  }
  return offsets_below(costs, rows, u);
}

}  // namespace relent::transporting
