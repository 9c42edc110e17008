#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/families.hpp"
#include "relent/divergence/joint_gradient.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_families.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/joint_score.hpp"

#include "divergence/joint_expression.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

using test::joint;

/// All parameters of a member of a family, of a product of such or of a mixture, in the order of `score_of`; empty
/// where the distribution does not tell.
std::vector<double> flat(const std::vector<parameter_value>& values) {
  std::vector<double> out;
  for (const parameter_value& v : values) {
    if (const auto* number = std::get_if<double>(&v)) {
      out.push_back(*number);
    } else if (const auto* list = std::get_if<std::vector<double>>(&v)) {
      out.insert(out.end(), list->begin(), list->end());
    } else {
      const auto& m = std::get<matrix>(v);
      out.insert(out.end(), m.values.begin(), m.values.end());
    }
  }
  return out;
}

/// One distribution as numbers that can be moved: `make` takes them all.
struct movable {
  std::vector<double> at;
  std::function<joint_distribution(std::vector<double>)> make;
};

/// A symmetric matrix whose element k is moved together with its mirror image; a direction stays of length 1,
/// probabilities of sum 1.
movable movable_of(const std::string& family, const std::vector<parameter_value>& values) {
  return {flat(values), [family, values](std::vector<double> numbers) {
            std::vector<parameter_value> moved = values;
            std::size_t first = 0;
            for (std::size_t i = 0; i < moved.size(); ++i) {
              if (auto* number = std::get_if<double>(&moved[i])) {
                *number = numbers[first++];
              } else if (auto* list = std::get_if<std::vector<double>>(&moved[i])) {
                std::copy_n(numbers.begin() + static_cast<std::ptrdiff_t>(first), list->size(), list->begin());
                first += list->size();
                double total = 0;
                for (const double v : *list) {
                  total += family == "von_mises_fisher" ? v * v : v;
                }
                if (family == "von_mises_fisher" || family == "multinomial") {
                  const double by = family == "multinomial" ? total : std::sqrt(total);
                  std::ranges::transform(*list, list->begin(), [by](double v) { return v / by; });
                }
              } else {
                auto& m = std::get<matrix>(moved[i]);
                const bool symmetric = m.rows == m.columns && m(0, m.columns - 1) == m(m.rows - 1, 0);
                std::copy_n(numbers.begin() + static_cast<std::ptrdiff_t>(first), m.values.size(), m.values.begin());
                first += m.values.size();
                for (std::size_t a = 0; symmetric && a < m.rows; ++a) {
                  for (std::size_t b = 0; b < a; ++b) {
                    m(a, b) = m(b, a) = (m(a, b) + m(b, a)) / 2;
                  }
                }
              }
            }
            return find_joint_family(family)->make(moved);
          }};
}

using list = std::vector<double>;

const matrix first_spread{{2, 0.5}, {0.5, 1}}, second_spread{{1, -0.25}, {-0.25, 1.5}};

movable normal_p() { return movable_of("mvnormal", {list{0.5, -1}, first_spread}); }
movable student() { return movable_of("mv_student_t", {5.0, list{0.25, 0}, second_spread}); }

movable normal_products(std::vector<double> means_and_sds) {
  return {std::move(means_and_sds), [](const std::vector<double>& v) {
            return independent({find_family("normal")->make(std::vector<parameter_value>{v[0], v[1]}),
                                find_family("logistic")->make(std::vector<parameter_value>{v[2], v[3]})});
          }};
}

double central_difference(const std::function<double(double)>& f, double step) {
  return (f(step) - f(-step)) / (2 * step);
}

