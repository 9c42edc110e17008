#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/estimate/rows_discrepancy.hpp"
#include "relent/transport/emd.hpp"
#include "relent/transport/sliced_wasserstein.hpp"

#include "problem.hpp"

namespace relent {
namespace {

constexpr double most_pairs = 1e8;  // for the exact plan: some seconds
constexpr int many_directions = 500;

/// Rows with their masses, which sum to 1.
struct cloud {
  const joint_samples& data;
  std::vector<double> masses;

  [[nodiscard]] point_cloud points() const { return {data.rows.values, data.rows.columns}; }
  [[nodiscard]] std::size_t size() const noexcept { return data.rows.rows; }
};

cloud read(const operand& o, std::string_view argument, std::vector<std::string>& notes) {
  const auto& data = std::get<joint_samples>(o.content);
  const auto n = static_cast<std::int64_t>(data.rows.rows);
  note_missing(argument, data.missing, n + data.missing, notes);
  if (n == 0) {
    throw error(errc::empty, fmt::format("{} has no whole row: every row lacks a value, or there are none", argument));
  }
  cloud out{data, data.weights};
  double sum = 0;
  for (const double w : out.masses) {
    sum += w;
  }
  if (out.masses.empty()) {
    out.masses.assign(data.rows.rows, 1 / static_cast<double>(n));
  } else if (!(sum > 0 && std::isfinite(sum))) {
    throw error(errc::invalid_value, fmt::format("the weights of {} sum to {}, must be finite and > 0", argument, sum));
  } else {
    for (double& w : out.masses) {
      w /= sum;
    }
  }
  return out;
}

/// The distance of the rows as they are, by a plan that is proven to be the cheapest.
estimate exactly(const cloud& p, const cloud& q, bool squares) {
  const ground_metric distance{squares ? metric::squared_euclidean : metric::euclidean};
  const transport_plan plan = emd(p.masses, q.masses, p.points(), q.points(), distance);
  const auto root = [&](double cost) { return squares ? std::sqrt(std::max(0.0, cost)) : cost; };
  estimate out{.value = root(plan.cost), .method = method::plug_in};
  out.notes.push_back(fmt::format("the cheapest plan of the rows, certified to {:.1g}; rows drawn anew are apart too",
                                  std::max(out.value - root(plan.cost - plan.certificate.gap), 1e-16 * out.value)));
  return out;
}

/// (E |t_1|^p)^(1/p) of a direction t: what a shift of length 1 comes to on the mean direction.
double length_seen(std::size_t dimensions, bool squares) {
  const auto d = static_cast<double>(dimensions);
  return squares ? 1 / std::sqrt(d) : boost::math::tgamma_delta_ratio(d / 2, 0.5) / std::sqrt(std::numbers::pi);
}

estimate in_slices(const cloud& p, const cloud& q, bool squares, const question& what) {
  estimate out = sliced_wasserstein(
      p.masses, q.masses, p.points(), q.points(),
      {.p = squares ? 2.0 : 1.0, .directions = many_directions, .level = what.level, .threads = what.how.threads});
  const double seen = length_seen(p.data.rows.columns, squares);
  out.value /= seen;
  if (out.standard_error) {
    *out.standard_error /= seen;
  }
  if (out.interval) {
    out.interval = {out.interval->lower / seen, out.interval->upper / seen};
  }
  out.notes.insert(
      out.notes.begin(),
      fmt::format("sliced over {} directions, since {:.2g} pairs are many for the exact plan, and scaled so that a "
                  "shift counts by its length: at most the exact distance; the interval is of the directions alone",
                  many_directions, static_cast<double>(p.size()) * static_cast<double>(q.size())));
  return out;
}

estimate energy_of(const cloud& p, const cloud& q, const question& what) {
  const discrepancy found = energy_discrepancy({p.data.rows, p.masses}, {q.data.rows, q.masses},
                                               {.of_weights = false, .threads = what.how.threads});
  return {.value = std::sqrt(std::max(0.0, found.value)), .method = method::plug_in};
}

}  // namespace

answer from_clouds(const measure_entry& measure, const operand& p, const operand* q, const question& what) {
  std::vector<std::string> notes;
  const cloud first = read(p, "p", notes), second = read(*q, "q", notes);
  if (first.data.rows.columns != second.data.rows.columns) {
    throw error(errc::shape_mismatch, fmt::format("p has rows of {} numbers and q of {}; name as many columns on both",
                                                  first.data.rows.columns, second.data.rows.columns));
  }
  const bool squares = measure.name == "wasserstein_2";
  estimate found = measure.name == "energy_distance" ? energy_of(first, second, what)
                   : static_cast<double>(first.size()) * static_cast<double>(second.size()) <= most_pairs
                       ? exactly(first, second, squares)
                       : in_slices(first, second, squares, what);
  found.notes.insert(found.notes.end(), notes.begin(), notes.end());
  return {.name = std::string(measure.name),
          .label = std::string(measure.label),
          .estimate = std::move(found),
          .in_units = measure.in_units};
}

}  // namespace relent
