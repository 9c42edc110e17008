#include "fits.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/parse_family.hpp"
#include "relent/catalogue/parse_joint_family.hpp"
#include "relent/core/error.hpp"
#include "relent/fit/rows_mixture.hpp"
#include "relent/report/fits.hpp"
#include "relent/report/joint_fits.hpp"

#include "array_argument.hpp"
#include "values.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// What it shows, and the same as JSON.
using shown = std::pair<std::string, std::string>;

shown as_shown(const auto& of) { return {to_text(of), to_json(of)}; }

fit_family family_of(const std::string& text, int components) {
  fit_family out = parse_family(text);
  if (components == -2) {
    throw error(errc::unsupported, "fit", "components of one number are chosen by BIC: \"auto\"");
  }
  if (components >= 0) {
    out = {};
    out.components = static_cast<std::size_t>(components);
  }
  return out;
}

shown joint_fit(const operand& target, const std::string& family, int components, const fit_options& how) {
  const std::string count = components == -1   ? ""
                            : components == 0  ? "auto"
                            : components == -2 ? "cv"
                                               : std::to_string(components);
  const auto* rows = std::get_if<joint_samples>(&target.content);
  return as_shown(shown_joint_fit{target.text, fit(as_joint_fit_target(target), parse_joint_family(family, count), how),
                                  rows != nullptr ? rows->names : std::vector<std::string>()});
}

shown joint_rank(const operand& data, const std::vector<std::string>& models, double level, int threads) {
  std::vector<joint_rank_model> read;
  for (const std::string& model : models) {
    read.push_back(parse_joint_model(model));
  }
  const nb::gil_scoped_release unlocked;
  return as_shown(shown_joint_rank{data.text, rank_models(as_observed_rows(data), read, level, threads)});
}

/// A function of an array of points, a row each.
using points_function = std::function<nb::object(nb::object)>;

nb::object array_of(const matrix& points) {
  const array_result out({static_cast<std::int64_t>(points.rows), static_cast<std::int64_t>(points.columns)},
                         library::numpy);
  std::ranges::copy(points.values, out.values().begin());
  return out.object();
}

/// What the function gave, as many numbers as are needed.
void copy_result(const nb::object& result, const char* name, std::size_t rows, std::size_t columns,
                 std::span<double> out) {
  const values_argument in(result, name);
  if (in.values().size() != out.size()) {
    throw error(errc::shape_mismatch, "fit",
                columns == 0 ? fmt::format("{} returned {} numbers for {} points, must return one a point", name,
                                           in.values().size(), rows)
                             : fmt::format("{} returned {} numbers for {} points of {}, must return one a number", name,
                                           in.values().size(), rows, columns));
  }
  std::ranges::copy(in.values(), out.begin());
}

shown fit_joint_log_density(const points_function& f, const std::optional<points_function>& gradient,
                            std::vector<double> about, std::vector<double> scale, std::optional<double> log_evidence,
                            const std::string& family, const fit_options& how) {
  joint_log_density_target target{[&f](const matrix& points, std::span<double> out) {
                                    copy_result(f(array_of(points)), "log_density", points.rows, 0, out);
                                  },
                                  std::move(about),
                                  std::move(scale),
                                  {},
                                  log_evidence};
  if (gradient) {
    target.gradient = [&gradient](const matrix& points, matrix& out) {
      copy_result((*gradient)(array_of(points)), "gradient", points.rows, points.columns, out.values);
    };
  }
  return as_shown(shown_joint_fit{"a log density", fit(target, parse_joint_family(family), how)});
}

fit_options options_of(const std::string& objective, double alpha, double level, int most_starts, double time_limit,
                       std::uint64_t seed, int threads) {
  return {.objective = objective,
          .alpha = alpha,
          .level = level,
          .most_starts = most_starts,
          .time_limit = time_limit,
          .seed = seed,
          .threads = threads};
}

}  // namespace

