// Against LEMON's network simplex, in whole numbers: both must find the same optimum to the last bit. Left out where
// LEMON is not installed (Debian: liblemon-dev).
#ifdef RELENT_HAVE_LEMON

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <lemon/list_graph.h>
#include <lemon/network_simplex.h>

#include "relent/transport/emd.hpp"

namespace relent {
namespace {

using whole = std::int64_t;

double by_lemon(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& costs) {
  const auto n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  lemon::ListDigraph graph;
  std::vector<lemon::ListDigraph::Node> nodes;
  for (int i = 0; i < n + m; ++i) {
    nodes.push_back(graph.addNode());
  }
  lemon::ListDigraph::NodeMap<whole> supply(graph);
  lemon::ListDigraph::ArcMap<whole> cost(graph);
  for (int i = 0; i < n; ++i) {
    supply[nodes[i]] = static_cast<whole>(a[i]);
    for (int j = 0; j < m; ++j) {
      cost[graph.addArc(nodes[i], nodes[n + j])] = static_cast<whole>(costs[i * m + j]);
    }
  }
  for (int j = 0; j < m; ++j) {
    supply[nodes[n + j]] = -static_cast<whole>(b[j]);
  }
  lemon::NetworkSimplex<lemon::ListDigraph, whole> simplex(graph);
  simplex.supplyMap(supply).costMap(cost);
  EXPECT_EQ(simplex.run(), simplex.OPTIMAL);
  return static_cast<double>(simplex.totalCost<whole>());
}

TEST(lemon, the_same_optimum_to_the_last_bit) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 1 + random() % 80, m = 1 + random() % 80;
    const std::uint64_t masses = trial % 3 == 0 ? 2 : 1000, most = trial % 2 == 0 ? 4 : 1000000;
    std::vector<double> a(n), b(m), costs(n * m);
    for (double& x : a) {
      x = static_cast<double>(random() % masses);
    }
    for (double& x : b) {
      x = static_cast<double>(random() % masses);
    }
    a[0] += 1;
    const double short_of = std::accumulate(a.begin(), a.end(), 0.0) - std::accumulate(b.begin(), b.end(), 0.0);
    (short_of > 0 ? b : a)[0] += std::abs(short_of);
    for (double& c : costs) {
      c = static_cast<double>(random() % most);
    }
    const transport_plan found = emd(a, b, cost_matrix{costs, n, m});
    EXPECT_EQ(found.cost, by_lemon(a, b, costs)) << n << " x " << m;
    for (const shipment& s : found.plan) {
      EXPECT_EQ(s.mass, std::round(s.mass));
    }
  }
}

}  // namespace
}  // namespace relent

#endif
