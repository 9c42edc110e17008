#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/distribution/counter_stream.hpp"

namespace relent::test {

/// Rows made one by one: fill(stream, row).
template <class Fill>
matrix rows_drawn(std::size_t n, std::size_t columns, std::uint64_t seed, const Fill& fill) {
  matrix out(n, columns);
  counter_stream bits(seed, n);
  for (std::size_t i = 0; i < n; ++i) {
    fill(bits, out.values.data() + i * columns);
  }
  return out;
}

inline matrix column(const matrix& of, std::size_t j) {
  matrix out(of.rows, 1);
  for (std::size_t i = 0; i < of.rows; ++i) {
    out(i, 0) = of(i, j);
  }
  return out;
}

/// Standard normal pairs with this correlation.
inline matrix normal_pairs(std::size_t n, double correlation, std::uint64_t seed) {
  return rows_drawn(n, 2, seed, [&](counter_stream& bits, double* row) {
    row[0] = bits.normal();
    row[1] = correlation * row[0] + std::sqrt(1 - correlation * correlation) * bits.normal();
  });
}

inline double normal_information(double correlation) { return -0.5 * std::log1p(-correlation * correlation); }

}  // namespace relent::test
