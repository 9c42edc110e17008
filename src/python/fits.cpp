#include "fits.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/parse_family.hpp"
#include "relent/catalogue/parse_joint_family.hpp"
#include "relent/core/error.hpp"
#include "relent/fit/mixture_em.hpp"
#include "relent/fit/rows_mixture.hpp"
#include "relent/report/fits.hpp"
#include "relent/report/joint_fits.hpp"
#include "relent/report/report.hpp"

#include "array_argument.hpp"
#include "values.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// A fit or a ranking with what it is of: words, JSON, and a page.
struct held {
  std::string text, json;
  std::function<std::string()> html;
};

held held_fit(const std::string& name, fit_target target, const fit_family& family, const fit_options& how) {
  const shown_fit shown{name, fit(target, family, how), how.alpha};
  return {to_text(shown), to_json(shown), [shown, target = std::move(target)] { return to_html(shown, target, ""); }};
}

fit_family family_of(const std::string& text, int components) {
  fit_family out = parse_family(text);
  if (components >= 0) {
    out = {};
    out.components = static_cast<std::size_t>(components);
  }
  return out;
}

std::vector<std::string> names_of(const operand& what) {
  const auto* rows = std::get_if<joint_samples>(&what.content);
  return rows != nullptr ? rows->names : std::vector<std::string>();
}

held held_joint_fit(shown_joint_fit shown, joint_fit_target target) {
  std::string text = to_text(shown), json = to_json(shown);
  return {std::move(text), std::move(json),
          [shown = std::move(shown), target = to_be_drawn(std::move(target))] { return to_html(shown, target, ""); }};
}

held joint_fit(const operand& target, const std::vector<double>& support, const std::string& family, int components,
               const fit_options& how) {
  if (!support.empty()) {
    throw error(errc::unsupported, "fit", "support is of one number, and there are several");
  }
  const std::string count = components == -1 ? "" : components == 0 ? "auto" : std::to_string(components);
  joint_fit_target what = as_joint_fit_target(target);
  shown_joint_fit shown{target.text, fit(what, parse_joint_family(family, count), how), names_of(target)};
  return held_joint_fit(std::move(shown), std::move(what));
}

held joint_rank(const operand& data, const std::vector<std::string>& models, double level, int threads) {
  std::vector<joint_rank_model> read;
  for (const std::string& model : models) {
    read.push_back(parse_joint_model(model));
  }
  const nb::gil_scoped_release unlocked;
  observed_rows rows = as_observed_rows(data);
  const shown_joint_rank shown{data.text, rank_models(rows, read, level, threads), names_of(data)};
  return {to_text(shown), to_json(shown),
          [shown, seen = to_be_drawn(std::move(rows))] { return to_html(shown, std::get<observed_rows>(seen), ""); }};
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

held fit_joint_log_density(const points_function& f, const std::optional<points_function>& gradient,
                           std::vector<double> about, std::vector<double> scale, std::optional<double> log_evidence,
                           const std::string& family, const fit_options& how) {
  joint_log_density_target target{[f](const matrix& points, std::span<double> out) {
                                    copy_result(f(array_of(points)), "log_density", points.rows, 0, out);
                                  },
                                  std::move(about),
                                  std::move(scale),
                                  {},
                                  log_evidence};
  if (gradient) {
    target.gradient = [gradient = *gradient](const matrix& points, matrix& out) {
      copy_result(gradient(array_of(points)), "gradient", points.rows, points.columns, out.values);
    };
  }
  shown_joint_fit shown{"a log density", fit(target, parse_joint_family(family), how)};
  return held_joint_fit(std::move(shown), std::move(target));
}

fit_options options_of(const std::string& objective, const std::string& choose, double alpha, double level,
                       int most_starts, double time_limit, std::uint64_t seed, int threads) {
  return {.objective = objective,
          .choose = choose,
          .alpha = alpha,
          .level = level,
          .most_starts = most_starts,
          .time_limit = time_limit,
          .seed = seed,
          .threads = threads};
}

/// A function of an array as one of many places.
std::function<void(std::span<const double>, std::span<double>)> of_arrays(nb::object f) {
  return [f = std::move(f)](std::span<const double> x, std::span<double> out) {
    const nb::gil_scoped_acquire locked;
    using plain = nb::ndarray<const double, nb::numpy, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
    std::vector<double> places(x.begin(), x.end());
    const nb::object given = nb::cast(plain(places.data(), {places.size()}), nb::rv_policy::copy);
    const auto values = nb::cast<plain>(f(given));
    if (values.size() != out.size()) {
      throw error(errc::shape_mismatch, "fit",
                  fmt::format("the log density of {} places has {} values", x.size(), values.size()));
    }
    std::copy_n(values.data(), out.size(), out.begin());
  };
}

}  // namespace

