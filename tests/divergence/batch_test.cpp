// Many divergences in one call: on every instruction set against 200-digit values, and against the scalar functions.
#include "relent/divergence/batch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/divergence/kl_divergence.hpp"
#include "relent/divergence/kl_gradient.hpp"
#include "relent/measure/simd.hpp"

#include "measure/golden_file.hpp"

namespace relent {
namespace {

using rows = std::vector<std::vector<double>>;

/// A batch of one axis over these columns.
distribution_batch batch_of(const std::string& family, const rows& columns) {
  std::vector<array_view> views;
  for (const auto& c : columns) {
    views.push_back({c.data(), dtype::f64, {std::ssize(c)}, {1}});
  }
  return {*find_family(family), std::move(views)};
}

struct answers {
  explicit answers(std::size_t n, std::size_t p_count, std::size_t q_count)
      : value(n), p(p_count, std::vector<double>(n)), q(q_count, std::vector<double>(n)) {}
  [[nodiscard]] batch_gradient out() { return {value, {p.begin(), p.end()}, {q.begin(), q.end()}}; }
  std::vector<double> value;
  rows p, q;
};

/// The lines of the golden file of one family, as columns.
struct golden_family {
  rows p, q, dp, dq, dp_parts, dq_parts;
  std::vector<double> kl;
};

std::map<std::string, golden_family> golden_families() {
  std::map<std::string, golden_family> out;
  for (const auto& line : test::golden_lines("batch_kl")) {
    golden_family& f = out[line.at(0)];
    const auto append = [](rows& to, const std::string& text) {
      const std::vector<double> row = test::numbers(text);
      to.resize(row.size());
      for (std::size_t j = 0; j < row.size(); ++j) {
        to[j].push_back(row[j]);
      }
    };
    append(f.p, line.at(1));
    append(f.q, line.at(2));
    f.kl.push_back(std::strtod(line.at(3).c_str(), nullptr));
    append(f.dp, line.at(4));
    append(f.dq, line.at(5));
    append(f.dp_parts, line.at(6));
    append(f.dq_parts, line.at(7));
  }
  return out;
}

/// What an error is relative to: 1e-13, but for beta distributions with one shape far below the other, whose total's
/// part nearly cancels that of the larger shape.
double bound_of(const std::string& family, const rows& p, std::size_t i, double usual) {
  const double least = family == "beta" ? std::min(p[0][i], p[1][i]) : 1;
  return family == "beta" ? std::max(usual, 4e-15 * (p[0][i] + p[1][i]) / least) : usual;
}

class DivergencesOnEveryPath : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { force_simd_path(GetParam()); }
  void TearDown() override { force_simd_path(""); }
};

TEST_P(DivergencesOnEveryPath, AreTheHighPrecisionValues) {
  const auto families = golden_families();
  EXPECT_EQ(families.size(), 8U);
  for (const auto& [name, f] : families) {
    const distribution_batch p = batch_of(name, f.p), q = batch_of(name, f.q);
    std::vector<double> found(f.kl.size());
    kl_divergences(p, q, found);
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i], f.kl[i], bound_of(name, f.p, i, 1e-13) * f.kl[i])
          << p.at(std::int64_t(i)).text() << " | " << q.at(std::int64_t(i)).text();
    }
  }
}

TEST_P(DivergencesOnEveryPath, HaveTheHighPrecisionDerivatives) {
  for (const auto& [name, f] : golden_families()) {
    const distribution_batch p = batch_of(name, f.p), q = batch_of(name, f.q);
    answers found(f.kl.size(), f.p.size(), f.q.size());
    kl_gradients(p, q, found.out());
    std::vector<double> alone(f.kl.size());
    kl_divergences(p, q, alone);
    EXPECT_EQ(found.value, alone);
    const auto compare = [&, &family = name, &lines = f](const rows& got, const rows& want, const rows& parts) {
      for (std::size_t j = 0; j < got.size(); ++j) {
        for (std::size_t i = 0; i < got[j].size(); ++i) {
          EXPECT_NEAR(got[j][i], want[j][i], bound_of(family, lines.p, i, 1e-14) * parts[j][i])
              << "parameter " << j << " " << p.at(std::int64_t(i)).text() << " | " << q.at(std::int64_t(i)).text();
        }
      }
    };
    compare(found.p, f.dp, f.dp_parts);
    compare(found.q, f.dq, f.dq_parts);
  }
}

