#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/estimate/sample_divergence.hpp"
#include "relent/estimate/weighted.hpp"

#include "problem.hpp"

namespace relent {
namespace {}  // namespace

// All other whole numbers are one element more, where nothing was observed.
problem counted(const samples& column, std::string_view argument, const distribution& masses, const question& what) {
  if (!column.weights.empty() || what.serial) {
    throw error(errc::unsupported, fmt::format("{} has masses on whole numbers; the values are counted, as independent "
                                               "and equal observations",
                                               masses.text()));
  }
  problem out{.p = {}, .q = side{}, .method = method::plug_in};
  const points seen = points_of({.text = {}, .content = column}, argument, what, out.notes);
  out.p = {seen.masses, seen.observations};
  compensated_sum total;
  for (const double x : seen.places) {
    const double mass = std::exp(masses.log_density(x));
    total += mass;
    out.q->masses.push_back(mass);
    out.labels.push_back(fmt::format("{}", x));
  }
  out.p.masses.push_back(0);
  out.q->masses.push_back(std::max(0.0, 1 - total.value()));
  out.labels.emplace_back("any other");
  return out;
}

namespace {

estimate kl_beside_draws(observations rows, const distribution& of, double level) {
  const against_known both = beside_draws(std::move(rows), of);
  return kl_by_density_ratio(both.data, both.draws, level);
}

/// KL(samples‖density), or the cross-entropy, as the answer to `measure`.
answer of_sample(const measure_entry& measure, const measure_entry& asked, const samples& column,
                 std::string_view argument, const distribution& of, const question& what) {
  answer out{.name = std::string(measure.name),
             .label = std::string(measure.label),
             .estimate = {},
             .in_units = measure.in_units};
  if (of.support().lattice) {
    problem given = counted(column, argument, of, what);
    if (argument == "q") {
      std::swap(given.p, *given.q);
    }
    return solve(measure, given, what);
  }
  std::vector<std::string> notes;
  const auto rows = static_cast<std::int64_t>(column.values.size()) + column.missing;
  note_missing(argument, column.missing, rows, notes);
  if (column.values.size() < 2) {
    throw error(errc::empty, fmt::format("{} has {} of {} values that are not missing; 2 are the least", argument,
                                         column.values.size(), rows));
  }
  const bool cross = asked.name == "cross_entropy";
  if (!column.weights.empty() || what.serial) {
    observations data = observed(column.values, column.weights, what.serial);
    out.estimate = cross ? cross_entropy_of(data, of, what.level) : kl_beside_draws(std::move(data), of, what.level);
  } else {
    out.estimate = cross ? sample_cross_entropy(column.values, of, what.level)
                         : sample_kl_divergence(column.values, of, what.level);
  }
  out.estimate.notes.insert(out.estimate.notes.begin(), notes.begin(), notes.end());
  return out;
}

}  // namespace

answer from_samples_and_density(const measure_entry& measure, const operand& p, const operand* q,
                                const question& what) {
  if (measure.name != "kl_divergence" && measure.name != "cross_entropy") {
    throw error(errc::unsupported,
                fmt::format("no {} of samples and density: it needs an estimate of the data's density itself, and this "
                            "version has none; kl_divergence and cross_entropy of the data are there",
                            measure.name));
  }
  return of_sample(measure, measure, std::get<samples>(p.content), "p", std::get<distribution>(q->content), what);
}

answer from_density_and_samples(const measure_entry& measure, const operand& p, const operand* q,
                                const question& what) {
  if (measure.name != "reverse_kl_divergence") {
    throw error(errc::unsupported,
                fmt::format("no {} of density and samples: it needs an estimate of the data's density itself, and this "
                            "version has none; give the data as the first operand, or ask for reverse_kl_divergence",
                            measure.name));
  }
  return of_sample(measure, find_measure("kl_divergence"), std::get<samples>(q->content), "q",
                   std::get<distribution>(p.content), what);
}

}  // namespace relent
