#include <algorithm>
#include <cmath>
#include <span>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/estimate/sample_divergence.hpp"
#include "relent/estimate/weighted.hpp"

#include "problem.hpp"

namespace relent {

// All other whole numbers are one element more, where nothing was observed.
problem beside_masses(const operand& data, const distribution& masses, bool data_first, const question& what) {
  const auto* column = std::get_if<samples>(&data.content);
  if (column != nullptr && (!column->weights.empty() || what.serial)) {
    throw error(errc::unsupported, fmt::format("{} has masses on whole numbers; the values are counted, as independent "
                                               "and equal observations",
                                               masses.text()));
  }
  problem out{.p = {}, .q = side{}, .method = method::plug_in};
  const points seen = points_of(data, data_first ? "p" : "q", what, out.notes);
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
  if (!data_first) {
    std::swap(out.p, *out.q);
  }
  return out;
}

problem from_counts_beside_density(const operand& p, const operand* q, const question& what) {
  const bool data_first = std::holds_alternative<counts>(p.content);
  const auto& model = std::get<distribution>((data_first ? *q : p).content);
  if (!model.support().lattice) {
    throw error(errc::unsupported,
                fmt::format("counts are of 0, 1, 2, ... or --support, and {} has a density, no masses there; give the "
                            "values themselves, as a column",
                            model.text()));
  }
  return beside_masses(data_first ? p : *q, model, data_first, what);
}

namespace {

/// KL from one to the other by the ratio of densities.
estimate kl_by_ratio(const against_known& both, bool from_data, double level) {
  return from_data ? kl_by_density_ratio(both.data, both.draws, level)
                   : kl_by_density_ratio(both.draws, both.data, level);
}

/// KL or the cross-entropy, from the data to the model or back. `values` are the rows as the model takes them.
template <class Values, class Model>
estimate beside_density(const Values& values, const Model& model, observations rows, bool cross, bool from_data,
                        const question& what) {
  const int threads = what.how.threads;
  if (!rows.weights.empty() || rows.serial) {
    if constexpr (std::is_same_v<Model, distribution>) {
      if (cross) {
        return cross_entropy_of(rows, model, what.level);
      }
    }
    return kl_by_ratio(beside_draws(std::move(rows), model), from_data, what.level);
  }
  if (from_data) {
    return cross ? sample_cross_entropy(values, model, what.level)
                 : sample_kl_divergence(values, model, what.level, threads);
  }
  return cross ? density_cross_entropy(model, values, what.level, threads)
               : density_kl_divergence(model, values, what.level, threads);
}

}  // namespace

answer from_sample_beside_model(const measure_entry& measure, const operand& p, const operand* q,
                                const question& what) {
  const bool data_first =
      std::holds_alternative<samples>(p.content) || std::holds_alternative<joint_samples>(p.content);
  const operand &data = data_first ? p : *q, &model = data_first ? *q : p;
  const std::string_view argument = data_first ? "p" : "q";
  const auto* one = std::get_if<distribution>(&model.content);
  if (one != nullptr && one->support().lattice) {
    return solve(measure, beside_masses(data, *one, data_first, what), what);
  }
  answer out{.name = std::string(measure.name),
             .label = std::string(measure.label),
             .estimate = {},
             .in_units = measure.in_units};
  std::vector<std::string> notes;
  observations rows = observations_of(data, argument, what, notes);
  if (rows.rows.rows < 2) {
    const std::int64_t missing = std::visit(
        [](const auto& content) -> std::int64_t {
          if constexpr (requires { content.missing; }) {
            return content.missing;
          }
          return 0;
        },
        data.content);
    throw error(errc::empty, fmt::format("{} has {} of {} values that are not missing; 2 are the least", argument,
                                         rows.rows.rows, static_cast<std::int64_t>(rows.rows.rows) + missing));
  }
  const bool cross = measure.name == "cross_entropy";
  const bool from_data = (measure.name != "reverse_kl_divergence") == data_first;
  const observations same = rows;
  out.estimate = one != nullptr ? beside_density(std::span<const double>(same.rows.values), *one, std::move(rows),
                                                 cross, from_data, what)
                                : beside_density(same.rows, std::get<joint_distribution>(model.content),
                                                 std::move(rows), cross, from_data, what);
  out.estimate.notes.insert(out.estimate.notes.begin(), notes.begin(), notes.end());
  return out;
}

}  // namespace relent