// Whatever stands beside it, a pair has the bits it has alone; nothing behind the last one is written.
TEST_P(DivergencesOnEveryPath, EndRowsOfEveryLengthRightly) {
  for (const auto& [name, f] : golden_families()) {
    std::vector<double> whole(f.kl.size());
    kl_divergences(batch_of(name, f.p), batch_of(name, f.q), whole);
    for (std::size_t n = 0; n <= 35; ++n) {
      const auto first = [n](rows columns) {
        for (auto& c : columns) {
          c.resize(n);
        }
        return columns;
      };
      const rows p = first(f.p), q = first(f.q);
      std::vector<double> found(n + 1, 42);
      kl_divergences(batch_of(name, p), batch_of(name, q), std::span(found).first(n));
      EXPECT_TRUE(std::equal(found.begin(), found.end() - 1, whole.begin())) << name << " " << n;
      EXPECT_EQ(found[n], 42);
      answers all(n + 1, p.size(), q.size());
      batch_gradient out{std::span(all.value).first(n), {}, {}};
      for (std::size_t j = 0; j < p.size(); ++j) {
        all.p[j][n] = all.q[j][n] = 42;
        out.p.push_back(std::span(all.p[j]).first(n));
        out.q.push_back(std::span(all.q[j]).first(n));
      }
      kl_gradients(batch_of(name, p), batch_of(name, q), out);
      EXPECT_TRUE(std::equal(all.value.begin(), all.value.end() - 1, whole.begin())) << name << " " << n;
      EXPECT_EQ(all.p[0][n], 42);
      EXPECT_EQ(all.q.back()[n], 42);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(simd, DivergencesOnEveryPath, testing::ValuesIn(simd_paths()),
                         [](const auto& instance) { return instance.param; });

// Families without a kernel, and those that borrow one: what the scalar closed form says.
TEST(Divergences, AreTheScalarOnesForEveryFamily) {
  std::map<std::string, int> seen;
  for (const auto& line : test::golden_lines("closed_kl")) {
    const family_entry& family = *find_family(line.at(0));
    if (line.at(0) != line.at(2) || family.parameters[0].kind != parameter_kind::number) {
      continue;
    }
    const auto columns = [](const std::string& text) {
      rows out;
      for (const double x : test::numbers(text)) {
        out.push_back({x, x, x});
      }
      return out;
    };
    const rows p_columns = columns(line[1]), q_columns = columns(line[3]);
    const distribution_batch p = batch_of(line[0], p_columns), q = batch_of(line[0], q_columns);
    const auto want = closed_kl_between(p.at(0), q.at(0));
    if (!want) {
      continue;
    }
    std::vector<double> found(3);
    kl_divergences(p, q, found);
    EXPECT_NEAR(found[2], want->value, *want->error_bound + 1e-13 * want->value) << p.at(0).text() << q.at(0).text();
    ++seen[line[0]];
  }
  EXPECT_GE(seen.size(), 25U);
}

TEST(Divergences, OfBorrowedKernelsHaveTheirOwnDerivatives) {
  const std::map<std::string, rows> members{{"log_normal", {{0.3, 0.4}, {1.2, 2}}},
                                            {"logit_normal", {{0.3, 0.4}, {1.2, 2}}},
                                            {"half_normal", {{0.7, 1.5}}},
                                            {"inverse_gamma", {{3, 2.5}, {2, 5}}},
                                            {"chi", {{3, 4.5}}},
                                            {"chi_squared", {{3, 4.5}}}};
  for (const auto& [name, columns] : members) {
    rows p, q;
    for (const auto& c : columns) {
      p.push_back({c[0]});
      q.push_back({c[1]});
    }
    const distribution_batch from = batch_of(name, p), to = batch_of(name, q);
    answers found(1, p.size(), q.size());
    kl_gradients(from, to, found.out());
    const parameter_gradient want = kl_gradient(from.at(0), to.at(0));  // by quadrature
    for (std::size_t j = 0; j < p.size(); ++j) {
      EXPECT_NEAR(found.p[j][0], want.p[j], want.p_error[j] + 1e-13) << name << j;
      EXPECT_NEAR(found.q[j][0], want.q[j], want.q_error[j] + 1e-13) << name << j;
    }
  }
}

TEST(Divergences, ReadStridedAndBroadcastArrays) {
  std::vector<double> means(30), sds(30);
  for (std::size_t i = 0; i < 30; ++i) {
    means[i] = 0.3 * static_cast<double>(i) - 4;
    sds[i] = 1 + 0.1 * static_cast<double>(i);
  }
  const family_entry& normals = *find_family("normal");
  // means backwards as (2, 5, 1), sds every other one as (3); against (5, 3) and one.
  const distribution_batch p(normals,
                             {{&means[27], dtype::f64, {2, 5, 1}, {-10, -2, 7}}, {&sds[1], dtype::f64, {3}, {2}}});
  const distribution_batch q(normals, {{means.data(), dtype::f64, {5, 3}, {3, 1}}, {&sds[4], dtype::f64, {}, {}}});
  EXPECT_EQ(p.shape(), (std::vector<std::int64_t>{2, 5, 3}));
  EXPECT_EQ(result_shape(p, q), p.shape());
  answers found(30, 2, 2);
  kl_gradients(p, q, found.out());
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      for (std::size_t k = 0; k < 3; ++k) {
        const normal from(means[27 - 10 * i - 2 * j], sds[1 + 2 * k]), to(means[3 * j + k], sds[4]);
        EXPECT_DOUBLE_EQ(found.value[15 * i + 3 * j + k], kl_divergence(from, to));
        EXPECT_DOUBLE_EQ(found.p[0][15 * i + 3 * j + k], (from.mean() - to.mean()) / to.variance());
      }
    }
  }
  std::vector<double> to_one(30);
  kl_divergences(p, distribution(normal(0, 1)), to_one);
  EXPECT_DOUBLE_EQ(to_one[7], kl_divergence(normal(means[27 - 4], sds[3]), normal(0, 1)));
}

TEST(Divergences, OfOtherPairsAndMeasuresAreTheScalarOnes) {
  const rows scales{{0.5, 2}, {1, 3}};
  const distribution_batch p = batch_of("normal", scales), q = batch_of("laplace", scales);
  std::vector<double> found(2);
  kl_divergences(p, q, found);
  EXPECT_EQ(found[1], divergence_between("kl_divergence", p.at(1), q.at(1)).value);
  divergences("js_divergence", p, q, {}, found);
  EXPECT_EQ(found[0], divergence_between("js_divergence", p.at(0), q.at(0)).value);
  divergences("reverse_kl_divergence", p, p, {}, found, 1);
  EXPECT_EQ(found, (std::vector<double>{0, 0}));
  answers gradient(2, 2, 2);
  kl_gradients(p, q, gradient.out());
  EXPECT_EQ(gradient.q[1][0], kl_gradient(p.at(0), q.at(0)).q[1]);
}

TEST(Divergences, DoNotDependOnThreads) {
  std::vector<double> a(50'000), b(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = 0.01 + static_cast<double>(i % 977) / 50;
    b[i] = 0.02 + static_cast<double>(i % 1009) / 60;
  }
  const rows columns{a, b}, others{b, a};
  const distribution_batch p = batch_of("beta", columns), q = batch_of("beta", others);
  std::vector<double> one(a.size()), two(a.size());
  kl_divergences(p, q, one, 1);
  kl_divergences(p, q, two, 2);
  EXPECT_EQ(one, two);
  EXPECT_GT(*std::ranges::max_element(one), 1);
}

// What a kernel declines is answered all the same.
TEST(Divergences, BeyondTheKernelsRange) {
  const double tiny = 1e-200, huge = 1e200, infinity = std::numeric_limits<double>::infinity();
  const rows p{{1e-40, 2, 1e17}, {1, tiny, 2}}, q{{1e-40, 2.5, 1.1e17}, {1, tiny, 3}};
  std::vector<double> found(3);
  kl_divergences(batch_of("gamma", p), batch_of("gamma", q), found);
  EXPECT_EQ(found[0], 0);
  EXPECT_NEAR(found[1], kl_divergence(gamma(2, 1), gamma(2.5, 1)), 1e-14);
  EXPECT_NEAR(found[2] / kl_divergence(gamma(1e17, 2), gamma(1.1e17, 3)), 1, 1e-12);
  const rows sure{{0, 0, 1, 0.5}}, odds{{0, 0.5, 0.25, 1}};
  std::vector<double> trials(4);
  kl_divergences(batch_of("bernoulli", sure), batch_of("bernoulli", odds), trials);
  EXPECT_EQ(trials[0], 0);
  EXPECT_DOUBLE_EQ(trials[1], std::log(2));
  EXPECT_DOUBLE_EQ(trials[2], std::log(4));
  EXPECT_EQ(trials[3], infinity);
  const rows near{{0, 0}, {tiny, 1}}, far{{huge, 0}, {tiny, huge}};
  kl_divergences(batch_of("normal", near), batch_of("normal", far), std::span(found).first(2));
  EXPECT_EQ(found[0], infinity);
  EXPECT_NEAR(found[1], std::log(huge) - 0.5, 1e-12);
}

TEST(Divergences, AreInfiniteWithoutAnError) {
  const rows p{{0, 0}, {1, 3}}, q{{0, 0}, {2, 2}};
  std::vector<double> found(2);
  kl_divergences(batch_of("uniform", p), batch_of("uniform", q), found);
  EXPECT_DOUBLE_EQ(found[0], std::log(2));
  EXPECT_EQ(found[1], std::numeric_limits<double>::infinity());
  answers gradient(2, 2, 2);
  kl_gradients(batch_of("uniform", p), batch_of("uniform", q), gradient.out());
  EXPECT_TRUE(std::isnan(gradient.p[0][1]));
}

template <class F>
std::string refusal(errc code, const F& f) {
  try {
    f();
  } catch (const error& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(Divergences, NameABadParameterAndItsPlace) {
  const family_entry& normals = *find_family("normal");
  std::vector<double> sds(700, 1.0), means(700, 0.0), out(700);
  sds[601] = -2;
  const distribution_batch good(normals, {{means.data(), dtype::f64, {700}, {1}}, {means.data(), dtype::f64, {}, {}}});
  const distribution_batch bad(normals, {{means.data(), dtype::f64, {700}, {1}}, {sds.data(), dtype::f64, {700}, {1}}});
  EXPECT_EQ(refusal(errc::out_of_range, [&] { bad.check(); }), "normal: sd[601] = -2, must be > 0");
  EXPECT_EQ(refusal(errc::out_of_range, [&] { kl_divergences(bad, bad, out); }), "normal: sd[601] = -2, must be > 0");
  EXPECT_EQ(refusal(errc::out_of_range, [&] { good.check(); }), "normal: sd = 0, must be > 0");
  means[7] = std::nan("");
  const distribution_batch square(
      normals, {{means.data(), dtype::f64, {2, 1, 5}, {5, 5, 1}}, {sds.data(), dtype::f64, {3, 1}, {1, 1}}});
  EXPECT_EQ(refusal(errc::out_of_range, [&] { square.check(); }), "normal: mean[1, 0, 2] = nan, must be finite");
  const rows low_high{{0, 3}, {1, 2}};
  EXPECT_NE(refusal(errc::out_of_range, [&] { batch_of("uniform", low_high).check(); }).find("high[1] = 2"),
            std::string::npos);
  const rows populations{{10, 10}, {3, 3}, {4, 11}};
  EXPECT_NE(refusal(errc::out_of_range, [&] { batch_of("hypergeometric", populations).check(); }).find("draws[1] = 11"),
            std::string::npos);
}

TEST(Divergences, RefuseWhatDoesNotFit) {
  const rows two{{0, 0}, {1, 1}}, three{{0, 0, 0}, {1, 1, 1}}, uneven{{0, 0}, {1, 1, 1}};
  std::vector<double> out(2);
  EXPECT_EQ(refusal(errc::shape_mismatch, [&] { (void)batch_of("normal", uneven); }),
            "normal: shapes (2) and (3) do not broadcast");
  EXPECT_EQ(
      refusal(errc::shape_mismatch, [&] { kl_divergences(batch_of("normal", two), batch_of("normal", three), out); }),
      "shapes (2) and (3) do not broadcast");
  EXPECT_NE(
      refusal(errc::shape_mismatch, [&] { kl_divergences(batch_of("normal", three), batch_of("normal", three), out); }),
      "");
  EXPECT_NE(refusal(errc::shape_mismatch, [&] { (void)batch_of("gamma", rows{{1}}); }), "");
  EXPECT_NE(refusal(errc::unsupported, [&] { (void)batch_of("categorical", rows{{1}}); }), "");
  EXPECT_NE(refusal(errc::type_mismatch,
                    [&] {
                      distribution_batch(*find_family("poisson"), {{out.data(), dtype::f32, {2}, {1}}});
                    }),
            "");
  const distribution mixed = mixture({0.5, 0.5}, {normal(0, 1), normal(1, 1)});
  answers room(2, 2, 2);
  EXPECT_NE(refusal(errc::unsupported, [&] { kl_gradients(batch_of("normal", two), mixed, room.out()); }), "");
}

}  // namespace
}  // namespace relent
