#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/catalogue/parse_family.hpp"
#include "relent/divergence/entropy_of.hpp"
#include "relent/fit/fit.hpp"

#include "gallery/chart.hpp"
#include "gallery/exhibits.hpp"

namespace relent::exhibits {
namespace {

distribution two_normals(double d) {
  return parse_distribution(fmt::format("0.5*normal({}, 1) + 0.5*normal({}, 1)", -d, d));
}

std::vector<optimum> optima(const distribution& target, const char* objective) {
  return fit(target, parse_family("normal"), {.objective = objective}).optima;
}

double mean(const optimum& o) { return o.parameters[0].value; }
double sd(const optimum& o) { return o.parameters[1].value; }

void forward_rows(exhibit& e, double d, const optimum& o) {
  e.rows.push_back(
      {.what = fmt::format("d = {}: forward, sigma", d), .value = sd(o), .why = "the root of 1 + d^2, at mu = 0"});
  e.rows.push_back({.what = fmt::format("d = {}: forward, KL(p‖q)", d), .value = o.value.value, .unit = "nats"});
}

/// An optimum and, where it is off the centre, its mirror image in one.
void reverse_rows(exhibit& e, double d, const optimum& o, const std::string& which, const std::string& why) {
  const std::string begin = fmt::format("d = {}: reverse, {}", d, which);
  e.rows.push_back({.what = begin + ", mu", .value = std::abs(mean(o)) < 1e-9 ? 0 : std::abs(mean(o)), .why = why});
  e.rows.push_back({.what = begin + ", sigma", .value = sd(o)});
  e.rows.push_back({.what = begin + ", KL(q‖p)", .value = o.value.value, .unit = "nats"});
}

panel drawn(double d, const char* way, const distribution& target, const std::vector<optimum>& found) {
  const std::vector<double> x = places(-8, 8, 201);
  const auto density = [&](const distribution& of) {
    return values_of(x, [&](double at) { return std::exp(of.log_density(at)); });
  };
  panel out{
      .title = fmt::format("d = {}: {}, {} = {:.4f} nats", d, way == std::string("forward") ? "forward" : "reverse",
                           way == std::string("forward") ? "KL(p‖q)" : "KL(q‖p)", found.front().value.value),
      .x = {.title = "x"},
      .y = {.title = "density", .domain = {{0, 0.43}}},
      .traces = {{"target p", colour::blue, x, density(target), look::area}},
      .width = 330,
      .height = 150,
      .sketched = d == 4};
  for (std::size_t i = found.size(); i-- > 0;) {
    const bool best = i == 0, as_good = !best && found[i].value.value - found[0].value.value < 1e-9;
    out.traces.push_back({best      ? "best fit q"
                          : as_good ? ""
                                    : "a poor local optimum",
                          best || as_good ? colour::green : colour::ink, x, density(found[i].member),
                          best      ? look::line
                          : as_good ? look::dashed
                                    : look::dotted});
  }
  return out;
}

}  // namespace

exhibit two_modes() {
  exhibit e;
  e.question =
      "One normal q for a target p with two modes, half N(-d, 1) and half N(d, 1). Where does it go when KL(p‖q) "
      "is made small, and where when KL(q‖p) is?";
  std::vector<panel> forward_panels, reverse_panels;
  for (const double d : {4.0, 2.0}) {
    const distribution target = two_normals(d);
    const std::vector<optimum> forward = optima(target, "forward_kl"), reverse = optima(target, "reverse_kl");
    forward_rows(e, d, forward.front());
    if (reverse.size() == 1) {
      reverse_rows(e, d, reverse.front(), "the only optimum",
                   "reverse KL does not pick a mode here: they are too near");
    } else {
      reverse_rows(e, d, reverse.front(), "at either mode",
                   "+mu and -mu, equally good: it picks one mode and forgets the other");
      reverse_rows(e, d, reverse.back(), "the poor local optimum", "a search that begins in the middle ends here");
    }
    e.rows.push_back(
        {.what = fmt::format("d = {}: entropy of the target", d), .value = entropy_of(target).value, .unit = "nats"});
    forward_panels.push_back(drawn(d, "forward", target, forward));
    reverse_panels.push_back(drawn(d, "reverse", target, reverse));
  }
  e.remarks = {
      "d = 2 does not show mode-seeking, though articles draw it so: optima off the centre exist only from "
      "d = 2.412 on, and are the best only from d = 2.800 on (see mode_switch)."};
  e.pictures = {
      picture("two_modes", "Forward KL covers both modes; reverse KL picks one, if they are far enough apart",
              "A target with two modes (blue) and the normal distributions nearest to it (green), by KL(p‖q) "
              "above and by KL(q‖p) below, with modes at ±4 and at ±2. Dashed: the mirror image, as good a fit.",
              {forward_panels[0], forward_panels[1], reverse_panels[0], reverse_panels[1]}, 2)};
  return e;
}

}  // namespace relent::exhibits
