#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/core/error.hpp"
#include "relent/core/words.hpp"

namespace relent {

const measure_entry& find_measure(std::string_view name) {
  if (const measure_entry* found = find_named(measures(), name)) {
    return *found;
  }
  std::vector<std::string_view> names;
  for (const measure_entry& m : measures()) {
    names.push_back(m.name);
    names.insert(names.end(), m.aliases.begin(), m.aliases.end());
  }
  const std::string meant = suggestion(name, names);
  throw error(errc::unknown_name,
              fmt::format("no measure {}{}", quoted(name), meant.empty() ? "; relent measures lists them" : meant));
}

double in_unit(const measure_entry& measure, double nats, unit to) noexcept {
  if (!measure.in_units) {
    return nats;
  }
  return measure.unit_power == 1 ? from_nats(nats, to) : nats * std::pow(from_nats(1, to), measure.unit_power);
}

}  // namespace relent
