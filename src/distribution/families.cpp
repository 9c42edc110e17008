#include "relent/distribution/families.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/distribution/bernoulli.hpp"
#include "relent/distribution/beta.hpp"
#include "relent/distribution/beta_binomial.hpp"
#include "relent/distribution/binomial.hpp"
#include "relent/distribution/categorical.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/chi.hpp"
#include "relent/distribution/chi_squared.hpp"
#include "relent/distribution/continuous_bernoulli.hpp"
#include "relent/distribution/discrete_uniform.hpp"
#include "relent/distribution/exponential.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/generalized_normal.hpp"
#include "relent/distribution/geometric.hpp"
#include "relent/distribution/gumbel.hpp"
#include "relent/distribution/half_normal.hpp"
#include "relent/distribution/hypergeometric.hpp"
#include "relent/distribution/inverse_gamma.hpp"
#include "relent/distribution/inverse_gaussian.hpp"
#include "relent/distribution/kumaraswamy.hpp"
#include "relent/distribution/laplace.hpp"
#include "relent/distribution/log_normal.hpp"
#include "relent/distribution/logistic.hpp"
#include "relent/distribution/logit_normal.hpp"
#include "relent/distribution/moyal.hpp"
#include "relent/distribution/negative_binomial.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/pareto.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/rayleigh.hpp"
#include "relent/distribution/student_t.hpp"
#include "relent/distribution/triangular.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/distribution/von_mises.hpp"
#include "relent/distribution/weibull.hpp"
#include "relent/distribution/zipf.hpp"

#include "core/aliases.hpp"

