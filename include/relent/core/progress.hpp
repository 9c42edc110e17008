#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace relent {

/// How far a long work is; told now and then while it runs. `total` is 0 where it is not known. Whoever is told may
/// throw to stop the work.
struct progress {
  std::string what;
  std::int64_t done = 0;
  std::int64_t total = 0;
  std::string_view things = "rows";  ///< of which `done` are done
};

}  // namespace relent