void expect_differences(std::string_view measure, const movable& p, const movable& q) {
  SCOPED_TRACE(std::string(measure) + " of " + p.make(p.at).text() + " | " + q.make(q.at).text());
  joint_options how;
  how.divergence.tolerance = 1e-9;
  const parameter_gradient found = divergence_gradient(measure, p.make(p.at), q.make(q.at), how);
  ASSERT_EQ(found.p.size(), p.at.size());
  ASSERT_EQ(found.q.size(), q.at.size());
  for (const bool of_p : {true, false}) {
    const movable& side = of_p ? p : q;
    for (std::size_t i = 0; i < side.at.size(); ++i) {
      const double want = central_difference(
          [&](double h) {
            std::vector<double> moved = side.at;
            moved[i] += h;
            return (of_p ? divergence_between(measure, side.make(moved), q.make(q.at), how)
                         : divergence_between(measure, p.make(p.at), side.make(moved), how))
                .value;
          },
          1e-3);
      EXPECT_NEAR((of_p ? found.p : found.q)[i], want, 2e-6) << (of_p ? "P's " : "Q's ") << i;
    }
  }
}

/// Integrated and in closed form they agree within what they say of their errors.
void expect_gradients_agree(std::string_view measure, const std::string& p, const std::string& q, method by) {
  SCOPED_TRACE(std::string(measure) + " of " + p + " | " + q);
  joint_options how;
  how.divergence.closed_form = false;
  how.points = 256;
  const parameter_gradient form = divergence_gradient(measure, joint(p), joint(q)),
                           sum = divergence_gradient(measure, joint(p), joint(q), how);
  EXPECT_EQ(form.method, method::closed_form);
  EXPECT_EQ(sum.method, by);
  ASSERT_EQ(form.p.size(), sum.p.size());
  ASSERT_EQ(form.q.size(), sum.q.size());
  // Half-widths hold the truth in 95%; twice them in all but one of a thousand.
  const double times = by == method::monte_carlo ? 2.2 : 1;
  for (std::size_t i = 0; i < form.p.size(); ++i) {
    EXPECT_NEAR(sum.p[i], form.p[i], times * sum.p_error[i] + form.p_error[i]) << "P's " << i;
  }
  for (std::size_t i = 0; i < form.q.size(); ++i) {
    EXPECT_NEAR(sum.q[i], form.q[i], times * sum.q_error[i] + form.q_error[i]) << "Q's " << i;
  }
}

