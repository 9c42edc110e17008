#include "likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"

#include "estimate/chi_square_interval.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

/// Where a search begins when the family's own fit has nothing to say.
std::vector<double> plain_start(const family_entry& family, const place_and_spread& about) {
  std::vector<double> out;
  for (const parameter_info& p : family.parameters) {
    if (p.kind != parameter_kind::number) {
      throw error(errc::unsupported, "fit",
                  fmt::format("{} of {} is a list, and is not searched for", p.name, family.name));
    }
    out.push_back(p.requirement == "finite"                           ? about.place
                  : p.requirement == "> 1"                            ? 2
                  : p.requirement.find('1') != std::string_view::npos ? 0.5
                                                                      : 1);
  }
  return out;
}

bool any_held(const fit_family& family) {
  return std::ranges::any_of(family.held, [](const auto& h) { return h.has_value(); });
}

void check_held(const fit_family& family, std::span<const double> at) {
  if (any_held(family)) {
    family.members->check(at);
  }
}

}  // namespace

place_and_spread place_and_spread_of(const weighted_values& data) {
  compensated_sum first, second;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    first += data.weight(i) * data.values[i];
  }
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    second += data.weight(i) * (data.values[i] - first.value()) * (data.values[i] - first.value());
  }
  const double spread = std::sqrt(second.value());
  return {first.value(), spread > 0 ? spread : 1};
}

smooth_function negative_log_likelihood(const weighted_values& data, const coordinates& in) {
  return {[&data, in](std::span<const double> u) -> function_value {
            const distribution q = in.member(u);
            const std::vector<double> slopes = in.slopes(u);
            std::vector<double> score(q.parameter_count());
            compensated_sum value;
            std::vector<compensated_sum> gradient(in.size());
            for (std::size_t i = 0; i < data.values.size(); ++i) {
              const double w = data.weight(i), l = w > 0 ? q.log_density(data.values[i]) : 0;
              if (w == 0) {
                continue;
              }
              if (!std::isfinite(l)) {
                return {std::numeric_limits<double>::infinity()};
              }
              value += -w * l;
              q.log_density_gradient(data.values[i], score);
              for (std::size_t c = 0; c < in.size(); ++c) {
                gradient[c] += -w * score[in.parameter(c)] * slopes[c];
              }
            }
            function_value out{value.value()};
            for (const compensated_sum& g : gradient) {
              out.gradient.push_back(g.value());
            }
            return out;
          },
          1e-14};
}

distribution most_likely(const weighted_values& data, const fit_family& family) {
  const family_entry& members = *family.members;
  if (!any_held(family) && data.weights.empty()) {
    return members.fit(data.values);
  }
  const place_and_spread about = place_and_spread_of(data);
  std::vector<double> at = plain_start(members, about);
  bool begun = false;
  if (data.weights.empty()) {
    try {
      at = members.values(members.fit(data.values));
      begun = true;
    } catch (const error&) {
      // What cannot be fitted freely may be with something held: a binomial whose trials are known.
    }
  }
  for (std::size_t i = 0; i < members.parameters.size(); ++i) {
    const bool held = i < family.held.size() && family.held[i];
    at[i] = held ? *family.held[i] : at[i];
    if (!held && !begun && members.parameters[i].requirement.starts_with("a whole number")) {
      throw error(errc::unsupported, "fit",
                  fmt::format("{} is a whole number, which is not searched for here; hold it, as in {}({}=10)",
                              members.parameters[i].name, members.name, members.parameters[i].name));
    }
  }
  check_held(family, at);
  const coordinates in(members, family.held, at, about.spread);
  if (in.size() == 0) {
    return in.member({});
  }
  const minimum found = minimise(negative_log_likelihood(data, in), in.from(at));
  if (!std::isfinite(found.there.value)) {
    throw error(errc::unsupported, "fit",
                fmt::format("{} gives what was observed no probability, whatever its parameters: the forward KL is "
                            "infinite",
                            family.text()));
  }
  return in.member(found.at);
}

std::optional<support> fixed_support(const fit_family& family) {
  for (const parameter_info& p : family.members->parameters) {
    if (p.kind != parameter_kind::number || p.requirement.starts_with("a whole number") || p.requirement == "> low") {
      return std::nullopt;
    }
  }
  const auto of = [&](double place) {
    const std::vector<double> at = plain_start(*family.members, {place, 1});
    const std::vector<parameter_value> values(at.begin(), at.end());
    return family.members->make(values).support();
  };
  const support here = of(0), there = of(1);
  const bool moves = !(here == there) || family.members->name == "pareto";
  return moves ? std::nullopt : std::optional(here);
}

std::vector<fitted_parameter> parameters_of(const distribution& member, const fit_family& family) {
  std::vector<fitted_parameter> out;
  if (family.members == nullptr) {
    const mixture* m = member.get<mixture>();
    for (std::size_t i = 0; i < m->weights().size(); ++i) {
      out.push_back({fmt::format("weights[{}]", i), m->weights()[i]});
    }
    for (std::size_t i = 0; i < m->weights().size(); ++i) {
      out.push_back({fmt::format("means[{}]", i), m->components()[i].get<normal>()->mean()});
    }
    for (std::size_t i = 0; i < m->weights().size(); ++i) {
      out.push_back({fmt::format("sds[{}]", i), m->components()[i].get<normal>()->sd()});
    }
    return out;
  }
  const std::vector<double> values = family.members->values(member);
  const auto parameters = family.members->parameters;
  for (std::size_t i = 0; i < values.size(); ++i) {
    out.push_back({parameters.size() == values.size() ? std::string(parameters[i].name)
                                                      : fmt::format("{}[{}]", parameters.front().name, i),
                   values[i]});
  }
  return out;
}

void add_standard_errors(const weighted_values& data, const fit_family& family, double level,
                         const distribution& member, std::vector<fitted_parameter>& parameters,
                         std::vector<std::string>& notes) {
  constexpr const char* none = "no standard errors: the likelihood is not smooth at the fit, or lies at a bound";
  const std::vector<double> values = family.members->values(member);
  if (values.size() != family.members->parameters.size()) {
    return;  // a list of masses
  }
  const coordinates in(*family.members, family.held, values, place_and_spread_of(data).spread);
  if (in.size() == 0) {
    return;
  }
  const smooth_function f = negative_log_likelihood(data, in);
  const std::vector<double> u = in.from(values);
  const function_value there = f.at(u);
  const auto steep = [](double g) { return !(std::abs(g) < 1e-4); };
  if (!std::isfinite(there.value) || std::ranges::any_of(there.gradient, steep)) {
    notes.emplace_back(none);
    return;
  }
  matrix information = hessian_at(f, u, there);
  if (!std::ranges::all_of(information.values, [](double x) { return std::isfinite(x); }) ||
      !(linear::symmetric_eigenvalues(information).front() > 1e-8) || !linear::cholesky(information)) {
    notes.emplace_back(none);
    return;
  }
  const matrix covariance = linear::inverse_of(information);
  const double z = estimating::normal_quantile(level);
  const std::vector<double> slopes = in.slopes(u);
  for (std::size_t c = 0; c < in.size(); ++c) {
    const double se = std::sqrt(covariance(c, c) / static_cast<double>(data.values.size()));
    fitted_parameter& p = parameters[in.parameter(c)];
    p.standard_error = slopes[c] * se;
    p.interval = interval{in.value(c, u[c] - z * se), in.value(c, u[c] + z * se)};
  }
}

}  // namespace relent
