// LEMON's network simplex on a problem in a file, in whole numbers, for bench/peers/transport.py:
//
//     lemon_transport FILE
//
// The file holds int64: n, m, k; n supplies; m demands. With k = 0 the n m costs of a complete
// bipartite graph follow, row by row. Else n = m = the places of a grid of k x (n / k), and the costs of steps along
// the first axis (k) and the second (n / k) follow: the graph goes from place to place along the first axis, and from
// there along the second, in n^1.5 arcs. Prints CPU seconds of building the graph and of solving, and the optimum.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <utility>
#include <vector>

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

namespace {

using whole = std::int64_t;

std::vector<whole> read(std::ifstream& file, std::size_t n) {
  std::vector<whole> out(n);
  file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(n * sizeof(whole)));
  if (!file) {
    std::fputs("lemon_transport: the file ends early\n", stderr);
    std::exit(2);
  }
  return out;
}

double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("lemon_transport FILE\n", stderr);
    return 2;
  }
  std::ifstream file(words[1], std::ios::binary);
  const std::vector<whole> sizes = read(file, 3);
  const auto n = static_cast<int>(sizes[0]), m = static_cast<int>(sizes[1]), rows = static_cast<int>(sizes[2]);
  const std::vector<whole> supply = read(file, static_cast<std::size_t>(n)),
                           demand = read(file, static_cast<std::size_t>(m));
  const std::size_t pairs = static_cast<std::size_t>(n) * static_cast<std::size_t>(m);
  const std::vector<whole> costs = read(file, rows == 0 ? pairs : static_cast<std::size_t>(rows + n / rows));

  const double start = seconds();
  std::vector<std::pair<int, int>> arcs;  // by their first end, which StaticDigraph asks for
  std::vector<whole> arc_costs;
  const int between = rows == 0 ? 0 : n;  // places passed on the way
  if (rows == 0) {
    arcs.reserve(pairs);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < m; ++j) {
        arcs.emplace_back(i, n + j);
      }
    }
  } else {
    const int columns = n / rows;
    for (int i = 0; i < n; ++i) {
      for (int r = 0; r < rows; ++r) {
        arcs.emplace_back(i, n + r * columns + i % columns);
        arc_costs.push_back(costs[static_cast<std::size_t>(std::abs(r - i / columns))]);
      }
    }
    for (int i = 0; i < n; ++i) {
      for (int c = 0; c < columns; ++c) {
        arcs.emplace_back(n + i, 2 * n + i / columns * columns + c);
        arc_costs.push_back(costs[static_cast<std::size_t>(rows + std::abs(c - i % columns))]);
      }
    }
  }
  lemon::StaticDigraph graph;
  graph.build(n + between + m, arcs.begin(), arcs.end());
  lemon::StaticDigraph::NodeMap<whole> units(graph, 0);
  lemon::StaticDigraph::ArcMap<whole> cost(graph);
  for (int i = 0; i < n; ++i) {
    units[lemon::StaticDigraph::node(i)] = supply[static_cast<std::size_t>(i)];
  }
  for (int j = 0; j < m; ++j) {
    units[lemon::StaticDigraph::node(n + between + j)] = -demand[static_cast<std::size_t>(j)];
  }
  const std::vector<whole>& of_arcs = rows == 0 ? costs : arc_costs;
  for (std::size_t k = 0; k < of_arcs.size(); ++k) {
    cost[lemon::StaticDigraph::arc(static_cast<int>(k))] = of_arcs[k];
  }
  const double built = seconds();
  lemon::NetworkSimplex<lemon::StaticDigraph, whole> simplex(graph);
  simplex.supplyMap(units).costMap(cost);
  const bool optimal = simplex.run() == simplex.OPTIMAL;
  std::printf("{\"build\": %.6f, \"solve\": %.6f, \"optimal\": %s, \"cost\": %lld}\n", built - start, seconds() - built,
              optimal ? "true" : "false", static_cast<long long>(simplex.totalCost<whole>()));
  return optimal ? 0 : 1;
}
