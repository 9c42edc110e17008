// The words that options of losses are written with.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/loss/diffusion_kl.hpp"
#include "relent/loss/divergence_loss.hpp"
#include "relent/loss/gaussian_kl.hpp"
#include "relent/loss/policy_kl.hpp"
#include "relent/loss/r_drop.hpp"
#include "relent/loss/rows.hpp"

namespace relent {
namespace {

template <class T, std::size_t n>
using words = std::array<std::pair<std::string_view, T>, n>;

template <class T, std::size_t n>
T find(std::string_view what, std::string_view name, const words<T, n>& known) {
  std::string list;
  for (const auto& [word, value] : known) {
    if (word == name) {
      return value;
    }
    list += fmt::format("{}{}", list.empty() ? "" : ", ", word);
  }
  throw error(errc::unknown_name, fmt::format("{} '{}' is unknown; there are {}", what, name, list));
}

constexpr words<reduction, 5> reductions{{{"none", reduction::none},
                                          {"sum", reduction::sum},
                                          {"mean", reduction::mean},
                                          {"batchmean", reduction::batchmean},
                                          {"token_mean", reduction::token_mean}}};
constexpr words<row_content, 3> contents{
    {{"logits", row_content::logits}, {"log_probs", row_content::log_probs}, {"probs", row_content::probs}}};
constexpr words<nan_policy, 3> policies{
    {{"raise", nan_policy::raise}, {"propagate", nan_policy::propagate}, {"omit", nan_policy::omit}}};
constexpr words<row_divergence, 10> divergences{{{"forward_kl", row_divergence::forward_kl},
                                                 {"kl", row_divergence::forward_kl},
                                                 {"reverse_kl", row_divergence::reverse_kl},
                                                 {"jeffreys", row_divergence::jeffreys},
                                                 {"js", row_divergence::js},
                                                 {"jsd", row_divergence::js},
                                                 {"total_variation", row_divergence::total_variation},
                                                 {"tv", row_divergence::total_variation},
                                                 {"renyi", row_divergence::renyi},
                                                 {"alpha", row_divergence::alpha}}};
constexpr words<r_drop_convention, 3> conventions{{{"paper", r_drop_convention::paper},
                                                   {"official", r_drop_convention::official},
                                                   {"keras", r_drop_convention::keras}}};
constexpr words<diffusion_prediction, 7> predictions{{{"noise", diffusion_prediction::noise},
                                                      {"epsilon", diffusion_prediction::noise},
                                                      {"start", diffusion_prediction::start},
                                                      {"sample", diffusion_prediction::start},
                                                      {"velocity", diffusion_prediction::velocity},
                                                      {"v", diffusion_prediction::velocity},
                                                      {"mean", diffusion_prediction::mean}}};
constexpr words<diffusion_variance, 2> variances{
    {{"posterior", diffusion_variance::posterior}, {"beta", diffusion_variance::beta}}};
constexpr words<covariance_form, 2> forms{
    {{"factor", covariance_form::factor}, {"covariance", covariance_form::covariance}}};
constexpr words<policy_kl_estimator, 3> estimators{
    {{"k1", policy_kl_estimator::k1}, {"k2", policy_kl_estimator::k2}, {"k3", policy_kl_estimator::k3}}};

}  // namespace

reduction reduction_of(std::string_view name) { return find("reduction", name, reductions); }
row_content row_content_of(std::string_view name) { return find("content", name, contents); }
nan_policy nan_policy_of(std::string_view name) { return find("nan_policy", name, policies); }
row_divergence row_divergence_of(std::string_view name) { return find("divergence", name, divergences); }
r_drop_convention r_drop_convention_of(std::string_view name) { return find("convention", name, conventions); }
policy_kl_estimator policy_kl_estimator_of(std::string_view name) { return find("estimator", name, estimators); }
diffusion_prediction diffusion_prediction_of(std::string_view name) { return find("predicts", name, predictions); }
diffusion_variance diffusion_variance_of(std::string_view name) { return find("variance", name, variances); }
covariance_form covariance_form_of(std::string_view name) { return find("form", name, forms); }

}  // namespace relent
