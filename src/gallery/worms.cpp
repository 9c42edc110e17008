#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/core/unit.hpp"
#include "relent/distribution/binomial.hpp"
#include "relent/measure/entropy.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

std::vector<double> teeth() { return places(0, 10, 11); }

/// Two models of what share of the worms has 0 to 10 teeth: all the same, and the binomial nearest to the data.
struct models {
  std::vector<double> data, uniform, binomial;
  double p = 0, mean = 0;

  explicit models(const std::vector<double>& shares) : data(shares), uniform(11, 1.0 / 11) {
    for (std::size_t k = 0; k < data.size(); ++k) {
      mean += static_cast<double>(k) * data[k];
    }
    p = mean / 10;  // KL(data‖binomial) is least where the means agree
    binomial = values_of(teeth(), [&](double k) { return std::exp(relent::binomial(10, p).log_density(k)); });
  }
};

/// In the unit in which the article has the set.
void add_rows(exhibit& e, const std::string& set, const models& m, unit in) {
  const auto lost = [in](const std::vector<double>& from, const std::vector<double>& to) {
    return from_nats(kl_divergence(from, to, {.mode = mass_mode::normalise}), in);
  };
  const auto row = [&](const std::string& what, double value, const std::string& of, const std::string& why = "") {
    e.rows.push_back({.what = fmt::format("set {}: {}", set, what), .value = value, .unit = of, .why = why});
  };
  const std::string information(name(in));
  row("mean number of teeth", m.mean, "");
  row("the binomial's best p", m.p, "", "a tenth of the mean: the likeliest, and the least KL(data‖binomial)");
  row("H(data)", from_nats(entropy(m.data, {.mode = mass_mode::normalise}), in), information);
  row("KL(data‖uniform)", lost(m.data, m.uniform), information, "less is lost: the uniform wins");
  row("KL(data‖binomial)", lost(m.data, m.binomial), information);
  row("KL(uniform‖data)", lost(m.uniform, m.data), information, "the other way round is another question ...");
  row("KL(binomial‖data)", lost(m.binomial, m.data), information, "... with another winner");
}

trace bars(const std::string& name, const char* paint, const std::vector<double>& y, double shift = 0,
           double width = 0.8) {
  trace out{name, paint, teeth(), y, look::bars};
  out.bar_width = width;
  out.bar_shift = shift;
  return out;
}

exhibit_picture drawn(const std::string& set, const models& m) {
  const std::string third = fmt::format("binomial(10, {:.3g})", m.p);
  const auto one = [&](const std::string& title, std::vector<trace> traces, bool sketched) {
    return panel{.title = title,
                 .x = {.title = "teeth", .domain = {{-0.6, 10.6}}, .ticks = teeth()},
                 .y = {.title = "share of the worms", .domain = {{0, 0.26}}},
                 .traces = std::move(traces),
                 .width = 330,
                 .height = 150,
                 .sketched = sketched};
  };
  constexpr double third_of_bar = 0.28;
  return picture(fmt::format("worms_{}", set == "A" ? "a" : "b"), fmt::format("The worms' teeth, set {}", set),
                 "The shares of worms with 0 to 10 teeth: the data, a uniform model, a binomial model, and all three "
                 "together.",
                 {one("the data", {bars("data", colour::blue, m.data)}, false),
                  one("uniform", {bars("uniform", colour::grey, m.uniform)}, false),
                  one(third, {bars(third, colour::orange, m.binomial)}, false),
                  one("all three",
                      {bars("data", colour::blue, m.data, -third_of_bar, third_of_bar),
                       bars("uniform", colour::grey, m.uniform, 0, third_of_bar),
                       bars(third, colour::orange, m.binomial, third_of_bar, third_of_bar)},
                      true)},
                 2);
}

}  // namespace

exhibit worms() {
  std::vector<double> a{1, 9, 42, 139, 169, 170, 121, 89, 100, 85, 75};
  for (double& of_a_thousand : a) {
    of_a_thousand /= 1000;
  }
  const models set_a(a), set_b({.02, .03, .05, .14, .16, .15, .12, .08, .1, .08, .07});

  exhibit e;
  e.question =
      "Far away, worms with 0 to 10 teeth were counted, and only a model's name can be sent home. Which model "
      "loses least information, the uniform or the best binomial?";
  add_rows(e, "A", set_a, unit::bits);
  add_rows(e, "B", set_b, unit::nats);
  e.pictures = {drawn("A", set_a), drawn("B", set_b)};
  return e;
}

}  // namespace relent::exhibits
