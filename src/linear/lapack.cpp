#include "linear/lapack.hpp"

// Of OpenBLAS alone, hence weak: 0 for the build without threads, which has no locks either.
extern "C" int openblas_get_parallel() __attribute__((weak));

namespace relent::linear {

std::unique_lock<std::mutex> lapack_turn() {
  static std::mutex turn;
  static const bool takes_turns = openblas_get_parallel != nullptr && openblas_get_parallel() == 0;
  return takes_turns ? std::unique_lock(turn) : std::unique_lock<std::mutex>();
}

}  // namespace relent::linear
