#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/catalogue/parse_family.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/evidence.hpp"
#include "relent/fit/fit.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

using object = nlohmann::ordered_json;

constexpr const char *at_mode = "q at one mode", *between = "q between the modes";
constexpr double first = 4, last = 1, step = 0.05;

struct found {
  double mean, sd, kl;
};

/// The optima of KL(q‖p) with a mean >= 0, best first: their mirror images are as good.
std::vector<found> optima(double d) {
  const distribution target = parse_distribution(fmt::format("0.5*normal({}, 1) + 0.5*normal({}, 1)", -d, d));
  std::vector<found> out;
  for (const optimum& o : fit(target, parse_family("normal"), {.objective = "reverse_kl"}).optima) {
    if (o.parameters[0].value > -0.01) {
      out.push_back({std::abs(o.parameters[0].value), o.parameters[1].value, o.value.value});
    }
  }
  return out;
}

bool is_between(const found& o) { return o.mean < 0.01; }

/// How much better the optimum between the modes is than the one at a mode; both must be there.
double lead_of_between(double d) {
  double lead = 0;
  for (const found& o : optima(d)) {
    lead += is_between(o) ? -o.kl : o.kl;
  }
  return lead;
}

/// Where the gradient of KL(q‖p) vanishes for q = N(mean, sd^2): mean = d E tanh(dX), 1/sd^2 = 1 - d^2 E sech^2(dX).
std::pair<double, double> slopes(double mean, double sd, double d) {
  const normal q(mean, sd);
  const double tanh = expectation(q, [&](double x) { return std::tanh(d * x); }).value;
  const double sech2 = expectation(q, [&](double x) { return std::pow(std::cosh(d * x), -2); }).value;
  return {mean - d * tanh, 1 - d * d * sech2 - 1 / (sd * sd)};
}

/// The d for which a q of this mean off the centre is stationary, by Newton's method in sd and d.
double separation_of(double mean) {
  constexpr double h = 1e-5;
  double sd = 1.3, d = mean + 0.27;
  for (int i = 0; i < 20; ++i) {
    const auto [f, g] = slopes(mean, sd, d);
    const auto [f_sd, g_sd] = slopes(mean, sd + h, d);
    const auto [f_d, g_d] = slopes(mean, sd, d + h);
    const double a = (f_sd - f) / h, b = (f_d - f) / h, c = (g_sd - g) / h, e = (g_d - g) / h;
    const double move_sd = (f * e - g * b) / (a * e - b * c), move_d = (a * g - c * f) / (a * e - b * c);
    sd -= move_sd;
    d -= move_d;
    if (std::abs(move_sd) + std::abs(move_d) < 1e-12) {
      break;
    }
  }
  return d;
}

/// The least d with an optimum off the centre: there the minimum and the saddle beside it are one.
double least_separation() { return boost::math::tools::brent_find_minima(separation_of, 1.9, 2.5, 30).second; }

/// From where on the optimum at a mode is the better one.
double even_separation() {
  boost::uintmax_t steps = 60;
  const auto [low, high] = boost::math::tools::toms748_solve(
      lead_of_between, 2.5, 3.2, [](double a, double b) { return std::abs(a - b) < 1e-10; }, steps);
  return (low + high) / 2;
}

struct frames {
  object rows = object::array();
  exhibit_curve mode{at_mode, {}, {}}, centre{between, {}, {}};

  frames() {
    for (int i = 0; first - i * step > last - step / 2; ++i) {
      const double d = std::round((first - i * step) * 100) / 100;
      const std::vector<found> all = optima(d);
      for (const found& o : all) {
        exhibit_curve& curve = is_between(o) ? centre : mode;
        curve.x.push_back(d);
        curve.y.push_back(o.kl);
        for (const double sign : {1.0, -1.0}) {
          if (sign > 0 || !is_between(o)) {
            rows.push_back({{"d", d},
                            {"kind", curve.label},
                            {"mean", short_number(sign * o.mean)},
                            {"sd", short_number(o.sd)},
                            {"kl", short_number(o.kl)},
                            {"best", o.kl <= all.front().kl}});
          }
        }
      }
    }
  }
};

object colours() {
  return {{"field", "kind"},
          {"type", "nominal"},
          {"scale", {{"domain", {at_mode, between}}, {"range", {colour::green, colour::orange}}}},
          {"legend", {{"orient", "bottom"}, {"title", nullptr}, {"symbolStrokeWidth", 3}, {"symbolType", "stroke"}}}};
}

object number_axis(const char* field, const char* title, double low, double high) {
  return {{"field", field},
          {"type", "quantitative"},
          {"title", title},
          {"axis", {{"grid", false}, {"tickCount", 6}}},
          {"scale", {{"domain", {low, high}}, {"nice", false}, {"zero", false}}}};
}

