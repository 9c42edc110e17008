#include "relent/fit/joint_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/fit/rows_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"

#include "check_options.hpp"
#include "component_choice.hpp"
#include "joint/checks.hpp"
#include "joint_density_fit.hpp"
#include "joint_parameters_of.hpp"
#include "objective.hpp"
#include "weighed_mean.hpp"

namespace relent {
namespace {

estimate mean_surprise(const matrix& rows, const joint_distribution& q, double level) {
  const auto n = static_cast<double>(rows.rows);
  std::vector<double> surprise(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    surprise[i] = -q.log_density(rows.row(i));
  }
  return weighed_mean(std::vector<double>(rows.rows, 1 / n), n, surprise, level);
}

double bic_of(const rows_mixture& f, std::size_t n) {
  const auto count = static_cast<double>(n);
  return -2 * count * f.mean_log_likelihood +
         static_cast<double>(free_parameters(f.parameters.model())) * std::log(count);
}

/// The rows dealt to one fold, or all others.
matrix part_of(const matrix& rows, const std::vector<std::size_t>& dealt_to, std::size_t fold, bool inside) {
  matrix out;
  out.columns = rows.columns;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if ((dealt_to[i] == fold) == inside) {
      out.values.insert(out.values.end(), rows.row(i).begin(), rows.row(i).end());
    }
  }
  out.rows = out.values.size() / out.columns;
  return out;
}

/// Minus the mean log likelihood of rows that the fit did not see.
double unseen_loss(const matrix& rows, const std::vector<std::size_t>& dealt_to, const rows_mixture_options& how) {
  double out = 0;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const matrix others = part_of(rows, dealt_to, fold, false), held = part_of(rows, dealt_to, fold, true);
    const rows_mixture found = fit_mvnormal_mixture(others, how);
    out -= mean_log_likelihood(held, found.parameters, how.threads) * static_cast<double>(held.rows);
  }
  return out / static_cast<double>(rows.rows);
}

std::size_t distinct_rows(const matrix& rows, std::size_t most) {
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < rows.rows && seen.size() < most; ++i) {
    const auto known = [&](std::size_t k) { return std::ranges::equal(rows.row(i), rows.row(k)); };
    if (std::ranges::none_of(seen, known)) {
      seen.push_back(i);
    }
  }
  return seen.size();
}

rows_mixture mixture_of_rows(const matrix& rows, const joint_fit_family& family, const fit_options& how,
                             std::vector<std::string>& notes) {
  rows_mixture_options options{
      .components = family.components, .diagonal = family.diagonal, .seed = how.seed, .threads = how.threads};
  if (family.components > 0) {
    return fit_mvnormal_mixture(rows, options);
  }
  const bool by_bic = !by_cross_validation(how);
  if (!by_bic && rows.rows < 2 * folds) {
    throw error(errc::out_of_range, "fit",
                fmt::format("cross-validation needs {} rows or more, and there are {}", 2 * folds, rows.rows));
  }
  const std::vector<std::size_t> dealt_to = by_bic ? std::vector<std::size_t>() : dealt(rows.rows, how.seed);
  return cheapest<rows_mixture>(distinct_rows(rows, most_components), how, notes, [&](std::size_t k) {
    options.components = k;
    rows_mixture next = fit_mvnormal_mixture(rows, options);
    const double cost = by_bic ? bic_of(next, rows.rows) : unseen_loss(rows, dealt_to, options);
    return priced_fit<rows_mixture>{std::move(next), cost};
  });
}

/// A covariance needs more rows than columns; said before the family finds them collinear.
void require_rows(const joint_fit_family& family, const matrix& rows) {
  const auto is = [&](std::string_view name) { return family.members != nullptr && family.members->name == name; };
  const bool full = is(mvnormal::name) || is(mv_student_t::name);
  if (full && rows.rows <= rows.columns) {
    throw error(
        errc::out_of_range, "fit",
        fmt::format("{} row{} of {} numbers: a covariance of {} needs more than {}; mvnormal_diagonal does with "
                    "2",
                    rows.rows, rows.rows == 1 ? "" : "s", rows.columns, rows.columns, rows.columns));
  }
}

joint_fit_answer fit_to_rows(const matrix& rows, joint_fit_family family, const fit_options& how) {
  const objective& by = find_objective(how.objective);
  if (by.name != "forward_kl") {
    throw error(errc::unsupported, "fit",
                fmt::format("{} needs the target's density, and observations have none; fit by forward_kl, or fit a "
                            "density to them first",
                            by.name));
  }
  joint::check_rows("fit", rows);
  require_rows(family, rows);
  joint_fit_answer out{.family = {}, .objective = "forward_kl", .optima = {}};
  std::optional<joint_distribution> member;
  if (family.members == nullptr) {
    const rows_mixture found = mixture_of_rows(rows, family, how, out.notes);
    member = found.parameters.model();
    family.components = found.parameters.weights.size();
    if (found.floored > 0) {
      out.notes.push_back(
          fmt::format("{} component{} as narrow as the floor allows in some direction, a millionth of the columns' "
                      "variance: it stands for repeated rows rather than a density",
                      found.floored, found.floored == 1 ? " is" : "s are"));
    }
    if (!found.converged) {
      out.notes.push_back(fmt::format("the likelihood was still growing after {} iterations", found.iterations));
    }
  } else if (family.members->fit == nullptr) {
    throw error(errc::unsupported, "fit", fmt::format("{} has no maximum-likelihood fit", family.members->name));
  } else {
    member = family.members->fit(rows);
  }
  out.family = family.text();
  std::vector<fitted_array> parameters = parameters_with_errors(*member, rows, how.level, out.notes);
  out.optima.push_back({*member, std::move(parameters), mean_surprise(rows, *member, how.level), 1});
  out.starts = 1;
  out.observations = static_cast<std::int64_t>(rows.rows);
  out.notes.emplace_back("the value is the cross-entropy: samples alone do not tell their own entropy");
  return out;
}

}  // namespace

std::string joint_fit_family::text() const {
  if (members != nullptr) {
    return std::string(members->name);
  }
  const std::string_view part = diagonal ? "mvnormal_diagonal" : "mvnormal";
  return components == 0 ? fmt::format("mixture of {}s", part)
                         : fmt::format("mixture of {} {}{}", components, part, components == 1 ? "" : "s");
}

joint_fit_answer fit(const joint_fit_target& target, const joint_fit_family& family, const fit_options& how) {
  check_options(how);
  if (const auto* d = std::get_if<joint_distribution>(&target)) {
    return fit_to_density(*d, family, how);
  }
  if (const auto* rows = std::get_if<observed_rows>(&target)) {
    return fit_to_rows(rows->rows, family, how);
  }
  return fit_to_log_density(std::get<joint_log_density_target>(target), family, how);
}

}  // namespace relent