std::string refusal_of_gradient(std::string_view measure, const std::string& p, const std::string& q) {
  try {
    (void)divergence_gradient(measure, joint(p), joint(q));
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}

TEST(JointDivergenceGradient, ClosedFormsWithinTheirErrors) {
  int lines = 0;
  for (const auto& line : test::golden_lines("joint_gradient")) {
    SCOPED_TRACE(line[0] + " of " + line[1] + " | " + line[2]);
    const parameter_gradient found = divergence_gradient(line[0], joint(line[1]), joint(line[2]));
    EXPECT_EQ(found.method, method::closed_form);
    const bool stiff = (line[1] + line[2]).find("0.99999") != std::string::npos;
    for (const bool of_p : {true, false}) {
      const std::vector<double> want = test::numbers(line[of_p ? 3 : 4]);
      const std::vector<double>&values = of_p ? found.p : found.q, &errors = of_p ? found.p_error : found.q_error;
      ASSERT_EQ(values.size(), want.size());
      double most = 0;
      for (const double v : want) {
        most = std::max(most, std::abs(v));
      }
      for (std::size_t i = 0; i < want.size(); ++i) {
        EXPECT_LE(std::abs(values[i] - want[i]), errors[i])
            << (of_p ? "P's " : "Q's ") << i << ": " << values[i] << " for " << want[i];
        EXPECT_LE(errors[i], (stiff ? 1e-3 : 1e-6) * most);
      }
    }
    ++lines;
  }
  EXPECT_GE(lines, 40);
}

/// P is a mixture of two normal distributions, `weights` and means and variances; on the line means and sds.
void expect_as_on_the_line(std::string_view measure, const std::string& q_text, const std::string& line_q_text,
                           std::size_t q_variance, double q_sd) {
  SCOPED_TRACE(std::string(measure) + " | " + q_text);
  const auto on_the_line = [](const std::string& text) { return std::get<distribution>(parse_any_distribution(text)); };
  const parameter_gradient found = divergence_gradient(
                               measure, joint("0.25*mvnormal([1], [[4]]) + 0.75*mvnormal([-1], [[0.25]])"),
                               joint(q_text)),
                           want = divergence_gradient(measure, on_the_line("0.25*normal(1, 2) + 0.75*normal(-1, 0.5)"),
                                                      on_the_line(line_q_text));
  EXPECT_EQ(found.method, method::quadrature);
  const std::vector<double> p_scale{1, 1, 1, 4, 1, 1};  // d variance = 2 sd d sd
  ASSERT_EQ(found.p.size(), 6U);
  for (std::size_t i = 0; i < found.p.size(); ++i) {
    EXPECT_NEAR(p_scale[i] * found.p[i], want.p[i], p_scale[i] * found.p_error[i] + want.p_error[i] + 1e-13)
        << "P's " << i;
    EXPECT_LT(found.p_error[i], measure == "total_variation" ? 1e-2 : 1e-8);
  }
  for (std::size_t i = 0; i < found.q.size(); ++i) {
    const double by = i == q_variance ? 2 * q_sd : 1;
    EXPECT_NEAR(by * found.q[i], want.q[i], by * found.q_error[i] + want.q_error[i] + 1e-13) << "Q's " << i;
  }
}

TEST(JointDivergenceGradient, OfOneNumberIsThatOfTheLine) {
  for (const std::string_view measure :
       {"kl_divergence", "reverse_kl_divergence", "cross_entropy", "jeffreys_divergence", "js_divergence",
        "js_distance", "renyi_divergence", "tsallis_divergence", "alpha_divergence", "total_variation",
        "hellinger_distance", "bhattacharyya_distance", "triangular_discrimination", "chi_square_neyman"}) {
    expect_as_on_the_line(measure, "mvnormal([0.5], [[2.25]])", "normal(0.5, 1.5)", 1, 1.5);
  }
  expect_as_on_the_line("kl_divergence", "mv_student_t(6, [0.5], [[2.25]])", "student_t(6, 0.5, 1.5)", 2, 1.5);
}

TEST(JointDivergenceGradient, IntegralsAgreeWithDifferences) {
  expect_differences("js_divergence", normal_p(), student());
  expect_differences("triangular_discrimination", normal_products({0.5, 1, 0, 0.75}),
                     normal_products({0, 1.5, 0.5, 1}));
  for (const std::string_view measure : {"kl_divergence", "alpha_divergence", "hellinger_distance"}) {
    expect_differences(measure, normal_products({0.5, 1, 0, 0.75}), normal_products({0, 1.5, 0.5, 1}));
  }
}

TEST(JointDivergenceGradient, IntegralsAgreeWithClosedForms) {
  const std::string p = "mvnormal([0, 1], [[2, 0.5], [0.5, 1]])", q = "mvnormal([0.5, 0], [[1, 0.25], [0.25, 1.5]])";
  for (const std::string_view measure : {"kl_divergence", "hellinger_distance"}) {
    expect_gradients_agree(measure, p, q, method::quadrature);
  }
  expect_gradients_agree("kl_divergence", "mvnormal_low_rank([0, 1, 0], [[1], [0.5], [0]], [1, 1, 1])",
                         "mvnormal_low_rank([0.5, 0, 0], [[0.5], [0], [1]], [1, 2, 1])", method::monte_carlo);
  expect_gradients_agree("bhattacharyya_distance", "mvnormal_diagonal([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1])",
                         "mvnormal_diagonal([1, 0, 0, 0.5, 0, 0], [1, 1.5, 1, 1, 0.75, 1])", method::monte_carlo);
  expect_gradients_agree("kl_divergence", "dirichlet([2, 3, 4])", "dirichlet([4, 2.5, 3])", method::monte_carlo);
  expect_gradients_agree("kl_divergence", "wishart(5, [[1, 0.25], [0.25, 1]])", "wishart(6, [[1, 0], [0, 0.75]])",
                         method::monte_carlo);
  expect_gradients_agree("kl_divergence", "von_mises_fisher([0, 0.6, 0.8], 4)", "von_mises_fisher([0, 0, 1], 2)",
                         method::monte_carlo);
  expect_gradients_agree("kl_divergence", "multinomial(6, [0.2, 0.3, 0.5])", "multinomial(6, [0.3, 0.3, 0.4])",
                         method::monte_carlo);
  expect_gradients_agree("kl_divergence", "matrix_normal([[0, 1], [0, 0]], [[1, 0.5], [0.5, 2]], [[1, 0], [0, 1]])",
                         "matrix_normal([[0, 0], [0.5, 0]], [[1, 0], [0, 1]], [[2, 0.5], [0.5, 1]])",
                         method::monte_carlo);
}

/// Half-widths of level 95% hold the truth in 100 repetitions, three standard deviations, and not always.
TEST(JointDivergenceGradient, HalfWidthsCover) {
  const joint_distribution p = joint("dirichlet([2, 3, 4])"), q = joint("dirichlet([4, 2.5, 3])");
  const parameter_gradient truth = divergence_gradient("kl_divergence", p, q);
  joint_options how;
  how.divergence.closed_form = false;
  how.points = 16;
  std::vector<int> covered(6);
  for (int k = 0; k < 100; ++k) {
    how.seed = static_cast<std::uint64_t>(7000 + k);
    const parameter_gradient found = divergence_gradient("kl_divergence", p, q, how);
    for (std::size_t i = 0; i < 3; ++i) {
      covered[i] += std::abs(found.p[i] - truth.p[i]) <= found.p_error[i] ? 1 : 0;
      covered[3 + i] += std::abs(found.q[i] - truth.q[i]) <= found.q_error[i] ? 1 : 0;
    }
  }
  for (const int count : covered) {
    EXPECT_GE(count, 88);
  }
  EXPECT_LT(std::accumulate(covered.begin(), covered.end(), 0), 597);
}

TEST(JointDivergenceGradient, SaysWhyThereIsNone) {
  EXPECT_NE(refusal_of_gradient("wasserstein_2", "mvnormal([0], [[1]])", "mvnormal([0], [[1]])").find("0 here"),
            std::string::npos);
  EXPECT_NE(refusal_of_gradient("kl_divergence", "mv_student_t(2, [0, 0], [[1, 0], [0, 1]])",
                                "mvnormal([0, 0], [[1, 0], [0, 1]])")
                .find("infinite"),
            std::string::npos);
  EXPECT_NE(refusal_of_gradient("js_divergence", "independent(uniform(0, 1), normal(0, 1))",
                                "independent(uniform(0, 2), normal(0, 1))")
                .find("moves with a parameter"),
            std::string::npos);
  EXPECT_NE(refusal_of_gradient("wasserstein_2", "independent(laplace(0, 1), normal(0, 1))",
                                "independent(laplace(0, 2), normal(0, 1))")
                .find("between normal distributions only"),
            std::string::npos);
  EXPECT_NE(refusal_of_gradient("kl_divergence", "multinomial(3, [0, 1])", "multinomial(3, [0.5, 0.5])")
                .find("no derivative"),
            std::string::npos);
  EXPECT_NE(refusal_of_gradient("wasserstein_1", "mvnormal([0], [[1]])", "mvnormal([1], [[1]])").find("wasserstein_1"),
            std::string::npos);
}

TEST(JointDivergenceGradient, ParametersAreNamedInTheScoresOrder) {
  const joint_distribution d =
      joint("0.5*mvnormal([0, 0], [[1, 0], [0, 1]]) + 0.5*independent(normal(0, 1), gamma(2, 1))");
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const joint_parameter& p : joint_parameters(d)) {
    names.push_back(p.name);
    count += p.size();
  }
  EXPECT_EQ(names, (std::vector<std::string>{"weights", "components[0].mean", "components[0].covariance",
                                             "components[1].factors[0].mean", "components[1].factors[0].sd",
                                             "components[1].factors[1].shape", "components[1].factors[1].rate"}));
  EXPECT_EQ(score_of(d).count(), count);
}

}  // namespace
}  // namespace relent
