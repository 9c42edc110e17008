#include <vector>

#include "relent/measure/js_distance.hpp"
#include "relent/measure/js_divergence.hpp"
#include "relent/measure/kl_divergence.hpp"

#include "gallery/exhibits.hpp"

namespace relent::exhibits {

exhibit triangle() {
  const std::vector<double> a{1, 0}, middle{0.5, 0.5}, b{0, 1};
  const std::vector<double> p{0.5, 0.5}, q{0.25, 0.75}, r{0.1, 0.9};

  exhibit e;
  e.question = "A distance is never longer than a detour. Which divergences are distances?";
  e.rows = {
      {.what = "JS((1, 0), (0, 1))",
       .value = js_divergence(a, b),
       .unit = "nats",
       .why = "straight: longer than the detour by (1/2, 1/2), 2 x 0.2158. JS is no distance"},
      {.what = "JS((1, 0), (1/2, 1/2)), half of the detour", .value = js_divergence(a, middle), .unit = "nats"},
      {.what = "root of JS((1, 0), (0, 1))",
       .value = js_distance(a, b),
       .unit = "root of nats",
       .why = "not longer than the detour: the root is a distance (Endres and Schindelin 2003)"},
      {.what = "root of JS by (1/2, 1/2), both halves",
       .value = js_distance(a, middle) + js_distance(middle, b),
       .unit = "root of nats"},
      {.what = "KL((.5, .5)‖(.1, .9))",
       .value = kl_divergence(p, r),
       .unit = "nats",
       .why = "straight: longer than the detour by (.25, .75)"},
      {.what = "KL((.5, .5)‖(.25, .75))", .value = kl_divergence(p, q), .unit = "nats"},
      {.what = "KL((.25, .75)‖(.1, .9))",
       .value = kl_divergence(q, r),
       .unit = "nats",
       .why = "KL breaks the triangle inequality too, besides not being symmetric"},
  };
  return e;
}

}  // namespace relent::exhibits
