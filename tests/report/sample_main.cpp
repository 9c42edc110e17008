#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "relent/catalogue/answer.hpp"
#include "relent/catalogue/parse_distribution.hpp"
#include "relent/catalogue/parse_joint_family.hpp"
#include "relent/core/error.hpp"
#include "relent/report/joint_fits.hpp"
#include "relent/report/logits.hpp"
#include "relent/report/measure_page.hpp"
#include "relent/report/report.hpp"

#include "report/sample.hpp"

namespace {

/// The page of `relent measure P Q --html FILE`.
std::string pair_page(const std::string& p, const std::string& q) {
  const relent::operand first = relent::parse_operand(p, {}), second = relent::parse_operand(q, {});
  const relent::measurement all = relent::ask({}, first, &second);
  const relent::measurement kl = relent::ask({.measures = {"kl"}}, first, &second);
  return relent::to_html(all, kl, first, second, {}, "relent measure P Q --html pair.html");
}

/// The same of distances alone.
std::string moved_page(const relent::operand& p, const relent::operand& q) {
  return relent::to_html(relent::ask({.measures = {"w1", "energy"}}, p, &q), {}, p, q, {}, "relent measure P Q");
}

/// Rows of so many numbers, no two alike.
relent::operand rows(std::size_t n, std::size_t d, double shift) {
  relent::joint_samples out{.rows = relent::matrix(n, d), .names = {"</script><b>left</b>", "right"}};
  for (std::size_t i = 0; i < out.rows.values.size(); ++i) {
    out.rows.values[i] = std::sin(static_cast<double>(i * i + 1) + shift) * 3 + shift;
  }
  return {"a.csv:left,right", std::move(out)};
}

std::string fit_page(const relent::joint_fit_target& target, const char* family, const char* objective,
                     std::vector<std::string> names) {
  const relent::shown_joint_fit shown{"<b>target</b>",
                                      relent::fit(target, relent::parse_joint_family(family), {.objective = objective}),
                                      std::move(names)};
  return relent::to_html(shown, target, "relent fit TARGET");
}

/// Fits and a ranking of several numbers.
void write_joint_pages(const std::string& folder) {
  const auto distribution = [](const char* text) {
    return std::get<relent::joint_distribution>(relent::parse_any_distribution(text));
  };
  const auto write = [&](const char* name, const std::string& page) {
    relent::write_whole(folder + "/several_" + name + ".html", page);
  };
  const std::vector<std::string> names{"</script><b>left</b>", "right", "third", "fourth", "fifth"};
  write("modes", fit_page(distribution("0.5*mvnormal([-2,2],[[1,0.6],[0.6,1]])+0.5*mvnormal([2,-2],[[1,0.6],[0.6,1]])"),
                          "mvnormal", "reverse_kl", {}));
  write("tails",
        fit_page(distribution("mv_student_t(3,[0,1,2],[[1,0.5,0],[0.5,2,0],[0,0,3]])"), "mvnormal", "forward_kl", {}));
  const relent::observed_rows five{relent::sample(distribution("mvnormal_diagonal([0,1,2,3,4],[1,2,3,4,5])"), 5000, 2)};
  write("rows", fit_page(five, "mvnormal", "forward_kl", names));
  const relent::observed_rows two{relent::sample(distribution("mvnormal([3,1],[[1,0.8],[0.8,2]])"), 400, 4)};
  const relent::shown_joint_rank ranked{
      "rows",
      relent::rank_models(two, {relent::parse_joint_model("mvnormal"), relent::parse_joint_model("mv_student_t")}),
      {names[0], names[1]}};
  write("rank", relent::to_html(ranked, two, "relent rank DATA mvnormal mv_student_t"));
}

}  // namespace

/// Writes the sample comparisons for the browser tests: sample_report FOLDER.
int main(int argc, char** argv) {
  try {
    const std::string folder = argc > 1 ? argv[1] : ".";
    const auto write = [&](const char* name, const relent::comparison& c) {
      relent::write_whole(folder + "/" + name + ".html",
                          relent::to_html(c, "relent compare a.csv b.csv --html r.html"));
      relent::write_whole(folder + "/" + name + ".notebook.html", relent::to_notebook_html(c));
      relent::write_whole(folder + "/" + name + ".txt", relent::to_text(c));
      relent::write_whole(folder + "/" + name + ".json", relent::to_json(c));
    };
    write("some", relent::example::many(20));
    write("many", relent::example::many(100));
    write("hostile", relent::example::hostile());
    write("edges", relent::example::edges());
    const auto pair = [&](const char* name, const char* p, const char* q) {
      relent::write_whole(folder + "/pair_" + name + ".html", pair_page(p, q));
    };
    pair("curves", "normal(0, 1)", "laplace(0.5, 1)");
    pair("mixture", "0.3*normal(-2, 0.5) + 0.7*normal(1, 1)", "normal(0, 2)");
    pair("bars", "binomial(10, 0.4)", "poisson(4)");
    pair("infinite", "normal(0, 1)", "uniform(-1, 2)");
    pair("scales", "normal(0, 1)", "normal(3, 40)");
    pair("pole", "gamma(0.5, 1)", "exponential(1)");
    pair("far", "normal(1e6, 1e-3)", "normal(1000000.001, 2e-3)");
    pair("lists", "0.1,0.4,0.5,0", "0.8,0.15,0,0.05");
    const auto moved = [&](const char* name, const relent::operand& p, const relent::operand& q) {
      relent::write_whole(folder + "/moved_" + name + ".html", moved_page(p, q));
    };
    const auto written = [](const char* text) { return relent::parse_operand(text, {}); };
    moved("curves", written("gamma(2, 1)"), written("normal(5, 1)"));
    moved("bars", written("0.3,0.2,0.1,0.4"), written("0.1,0.2,0.4,0.3"));
    moved("mixed", written("normal(0, 1)"), written("0.5,0.5"));
    moved("few", rows(40, 2, 0), rows(30, 2, 1.5));
    moved("many", rows(500, 3, 0), rows(400, 3, 1));
    relent::write_whole(folder + "/logits.html", relent::to_html(relent::example::logits(), "relent logits a b"));
    write_joint_pages(folder);
    return 0;
  } catch (const relent::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
