#include "gauss_kronrod.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct kronrod_node {
  double node, weight, gauss_weight;
};
/// Kronrod's extension of Gauss' rule with 10 points, nodes >= 0 on [-1, 1].
constexpr std::array<kronrod_node, 11> half_rule{{
    {0, 0.14944555400291690566, 0},
    {0.14887433898163121088, 0.14773910490133849137, 0.29552422471475287017},
    {0.29439286270146019813, 0.1427759385770600808, 0},
    {0.4333953941292471908, 0.13470921731147332593, 0.26926671930999635509},
    {0.56275713466860468334, 0.12349197626206585108, 0},
    {0.67940956829902440623, 0.1093871588022976419, 0.219086362515982044},
    {0.78081772658641689706, 0.093125454583697605535, 0},
    {0.86506336668898451073, 0.075039674810919952767, 0.14945134915058059315},
    {0.930157491355708226, 0.054755896574351996031, 0},
    {0.97390652851717172008, 0.032558162307964727479, 0.066671344308688137594},
    {0.99565716302580808074, 0.011694638867371874278, 0},
}};

/// All 21 nodes: the middle one, then pairs.
constexpr auto whole_rule = [] {
  std::array<kronrod_node, kronrod_nodes> all{};
  all[0] = half_rule[0];
  for (std::size_t i = 1; i < half_rule.size(); ++i) {
    all[2 * i - 1] = all[2 * i] = half_rule[i];
    all[2 * i].node = -half_rule[i].node;
  }
  return all;
}();

}  // namespace

double gauss_kronrod(const integrand& f, double lower, double upper, std::span<rule_sum> out) {
  const double half = (upper - lower) / 2, middle = lower + half;
  std::array<double, kronrod_nodes> x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = middle + whole_rule[i].node * half;
  }
  static thread_local std::vector<integrand_value> found;
  const std::size_t n = f.components;
  std::vector<integrand_value> values = std::move(found);  // an integrand may integrate in turn
  values.resize(x.size() * n);
  f.at(x, values);
  const double spacing = std::numeric_limits<double>::epsilon() * std::max(std::abs(lower), std::abs(upper));
  double bad = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t c = 0; c < n; ++c) {
    double kronrod = 0, gauss = 0, noise = 0, least = infinity, most = -infinity;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const integrand_value& v = values[i * n + c];
      least = std::min(least, v.value);
      most = std::max(most, v.value);
      if (std::isinf(v.value)) {
        bad = x[i];
      }
      kronrod += whole_rule[i].weight * v.value;
      gauss += whole_rule[i].gauss_weight * v.value;
      noise += whole_rule[i].weight * v.noise;
    }
    // A node is off by half the spacing of doubles there, and the integrand by its slope times that.
    out[c] = {kronrod * half, noise * half + 2 * spacing * (most - least), std::abs(kronrod - gauss) * half};
  }
  found = std::move(values);
  return bad;
}

}  // namespace relent
