#include "divergence/vectorised_kl.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "relent/divergence/kl_divergence.hpp"

namespace relent::closed {
namespace {

constexpr kernel_parameter first{0}, second{1};

constexpr std::array<vectorised_family, 14> table{{
    {"normal", kernel::normal_kl, {first, second}},
    {"log_normal", kernel::normal_kl, {first, second}},    // of its logarithm
    {"logit_normal", kernel::normal_kl, {first, second}},  // of its logit
    {"half_normal", kernel::normal_kl, {kernel_parameter{-1, 0}, first}},
    {"laplace", kernel::laplace_kl, {first, second}},
    {"gamma", kernel::gamma_kl, {first, second}},
    {"inverse_gamma", kernel::gamma_kl, {first, second}},                         // of its inverse
    {"chi_squared", kernel::gamma_kl, {kernel_parameter{0, 0.5}, {-1, 1}}},       // half of it has rate 1
    {"chi", kernel::gamma_kl, {kernel_parameter{0, 0.5}, kernel_parameter{-1}}},  // half of its square
    {"beta", kernel::beta_kl, {first, second}},
    {"exponential", kernel::exponential_kl, {first}},
    {"poisson", kernel::poisson_kl, {first}},
    {"bernoulli", kernel::bernoulli_kl, {first}},
    {"geometric", kernel::geometric_kl, {first}},
}};

template <class D, std::size_t... I>
D made(const double* values, std::index_sequence<I...> /*indices*/) {
  return D(values[I]...);
}

template <class D>
double between(const double* p, const double* q) {
  constexpr auto indices = std::make_index_sequence<D::parameter_count()>{};
  const D from = made<D>(p, indices), to = made<D>(q, indices);
  const support inner = from.support(), outer = to.support();
  return inner.lower < outer.lower || inner.upper > outer.upper ? std::numeric_limits<double>::infinity()
                                                                : kl_of_kin(from, to).value;
}

struct scalar_line {
  std::string_view name;
  scalar_kl function;
};

template <class... D>
constexpr std::array<scalar_line, sizeof...(D)> lines{scalar_line{D::name, between<D>}...};

constexpr auto& scalar_table =
    lines<normal, log_normal, logit_normal, half_normal, laplace, cauchy, gumbel, moyal, gamma, inverse_gamma,
          chi_squared, chi, weibull, rayleigh, exponential, pareto, uniform, beta, continuous_bernoulli, von_mises,
          bernoulli, binomial, poisson, geometric, discrete_uniform>;

}  // namespace

const vectorised_family* vectorised(std::string_view family) noexcept {
  const auto* const found = std::ranges::find(table, family, &vectorised_family::name);
  return found != table.end() ? found : nullptr;
}

scalar_kl scalar_kl_of(std::string_view family) noexcept {
  const auto* const found = std::ranges::find(scalar_table, family, &scalar_line::name);
  return found != scalar_table.end() ? found->function : nullptr;
}

}  // namespace relent::closed
