#include "fits.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/function.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "relent/catalogue/parse_family.hpp"
#include "relent/report/fits.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace relent::python {
namespace {

/// What it shows, and the same as JSON.
using shown = std::pair<std::string, std::string>;

shown as_shown(const auto& of) { return {to_text(of), to_json(of)}; }

fit_family family_of(const std::string& text, int components) {
  fit_family out = parse_family(text);
  if (components >= 0) {
    out = {};
    out.components = static_cast<std::size_t>(components);
  }
  return out;
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
      "_rank",
      [](const operand& data, const std::vector<std::string>& models, double level, int threads) {
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
