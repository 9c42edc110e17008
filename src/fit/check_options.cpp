#include "check_options.hpp"

#include "relent/core/error.hpp"

namespace relent {

void check_options(const fit_options& how) {
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value("fit", "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
  if (how.most_starts < 1) {
    throw bad_value("fit", "most_starts", std::nullopt, how.most_starts, ">= 1", errc::out_of_range);
  }
  if (!(how.time_limit >= 0)) {
    throw bad_value("fit", "time_limit", std::nullopt, how.time_limit, ">= 0", errc::out_of_range);
  }
}

}  // namespace relent
