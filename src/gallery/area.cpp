#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

double density(const distribution& d, double x) { return std::exp(d.log_density(x)); }

double term(const distribution& p, const distribution& q, double x) {
  return density(p, x) * (p.log_density(x) - q.log_density(x));
}

/// What is above 0 or what is below: an area each.
std::vector<double> one_side(std::vector<double> y, double sign) {
  for (double& at : y) {
    at = at * sign > 0 ? at : 0;
  }
  return y;
}

}  // namespace

exhibit area() {
  const distribution p = parse_distribution("normal(0, 1)");
  const std::vector<double> x = places(-4, 4, 161);

  exhibit e;
  e.question =
      "Where does KL(P‖Q) come from? Of every place x: p log(p/q), above 0 where P has more, below where less.";
  std::vector<panel> above, below;
  for (const char* text : {"normal(0.5, 1)", "normal(1, 1)", "normal(0, 2)"}) {
    const distribution q = parse_distribution(text);
    const double kl = divergence_between("kl_divergence", p, q).value;
    e.rows.push_back({.what = fmt::format("KL(normal(0, 1)‖{})", text), .value = kl, .unit = "nats"});
    const bool first = above.empty();
    above.push_back(
        {.title = fmt::format("Q = {}", text),
         .x = {},
         .y = {.title = first ? "density" : "", .domain = {{0, 0.42}}},
         .traces = {{"P", colour::blue, x, values_of(x, [&](double at) { return density(p, at); }), look::area},
                    {"Q", colour::ink, x, values_of(x, [&](double at) { return density(q, at); })}},
         .width = 240,
         .height = 140,
         .sketched = first});
    const std::vector<double> terms = values_of(x, [&](double at) { return term(p, q, at); });
    below.push_back({.title = fmt::format("signed area: KL(P‖Q) = {:.4g} nats", kl),
                     .x = {.title = "x"},
                     .y = {.title = first ? "p log(p/q)" : "", .domain = {{-0.16, 0.42}}},
                     .traces = {{"P has more: adds", colour::orange, x, one_side(terms, 1), look::area},
                                {"P has less: takes off", colour::green, x, one_side(terms, -1), look::area},
                                {"", colour::ink, x, terms, look::line, 1.5}},
                     .width = 240,
                     .height = 140,
                     .sketched = first});
  }
  e.rows.back().why = "the terms are negative in places; the whole never is";
  std::vector<panel> all = above;
  all.insert(all.end(), below.begin(), below.end());
  e.pictures = {
      picture("area", "KL is the signed area under p log(p/q)",
              "P and three Qs, and below each the pointwise p log(p/q), whose area above 0 less that below is "
              "KL(P‖Q).",
              all, 3)};
  return e;
}

}  // namespace relent::exhibits