void bind_fits(nb::module_& m) {
  nb::class_<held>(m, "_Held")
      .def_ro("text", &held::text)
      .def_ro("json", &held::json)
      .def("html", [](const held& h) { return h.html(); })
      .def(
          "write_html", [](const held& h, const std::string& path) { write_whole(path, h.html()); }, "path"_a);
  m.def(
      "_fit",
      [](const operand& target, const std::vector<double>& support, const std::string& family, int components,
         const std::string& objective, const std::string& choose, double alpha, double level, int most_starts,
         double time_limit, std::uint64_t seed, int threads) {
        const nb::gil_scoped_release unlocked;
        const fit_options how = options_of(objective, choose, alpha, level, most_starts, time_limit, seed, threads);
        if (of_several_numbers(target)) {
          return joint_fit(target, support, family, components, how);
        }
        return held_fit(target.text, as_fit_target(target, support), family_of(family, components), how);
      },
      "target"_a, "support"_a, "family"_a, "components"_a, "objective"_a, "choose"_a, "alpha"_a, "level"_a,
      "most_starts"_a, "time_limit"_a, "seed"_a, "threads"_a);
  m.def(
      "_fit_log_density",
      [](const std::function<double(double)>& f, const nb::object& of_many, double lower, double upper, double about,
         double scale, const std::string& family, int components, const std::string& objective,
         const std::string& choose, double alpha, double level, int most_starts, double time_limit,
         std::uint64_t seed) {
        log_density_target target{.log_density = f, .lower = lower, .upper = upper, .about = about, .scale = scale};
        if (!of_many.is_none()) {
          target.log_densities = of_arrays(of_many);
        }
        return held_fit("a log density", std::move(target), family_of(family, components),
                        options_of(objective, choose, alpha, level, most_starts, time_limit, seed, 1));
      },
      "f"_a, "of_many"_a.none(), "lower"_a, "upper"_a, "about"_a, "scale"_a, "family"_a, "components"_a, "objective"_a,
      "choose"_a, "alpha"_a, "level"_a, "most_starts"_a, "time_limit"_a, "seed"_a);
  m.def(
      "_em_steps",
      [](const nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>& values,
         const std::vector<double>& weights, const std::vector<double>& means, const std::vector<double>& sds,
         int steps, int threads) {
        const nb::gil_scoped_release unlocked;
        normal_mixture_parameters at{weights, means, sds};
        double likelihood = 0;
        for (int i = 0; i < steps; ++i) {
          likelihood = em_step({values.data(), values.size()}, {}, at, 0, threads);
        }
        return std::tuple(at.weights, at.means, at.sds, likelihood);
      },
      "values"_a, "weights"_a, "means"_a, "sds"_a, "steps"_a, "threads"_a);
  m.def(
      "_fit_joint_log_density",
      [](const points_function& f, const std::optional<points_function>& gradient, const std::vector<double>& about,
         const std::vector<double>& scale, std::optional<double> log_evidence, const std::string& family,
         const std::string& objective, int most_starts, double time_limit, std::uint64_t seed) {
        return fit_joint_log_density(f, gradient, about, scale, log_evidence, family,
                                     options_of(objective, "bic", 0.5, 0.95, most_starts, time_limit, seed, 1));
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
        const nb::gil_scoped_release unlocked;
        return em_steps(data, at, iterations, floor, threads);
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
        rank_data seen = as_rank_data(data);
        const shown_rank shown{data.text, rank_models(seen, read, level, threads)};
        return held{to_text(shown), to_json(shown),
                    [shown, seen = std::move(seen)] { return to_html(shown, seen, ""); }};
      },
      "data"_a, "models"_a, "level"_a, "threads"_a);
}

}  // namespace relent::python
