#include "likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
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

/// Values that stand for weighted ones: each as often as it was counted, or at the middles of equal shares.
std::vector<double> unweighted(const weighted_values& data) {
  constexpr double most = 2e6;
  std::vector<double> out;
  if (data.counted > 0 && data.counted <= most) {
    for (std::size_t i = 0; i < data.values.size(); ++i) {
      out.insert(out.end(), static_cast<std::size_t>(std::llround(data.weights[i] * data.counted)), data.values[i]);
    }
    return out;
  }
  constexpr std::size_t places = 1000;
  std::vector<std::size_t> order(data.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return data.values[i]; });
  double below = 0;
  std::size_t i = 0;
  for (std::size_t k = 0; k < places; ++k) {
    const double share = (static_cast<double>(k) + 0.5) / places;
    while (i + 1 < order.size() && below + data.weights[order[i]] < share) {
      below += data.weights[order[i++]];
    }
    out.push_back(data.values[order[i]]);
  }
  return out;
}

/// Where ends are parameters the likelihood is greatest at an end, and a search finds nothing.
bool ends_move(const family_entry& members) {
  return members.name == "uniform" || members.name == "discrete_uniform" || members.name == "triangular" ||
         members.name == "pareto";
}

distribution fit_weighted_ends(const weighted_values& data, const family_entry& members) {
  if (members.name != "uniform" && members.name != "discrete_uniform") {
    throw error(errc::unsupported, "fit",
                fmt::format("{} is not fitted to weighted values: its ends are parameters", members.name));
  }
  std::vector<double> present;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    if (data.weights[i] > 0) {
      present.push_back(data.values[i]);
    }
  }
  return members.fit(present);
}

}  // namespace

double weighted_values::worth() const noexcept {
  if (weights.empty() || counted > 0) {
    return weights.empty() ? static_cast<double>(values.size()) : counted;
  }
  double squares = 0;
  for (const double w : weights) {
    squares += w * w;
  }
  return 1 / squares;
}

weighted_values checked(const observed_values& data) {
  if (data.values.empty()) {
    throw error(errc::empty, "fit", "there are no values");
  }
  if (!data.weights.empty() && data.weights.size() != data.values.size()) {
    throw error(errc::shape_mismatch, "fit",
                fmt::format("{} values and {} weights", data.values.size(), data.weights.size()));
  }
  compensated_sum sum;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    const auto index = static_cast<std::int64_t>(i);
    if (!std::isfinite(data.values[i])) {
      throw bad_value("fit", "values", index, data.values[i], "finite");
    }
    if (!data.weights.empty() && !(data.weights[i] >= 0 && std::isfinite(data.weights[i]))) {
      throw bad_value("fit", "weights", index, data.weights[i], ">= 0 and finite");
    }
    sum += data.weights.empty() ? 1 : data.weights[i];
  }
  if (!(sum.value() > 0 && std::isfinite(sum.value()))) {
    throw error(errc::empty, "fit", fmt::format("the weights sum to {}", sum.value()));
  }
  weighted_values out{data.values, data.weights};
  for (double& w : out.weights) {
    w /= sum.value();
  }
  return out;
}

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
  if (data.weights.empty() && !any_held(family)) {
    return members.fit(data.values);
  }
  const std::vector<double> plain = data.weights.empty() ? data.values : unweighted(data);
  if (!any_held(family) && !data.weighed() && plain.size() == static_cast<std::size_t>(std::llround(data.counted))) {
    return members.fit(plain);
  }
  if (data.weighed() && ends_move(members)) {
    return fit_weighted_ends(data, members);
  }
  const place_and_spread about = place_and_spread_of(data);
  std::vector<double> at = plain_start(members, about);
  bool begun = false;
  try {
    at = members.values(members.fit(plain));
    begun = !data.weighed();
  } catch (const error&) {
    // What cannot be fitted freely may be with something held: a binomial whose trials are known.
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

namespace {

/// H^-1 J H^-1 of the weighted mean's curvature H and the scores' J = sum w^2 s s'.
matrix sandwich(const weighted_values& data, const coordinates& in, std::span<const double> u, const matrix& inverse) {
  const std::size_t k = in.size();
  const distribution q = in.member(u);
  const std::vector<double> slopes = in.slopes(u);
  std::vector<double> score(q.parameter_count());
  matrix middle(k, k);
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    if (data.weight(i) == 0) {
      continue;
    }
    q.log_density_gradient(data.values[i], score);
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t b = 0; b < k; ++b) {
        middle(a, b) +=
            data.weight(i) * data.weight(i) * score[in.parameter(a)] * slopes[a] * score[in.parameter(b)] * slopes[b];
      }
    }
  }
  matrix out(k, k);
  for (std::size_t a = 0; a < k; ++a) {
    for (std::size_t b = 0; b < k; ++b) {
      for (std::size_t c = 0; c < k; ++c) {
        for (std::size_t d = 0; d < k; ++d) {
          out(a, b) += inverse(a, c) * middle(c, d) * inverse(d, b);
        }
      }
    }
  }
  return out;
}

}  // namespace

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
  const matrix covariance =
      data.weighed() ? sandwich(data, in, u, linear::inverse_of(information)) : linear::inverse_of(information);
  const double z = estimating::normal_quantile(level);
  const std::vector<double> slopes = in.slopes(u);
  for (std::size_t c = 0; c < in.size(); ++c) {
    const double se = std::sqrt(covariance(c, c) / (data.weighed() ? 1 : data.worth()));
    fitted_parameter& p = parameters[in.parameter(c)];
    p.standard_error = slopes[c] * se;
    p.interval = interval{in.value(c, u[c] - z * se), in.value(c, u[c] + z * se)};
  }
}

}  // namespace relent