/// The densities at the d of the slider; Vega computes them from the optima.
object densities() {
  const object x = number_axis("x", "x", -8, 8), y = number_axis("y", "density", 0, 0.45);
  const object target{
      {"data", {{"sequence", {{"start", -8}, {"stop", 8.05}, {"step", 0.1}, {"as", "x"}}}}},
      {"transform",
       {{{"calculate", "0.5 * densityNormal(datum.x, -d, 1) + 0.5 * densityNormal(datum.x, d, 1)"}, {"as", "y"}}}},
      {"mark", {{"type", "area"}, {"color", colour::blue}, {"opacity", 0.35}}},
      {"encoding", {{"x", x}, {"y", y}}}};
  const object fits{
      {"transform",
       {{{"filter", "abs(datum.d - d) < 0.001"}},
        {{"calculate", "sequence(-8, 8.05, 0.1)"}, {"as", "x"}},
        {{"flatten", {"x"}}},
        {{"calculate", "densityNormal(datum.x, datum.mean, datum.sd)"}, {"as", "y"}}}},
      {"mark", {{"type", "line"}, {"clip", true}}},
      {"encoding",
       {{"x", x},
        {"y", y},
        {"detail", {{"field", "mean"}, {"type", "nominal"}}},
        {"color", colours()},
        {"strokeWidth", {{"condition", {{"test", "datum.best"}, {"value", 3}}}, {"value", 1.5}}},
        {"strokeDash", {{"condition", {{"test", "datum.best"}, {"value", {1, 0}}}}, {"value", {5, 4}}}}}}};
  return {{"width", 400},
          {"height", 230},
          {"title",
           {{"text", {{"expr", "'d = ' + format(d, '.2f') + ': the target (blue) and every optimum'"}}},
            {"fontWeight", "normal"},
            {"fontSize", 12}}},
          {"layer", {target, fits}}};
}

object threshold(double at, const std::string& text, const char* side) {
  const object x = number_axis("d", "d, half the distance between the modes", last, first);
  const object data{{"values", {{{"d", at}, {"kl", 1.88}}}}};
  return {{"data", data},
          {"layer",
           {{{"mark", {{"type", "rule"}, {"color", colour::ink}, {"strokeDash", {4, 3}}}}, {"encoding", {{"x", x}}}},
            {{"mark",
              {{"type", "text"},
               {"text", text},
               {"align", side},
               {"dx", std::string(side) == "right" ? -5 : 5},
               {"color", colour::ink},
               {"fontSize", 11}}},
             {"encoding", {{"x", x}, {"y", number_axis("kl", "KL(q‖p) (nats)", 0, 2)}}}}}}};
}

/// The value of one kind of optimum at the d of the slider, in words.
object value_in_words(const char* kind, const char* words, const char* paint, int down) {
  const std::string filter = fmt::format("abs(datum.d - d) < 0.001 && datum.mean >= 0 && datum.kind == '{}'", kind);
  const std::string text = fmt::format("'{}: ' + format(datum.kl, '.4f') + (datum.best ? ', best' : '')", words);
  return {{"transform", {{{"filter", filter}}, {{"calculate", text}, {"as", "words"}}}},
          {"mark", {{"type", "text"}, {"align", "left"}, {"x", 12}, {"y", down}, {"color", paint}, {"fontSize", 12}}},
          {"encoding", {{"text", {{"field", "words"}, {"type", "nominal"}}}}}};
}

object values_against_d(double least, double even) {
  const object x = number_axis("d", "d, half the distance between the modes", last, first);
  const object y = number_axis("kl", "KL(q‖p) (nats)", 0, 2);
  return {
      {"width", 400},
      {"height", 230},
      {"title", {{"text", "KL(q‖p) of each optimum"}, {"fontWeight", "normal"}, {"fontSize", 12}}},
      {"layer",
       {{{"mark", {{"type", "line"}, {"strokeWidth", 2}}}, {"encoding", {{"x", x}, {"y", y}, {"color", colours()}}}},
        threshold(least, fmt::format("{:.8f}: optima at a mode", least), "right"),
        threshold(even, fmt::format("{:.8f}: they are best", even), "left"),
        value_in_words(at_mode, "at one mode", colour::green, 56),
        value_in_words(between, "between", colour::orange, 76),
        {{"transform", {{{"filter", "abs(datum.d - d) < 0.001"}}}},
         {"mark", {{"type", "point"}, {"filled", true}, {"size", 80}, {"opacity", 1}}},
         {"encoding", {{"x", x}, {"y", y}, {"color", colours()}}}}}}};
}

}  // namespace

exhibit mode_switch() {
  const double least = least_separation(), even = even_separation();
  const frames all;

  exhibit e;
  e.question =
      "Two modes at -d and d come together, d from 4 to 1. When does the normal q of the least KL(q‖p) stop "
      "picking one of them?";
  e.rows = {
      {.what = "optima at a mode exist for d above",
       .value = least,
       .why = "below, the one between the modes is the only one"},
      {.what = "they are the best for d above",
       .value = even,
       .why = "in between both kinds are optima, and a search finds the one on whose side it began"},
      {.what = "KL(q‖p) of both kinds there", .value = optima(even).front().kl, .unit = "nats"},
  };
  const std::string title = "Reverse KL: from one mode to both as they come together";
  const std::string caption =
      "Left: the target (blue) and every optimum of KL(q‖p), the best one drawn thick; the slider moves the modes. "
      "Right: "
      "KL(q‖p) of each optimum against d.";
  object spec = picture_base(title, caption);
  spec["params"] = {{{"name", "d"},
                     {"value", first},
                     {"bind", {{"input", "range"}, {"min", last}, {"max", first}, {"step", step}, {"name", "d "}}}}};
  spec["data"] = {{"values", all.rows}};
  spec["concat"] = {densities(), values_against_d(least, even)};
  spec["columns"] = 2;
  spec["spacing"] = 28;
  spec["resolve"] = {{"scale", {{"color", "shared"}}}};
  e.pictures = {{"mode_switch",
                 title,
                 caption,
                 spec.dump(1, ' ', true) + '\n',
                 {{"", "d, half the distance between the modes", "KL(q‖p) (nats)", {all.mode, all.centre}}}}};
  return e;
}

}  // namespace relent::exhibits