namespace relent {
namespace {

double number(const parameter_info& parameter, std::string_view family, const parameter_value& value) {
  if (const double* x = std::get_if<double>(&value)) {
    return *x;
  }
  throw error(errc::type_mismatch, family, fmt::format("{} is a list, must be one number", parameter.name));
}

/// A family whose parameters are all numbers, from as many of them.
template <class D, std::size_t... I>
distribution from_numbers(std::span<const parameter_value> values, std::index_sequence<I...>) {
  const std::span<const parameter_info> parameters = D::parameters();
  return D(number(parameters[I], D::name, values[I])...);
}

template <class D>
distribution make(std::span<const parameter_value> values) {
  constexpr std::size_t count = D::parameter_count();
  if (values.size() != count) {
    throw error(errc::shape_mismatch, D::name,
                fmt::format("{} parameter{} given, needs {}", values.size(), values.size() == 1 ? "" : "s", count));
  }
  return from_numbers<D>(values, std::make_index_sequence<count>{});
}

template <class D, std::size_t... I>
void construct(std::span<const double> values, std::index_sequence<I...> /*indices*/) {
  static_cast<void>(D(values[I]...));
}

template <class D>
void check(std::span<const double> values) {
  construct<D>(values, std::make_index_sequence<D::parameter_count()>{});
}

/// The one family whose parameter is a list.
distribution make_categorical(std::span<const parameter_value> values) {
  if (values.size() != 1 || !std::holds_alternative<std::vector<double>>(values[0])) {
    throw error(errc::type_mismatch, categorical::name,
                "needs one list of probabilities, as in categorical([0.2, 0.8])");
  }
  return categorical(std::get<std::vector<double>>(values[0]));
}

template <class D>
distribution fit(std::span<const double> values) {
  return D::fit(values);
}

template <class D>
std::vector<double> values_of(const distribution& of) {
  const D* member = of.get<D>();
  return member != nullptr ? member->parameter_values() : std::vector<double>{};
}

/// One line of the list.
template <class D>
family_entry entry(bool masses, std::span<const std::string_view> aliases, std::string_view formula,
                   std::string_view support) {
  static_assert(family<D>);
  return {D::name, aliases, D::parameters(), masses, formula, support, make<D>, fit<D>, values_of<D>, check<D>};
}

constexpr bool discrete = true, continuous = false;

}  // namespace

std::span<const family_entry> families() noexcept {
  // Built on first use.
  static const family_entry list[] = {
      entry<bernoulli>(discrete, no_alias, "p at 1, 1 - p at 0", "x = 0, 1"),
      entry<beta_binomial>(discrete, also<"betabinom">, "C(trials, x) B(x + alpha, trials - x + beta) / B(alpha, beta)",
                           "x = 0..trials"),
      entry<binomial>(discrete, also<"binom">, "C(trials, x) p^x (1-p)^(trials-x)", "x = 0..trials"),
      {categorical::name, no_alias, categorical::parameters(), discrete, "probabilities[x]", "x = 0..n-1",
       make_categorical, fit<categorical>, values_of<categorical>,
       [](std::span<const double> values) {
         categorical({values.begin(), values.end()});
       }},
      entry<discrete_uniform>(discrete, also<"randint">, "1 / (high - low + 1)", "x = low..high"),
      entry<geometric>(discrete, also<"geom">, "(1-p)^x p, failures before the first success", "x = 0, 1, ..."),
      entry<hypergeometric>(discrete, also<"hypergeom">,
                            "C(successes, x) C(population - successes, draws - x) / C(population, draws)",
                            "max(0, draws + successes - population) <= x <= min(successes, draws)"),
      entry<negative_binomial>(discrete, also<"nbinom">, "C(x + total_count - 1, x) p^x (1-p)^total_count",
                               "x = 0, 1, ..."),
      entry<poisson>(discrete, no_alias, "rate^x exp(-rate) / x!", "x = 0, 1, ..."),
      entry<zipf>(discrete, also<"zeta">, "x^-a / zeta(a)", "x = 1, 2, ..."),

      entry<beta>(continuous, no_alias, "x^(alpha-1) (1-x)^(beta-1) / B(alpha, beta)", "0 < x < 1"),
      entry<cauchy>(continuous, also<"lorentz">, "1 / (pi scale (1 + z^2)), z = (x - location) / scale", "all x"),
      entry<chi>(continuous, no_alias, "2^(1-df/2) x^(df-1) exp(-x^2/2) / Gamma(df/2)", "x > 0"),
      entry<chi_squared>(continuous, also<"chi2", "chi_square">, "(x/2)^(df/2) exp(-x/2) / (x Gamma(df/2))", "x > 0"),
      entry<continuous_bernoulli>(continuous, no_alias, "C(p) p^x (1-p)^(1-x)", "0 <= x <= 1"),
      entry<exponential>(continuous, also<"expon">, "rate exp(-rate x)", "x >= 0"),
      entry<gamma>(continuous, no_alias, "rate^shape x^(shape-1) exp(-rate x) / Gamma(shape)", "x > 0"),
      entry<generalized_normal>(continuous, also<"generalised_normal", "gennorm", "exponential_power">,
                                "beta exp(-|z|^beta) / (2 scale Gamma(1/beta)), z = (x - location) / scale", "all x"),
      entry<gumbel>(continuous, also<"gumbel_r">, "exp(-z - exp(-z)) / scale, z = (x - location) / scale", "all x"),
      entry<half_normal>(continuous, no_alias, "sqrt(2/pi) exp(-x^2 / (2 scale^2)) / scale", "x >= 0"),
      entry<inverse_gamma>(continuous, also<"inv_gamma">, "rate^shape x^(-shape-1) exp(-rate/x) / Gamma(shape)",
                           "x > 0"),
      entry<inverse_gaussian>(continuous, also<"inv_gauss", "wald">,
                              "exp(-(y-mu)^2 / (2 mu^2 y)) / (scale sqrt(2 pi y^3)), y = (x - location) / scale",
                              "x > location"),
      entry<kumaraswamy>(continuous, no_alias, "a b x^(a-1) (1-x^a)^(b-1)", "0 < x < 1"),
      entry<laplace>(continuous, no_alias, "exp(-|x - location| / scale) / (2 scale)", "all x"),
      entry<log_normal>(continuous, no_alias, "exp(-(log x - location)^2 / (2 scale^2)) / (x scale sqrt(2 pi))",
                        "x > 0"),
      entry<logistic>(continuous, no_alias, "exp(-z) / (scale (1 + exp(-z))^2), z = (x - location) / scale", "all x"),
      entry<logit_normal>(continuous, also<"logistic_normal">,
                          "exp(-(log(x/(1-x)) - location)^2 / (2 scale^2)) / (x (1-x) scale sqrt(2 pi))", "0 < x < 1"),
      entry<moyal>(continuous, no_alias, "exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)), z = (x - location) / scale",
                   "all x"),
      entry<normal>(continuous, also<"gaussian", "norm">, "exp(-(x - mean)^2 / (2 sd^2)) / (sd sqrt(2 pi))", "all x"),
      entry<pareto>(continuous, no_alias, "alpha scale^alpha x^(-alpha-1)", "x >= scale"),
      entry<rayleigh>(continuous, no_alias, "x exp(-x^2 / (2 scale^2)) / scale^2", "x > 0"),
      entry<student_t>(continuous, also<"t">,
                       "(1 + z^2/df)^(-(df+1)/2) / (scale sqrt(df) B(df/2, 1/2)), z = (x - location) / scale", "all x"),
      entry<triangular>(continuous, also<"triang">,
                        "2 z / (c scale) for z <= c, 2 (1-z) / ((1-c) scale) for z > c, z = (x - location) / scale",
                        "location <= x <= location + scale"),
      entry<uniform>(continuous, no_alias, "1 / (high - low)", "low <= x <= high"),
      entry<von_mises>(continuous, no_alias, "exp(concentration cos(x - location)) / (2 pi I_0(concentration))",
                       "-pi <= x <= pi"),
      entry<weibull>(continuous, also<"weibull_min">, "shape/scale z^(shape-1) exp(-z^shape), z = x / scale", "x > 0"),
  };
  return list;
}

const family_entry* find_family(std::string_view name) noexcept { return find_named(families(), name); }

const family_entry* family_of(const distribution& d) noexcept {
  const auto all = families();
  const auto found = std::ranges::find(all, d.name(), &family_entry::name);
  return found != all.end() ? &*found : nullptr;
}

}  // namespace relent