void bind_fits(nb::module_& m) {
  m.def(
      "_fit",
      [](const operand& target, const std::string& family, int components, const std::string& objective, double alpha,
         double level, int most_starts, double time_limit, std::uint64_t seed, int threads) {
        const nb::gil_scoped_release unlocked;
        if (of_several_numbers(target)) {
          return joint_fit(target, family, components,
                           options_of(objective, alpha, level, most_starts, time_limit, seed, threads));
        }
        return as_shown(
            shown_fit{target.text, fit(as_fit_target(target), family_of(family, components),
                                       options_of(objective, alpha, level, most_starts, time_limit, seed, threads))});
      },
      "target"_a, "family"_a, "components"_a, "objective"_a, "alpha"_a, "level"_a, "most_starts"_a, "time_limit"_a,
      "seed"_a, "threads"_a);
  m.def(
      "_fit_log_density",
      [](const std::function<double(double)>& f, double lower, double upper, double about, double scale,
         const std::string& family, int components, const std::string& objective, double alpha, double level,
         int most_starts, double time_limit, std::uint64_t seed) {
        const log_density_target target{f, lower, upper, about, scale};
        return as_shown(
            shown_fit{"a log density", fit(target, family_of(family, components),
                                           options_of(objective, alpha, level, most_starts, time_limit, seed, 1))});
      },
      "f"_a, "lower"_a, "upper"_a, "about"_a, "scale"_a, "family"_a, "components"_a, "objective"_a, "alpha"_a,
      "level"_a, "most_starts"_a, "time_limit"_a, "seed"_a);
  m.def(
      "_fit_joint_log_density",
      [](const points_function& f, const std::optional<points_function>& gradient, const std::vector<double>& about,
         const std::vector<double>& scale, std::optional<double> log_evidence, const std::string& family,
         const std::string& objective, int most_starts, double time_limit, std::uint64_t seed) {
        return fit_joint_log_density(f, gradient, about, scale, log_evidence, family,
                                     options_of(objective, 0.5, 0.95, most_starts, time_limit, seed, 1));
      },
      "f"_a, "gradient"_a.none(), "about"_a, "scale"_a, "log_evidence"_a.none(), "family"_a, "objective"_a,
      "most_starts"_a, "time_limit"_a, "seed"_a);
  m.def(
      "_mixture_steps",
      [](nb::handle rows, nb::handle weights, nb::handle means, nb::handle covariances, int iterations, double floor,
         int threads) {
        const values_argument x(rows, "rows"), w(weights, "weights"), m0(means, "means"), c(covariances, "covariances");
        const auto n = static_cast<std::size_t>(x.shape()[0]), d = static_cast<std::size_t>(x.shape()[1]);
        matrix data(n, d);
        std::ranges::copy(x.values(), data.values.begin());
        mvnormal_mixture_parameters at{{w.values().begin(), w.values().end()}, matrix(w.values().size(), d), {}, false};
        std::ranges::copy(m0.values(), at.means.values.begin());
        for (std::size_t k = 0; k < at.weights.size(); ++k) {
          at.covariances.emplace_back(d, d);
          std::ranges::copy(c.values().subspan(k * d * d, d * d), at.covariances.back().values.begin());
        }
        std::vector<double> likelihoods;
        {
          const nb::gil_scoped_release unlocked;
          for (int i = 0; i < iterations; ++i) {
            likelihoods.push_back(em_steps(data, at, 1, floor, threads));
          }
        }
        return likelihoods;
      },
      "rows"_a, "weights"_a, "means"_a, "covariances"_a, "iterations"_a, "floor"_a, "threads"_a,
      "The mean log likelihoods before each of some iterations from given parameters.");
  m.def(
      "_rank",
      [](const operand& data, const std::vector<std::string>& models, double level, int threads) {
        if (of_several_numbers(data)) {
          return joint_rank(data, models, level, threads);
        }
        std::vector<rank_model> read;
        for (const std::string& model : models) {
          read.push_back(parse_model(model));
        }
        const nb::gil_scoped_release unlocked;
        return as_shown(shown_rank{data.text, rank_models(as_rank_data(data), read, level, threads)});
      },
      "data"_a, "models"_a, "level"_a, "threads"_a);
}

}  // namespace relent::python
