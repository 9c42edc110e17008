#include "by_measure.hpp"

#include <cctype>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

namespace relent {

void check_question(std::string_view measure, std::span<const std::string_view> known, std::string_view what,
                    const divergence_options& how) {
  if (!(how.alpha > 0 && std::isfinite(how.alpha))) {
    throw bad_value("divergence_between", "alpha", std::nullopt, how.alpha, "> 0 and finite", errc::out_of_range);
  }
  if (!(how.weight > 0 && how.weight < 1)) {
    throw bad_value("divergence_between", "weight", std::nullopt, how.weight, "inside (0, 1)", errc::out_of_range);
  }
  if (std::ranges::find(known, measure) == known.end()) {
    throw error(errc::unknown_name, "divergence_between",
                fmt::format("no measure {} of {}{}", quoted(measure), what, suggestion(measure, known)));
  }
}

estimate exchanged(estimate found) {
  const auto letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  for (std::string& note : found.notes) {
    for (std::size_t i = 0; i < note.size(); ++i) {
      const bool alone = (i == 0 || !letter(static_cast<unsigned char>(note[i - 1]))) &&
                         (i + 1 == note.size() || !letter(static_cast<unsigned char>(note[i + 1])));
      if (alone && (note[i] == 'P' || note[i] == 'Q')) {
        note[i] = note[i] == 'P' ? 'Q' : 'P';
      }
    }
  }
  return found;
}

}  // namespace relent
