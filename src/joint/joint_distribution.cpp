#include "relent/joint/joint_distribution.hpp"

#include <algorithm>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"

namespace relent {
namespace {

constexpr std::int64_t draws_a_task = 1024;

}  // namespace

matrix sample(const joint_distribution& from, std::int64_t count, std::uint64_t seed, int threads) {
  if (count < 0) {
    throw bad_value("sample", "count", std::nullopt, static_cast<double>(count), ">= 0", errc::out_of_range);
  }
  matrix out(static_cast<std::size_t>(count), from.space().size);
  parallel_for((count + draws_a_task - 1) / draws_a_task, threads, [&](std::int64_t task) {
    const std::int64_t end = std::min(count, (task + 1) * draws_a_task);
    for (std::int64_t i = task * draws_a_task; i < end; ++i) {
      counter_stream stream(seed, static_cast<std::uint64_t>(i));
      from.sample(stream, {&out(static_cast<std::size_t>(i), 0), out.columns});
    }
  });
  return out;
}

}  // namespace relent
