#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/estimate/count_divergence.hpp"
#include "relent/estimate/count_entropy.hpp"

#include "problem.hpp"

namespace relent {
namespace {

/// One side as the estimate room takes it: counts again, or masses that sum to one.
struct numbers {
  std::vector<double> values;
  bool counted;

  explicit numbers(const side& s) : values(s.masses), counted(s.observations > 0) {
    const double sum = counted ? 1 / s.observations : std::accumulate(values.begin(), values.end(), 0.0);
    for (double& v : values) {
      v = counted ? std::nearbyint(v / sum) : v / sum;
    }
  }
  [[nodiscard]] category_list view() const { return {values, counted}; }
};

/// What a rising function of a measure is, by the same estimate.
template <class Rising>
estimate through(const Rising& f, double slope, estimate e) {
  e.value = f(e.value);
  if (e.standard_error) {
    *e.standard_error *= slope;
  }
  if (e.interval) {
    e.interval = {f(e.interval->lower), f(e.interval->upper)};
  }
  return e;
}

estimate entropy_of(std::span<const double> counts, bool all_listed, const measure_entry& measure,
                    const question& what) {
  count_entropy_options how{.estimator = estimator_named(what.estimator), .level = what.level};
  if (all_listed) {
    how.categories = std::ssize(counts);
  }
  const estimate e = count_entropy(counts, how);
  return measure.name == "perplexity" ? through([](double h) { return std::exp(h); }, std::exp(e.value), e) : e;
}

bool is_entropy(std::string_view name) { return name == "entropy" || name == "perplexity" || name == "joint_entropy"; }

estimate js_of(const problem& given, double weight, double level) {
  return count_js_divergence(numbers(given.p).view(), numbers(*given.q).view(), weight, level);
}

}  // namespace

bool answers(method estimator, const measure_entry& measure) noexcept {
  return estimator == method::plug_in || is_entropy(measure.name);
}

answer from_counts(const measure_entry& measure, const operand& p, const operand* /*q*/, const question& what) {
  const std::vector<double>& values = std::get<counts>(p.content).values;
  if (!is_entropy(measure.name) || what.explain || estimator_named(what.estimator) == method::plug_in) {
    return solve(measure, from_lists(p, nullptr, what), what);
  }
  try {
    return {.name = std::string(measure.name),
            .label = std::string(measure.label),
            .estimate = entropy_of(values, true, measure, what),
            .in_units = measure.in_units};
  } catch (const error&) {
    static_cast<void>(total_of_counts(values, "p"));  // refuses in the catalogue's words what is no count
    throw;
  }
}

std::optional<method> estimator_named(std::string_view text) {
  if (text.empty()) {
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const method m : count_entropy_estimators()) {
    if (same_name(text, name(m))) {
      return m;
    }
    names.push_back(name(m));
  }
  const std::string near = suggestion(text, names);
  throw error(errc::unknown_name,
              near.empty() ? fmt::format("no estimator {}; there are {}", quoted(text), fmt::join(names, ", "))
                           : fmt::format("no estimator {}{}", quoted(text), near));
}

std::optional<estimate> estimate_from_counts(const measure_entry& measure, const problem& given, const question& what) {
  if (!given.uncertain() || (given.q && what.how.mode == mass_mode::generalised)) {
    return std::nullopt;
  }
  if (estimator_named(what.estimator) == method::plug_in) {
    return std::nullopt;  // the formula, and its interval
  }
  const auto p = [&] { return numbers(given.p); };
  const auto q = [&] { return numbers(*given.q); };
  const std::string_view name = measure.name;
  if (is_entropy(name)) {
    return entropy_of(p().values, given.all_listed, measure, what);
  }
  if (name == "kl_divergence") {
    return count_kl_divergence(p().view(), q().view(), what.level);
  }
  if (name == "reverse_kl_divergence") {
    return count_kl_divergence(q().view(), p().view(), what.level);
  }
  if (name == "cross_entropy") {
    return count_cross_entropy(p().view(), q().view(), what.level);
  }
  const bool inner = what.how.weight > 0 && what.how.weight < 1;
  if (name == "js_divergence" && inner) {
    return js_of(given, what.how.weight, what.level);
  }
  if (name == "js_distance" && inner) {
    const estimate e = js_of(given, what.how.weight, what.level);
    return through([](double js) { return std::sqrt(js); }, e.value > 0 ? 0.5 / std::sqrt(e.value) : 0, e);
  }
  if (name == "mutual_information" && given.shape.size() == 2) {
    return count_mutual_information(p().values, static_cast<std::size_t>(given.shape[1]), what.level);
  }
  return std::nullopt;
}

}  // namespace relent
