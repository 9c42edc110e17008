#include "relent/joint/joint_families.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/matrix_normal.hpp"
#include "relent/joint/multinomial.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"
#include "relent/joint/von_mises_fisher.hpp"
#include "relent/joint/wishart.hpp"

#include "core/aliases.hpp"

namespace relent {
namespace {

using list = std::vector<double>;

/// A parameter's value as what the constructor takes.
template <class T>
T as(const parameter_info& parameter, std::string_view family, const parameter_value& value) {
  if (const T* found = std::get_if<T>(&value)) {
    return *found;
  }
  throw error(errc::type_mismatch, family,
              fmt::format("{} must be {}", parameter.name,
                          std::same_as<T, matrix> ? "a matrix"
                          : std::same_as<T, list> ? "a list"
                                                  : "one number"));
}

template <class D, class... T, std::size_t... I>
joint_distribution from_values(std::span<const parameter_value> values, std::index_sequence<I...>) {
  return D(as<T>(D::parameters()[I], D::name, values[I])...);
}

/// D from parameters of the types T.
template <class D, class... T>
joint_distribution make(std::span<const parameter_value> values) {
  if (values.size() != sizeof...(T)) {
    throw error(
        errc::shape_mismatch, D::name,
        fmt::format("{} parameter{} given, needs {}", values.size(), values.size() == 1 ? "" : "s", sizeof...(T)));
  }
  return from_values<D, T...>(values, std::index_sequence_for<T...>{});
}

template <class D>
joint_distribution fit(const matrix& rows) {
  return D::fit(rows);
}

}  // namespace

std::span<const joint_family_entry> joint_families() noexcept {
  static const joint_family_entry entries[] = {
      {dirichlet::name,
       {},
       dirichlet::parameters(),
       false,
       "Gamma(sum c) / prod Gamma(c_i) * prod x_i^(c_i - 1), c = concentration",
       "shares x_i > 0 with sum 1",
       make<dirichlet, list>,
       fit<dirichlet>},
      {matrix_normal::name,
       {},
       matrix_normal::parameters(),
       false,
       "normal, Cov(x_ik, x_jl) = row_covariance_ij column_covariance_kl",
       "r x c matrices, row by row",
       make<matrix_normal, matrix, matrix, matrix>,
       nullptr},
      {multinomial::name,
       {},
       multinomial::parameters(),
       true,
       "trials! / prod x_i! * prod p_i^x_i",
       "whole x_i >= 0 with sum trials",
       make<multinomial, double, list>,
       fit<multinomial>},
      {mv_student_t::name, also<"mvt", "multivariate_t", "multivariate_student_t">, mv_student_t::parameters(), false,
       "proportional to (1 + d^2/df)^(-(df+n)/2), d^2 = (x - location)^T shape^-1 (x - location)", "x in R^n",
       make<mv_student_t, double, list, matrix>, fit<mv_student_t>},
      {mvnormal::name, also<"multivariate_normal", "mv_gaussian">, mvnormal::parameters(), false,
       "exp(-(x - mean)^T covariance^-1 (x - mean) / 2) / sqrt(det(2 pi covariance))", "x in R^n",
       make<mvnormal, list, matrix>, fit<mvnormal>},
      {mvnormal_diagonal::name, also<"mvnormal_diag">, mvnormal_diagonal::parameters(), false,
       "mvnormal with independent coordinates", "x in R^n", make<mvnormal_diagonal, list, list>,
       fit<mvnormal_diagonal>},
      {mvnormal_low_rank::name, also<"low_rank_multivariate_normal">, mvnormal_low_rank::parameters(), false,
       "mvnormal with covariance factor factor^T + diag(diagonal)", "x in R^n",
       make<mvnormal_low_rank, list, matrix, list>,
       [](const matrix& rows) -> joint_distribution { return mvnormal_low_rank::fit(rows); }},
      {von_mises_fisher::name, also<"vmf">, von_mises_fisher::parameters(), false,
       "proportional to exp(concentration x . direction)", "x in R^n of length 1", make<von_mises_fisher, list, double>,
       fit<von_mises_fisher>},
      {wishart::name,
       {},
       wishart::parameters(),
       false,
       "proportional to det(X)^((df-n-1)/2) exp(-tr(scale^-1 X)/2)",
       "positive definite n x n matrices, row by row",
       make<wishart, double, matrix>,
       fit<wishart>},
  };
  return entries;
}

const joint_family_entry* find_joint_family(std::string_view name) noexcept {
  return find_named(joint_families(), name);
}

}  // namespace relent
