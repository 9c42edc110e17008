#include <cmath>
#include <cstring>

#include "relent/logits/compare_logits.hpp"

#include "fuzz/read_everything.hpp"

// A file of logits in any of its formats, compared with itself: its header, its tokens and every number are read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const relent::fuzz::memory_file file(data, size);
  try {
    const auto found = relent::compare_logits(file.path(), file.path(), {.threads = 1});
    const double kl = found.kl_divergence.spread.maximum;
    if (!(kl >= 0 && kl < 1e-6) || found.same_top.estimate.value != 1) {
      std::abort();
    }
  } catch (const relent::error& fault) {
    if (std::strchr(fault.what(), '\n') != nullptr) {
      std::abort();
    }
  }
  return 0;
}
