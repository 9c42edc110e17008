#pragma once

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/loss/rows.hpp"

#include "kernel/simd.hpp"

namespace relent::test {

/// In f32, so that rows of either type take it.
inline constexpr float inf = std::numeric_limits<float>::infinity();

/// Every test of its suite runs on each instruction set this machine has.
class on_every_path : public testing::TestWithParam<kernel::simd_path> {
 protected:
  void SetUp() override { kernel::force_simd_target(GetParam().target); }
  void TearDown() override { kernel::force_simd_target(0); }
};

inline std::string path_name(const testing::TestParamInfo<kernel::simd_path>& info) {
  return std::string(info.param.name);
}

inline auto all_paths() {
  const auto paths = kernel::simd_paths();
  return testing::ValuesIn(paths.begin(), paths.end());
}

template <class T>
std::vector<T> normal_numbers(std::size_t n, unsigned seed, double size = 2) {
  std::mt19937_64 draw(seed);
  std::normal_distribution<double> normal(0, size);
  std::vector<T> out(n);
  for (T& x : out) {
    x = static_cast<T>(normal(draw));
  }
  return out;
}

template <class T>
class_rows rows_of(const std::vector<T>& numbers, std::int64_t rows, row_content holds = row_content::logits) {
  return {numbers.data(), rows, static_cast<std::int64_t>(numbers.size()) / rows, holds};
}

}  // namespace relent::test
